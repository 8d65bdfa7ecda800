"""Chooses the store of accounts by the settings."""

from shared.db.connection import Connect
from shared.identity import postgres
from shared.identity.interface import Identity
from shared.settings import Settings


def open_identity(settings: Settings, connect: Connect) -> Identity:
    """The accounts in MongoDB where MONGO_URL is set, else those in the library's own database."""
    if not settings.mongo_url:
        return postgres.opened(connect)
    from shared.identity.mongo import opened  # the library is loaded only where it is used

    return opened(settings.mongo_url)
