"""Finds the library that a command is about: the running stack of DATA, or DATABASE_URL."""

from dataclasses import replace

from services.cli.answers import NotRunning
from services.cli.stack import place
from shared.db.connection import Connect, connector
from shared.identity import Identity, open_identity
from shared.settings import Settings


def located(settings: Settings) -> Settings:
    """The settings with the addresses of the running stack; raise `NotRunning` where there is none."""
    if settings.database_url:
        return settings
    stack = place.find(settings.data)
    if stack is None:
        raise NotRunning(
            f"Bowerbird is not running in {settings.data}; start it with `make run` or `bowerbird run`,"
            " or set DATA or DATABASE_URL"
        )
    broker = settings.broker_url or stack.broker_url
    return replace(settings, database_url=stack.database_url, broker_url=broker)


def opened(settings: Settings) -> Connect:
    """Opens transactions on the library."""
    return connector(located(settings).database_url)


def identity(settings: Settings) -> Identity:
    """The accounts of the library, wherever they are stored."""
    url = settings.database_url if settings.mongo_url else located(settings).database_url
    return open_identity(settings, connector(url))


def address(settings: Settings) -> str:
    """Where a browser finds the library."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    stack = place.find(settings.data)
    return stack.address if stack else f"http://{settings.host}:{settings.port}"
