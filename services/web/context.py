"""What a view needs of the application that it runs in, and of the person who asks."""

from contextlib import AbstractContextManager

from flask import current_app, g, has_app_context

from shared.db.connection import Connect, Connection
from shared.db.search import Within
from shared.identity import Identity
from shared.people import Account
from shared.settings import Settings
from shared.storage import Storage


def connection() -> AbstractContextManager[Connection]:
    """Open a transaction; leaving the block commits it."""
    return connect()()


def connect() -> Connect:
    """How to open a transaction, for those who open several."""
    opener: Connect = current_app.extensions["connect"]
    return opener


def identity() -> Identity:
    """Accounts, sessions and tokens, wherever they are stored."""
    held: Identity = current_app.extensions["identity"]
    return held


def settings() -> Settings:
    """The settings of this process."""
    held: Settings = current_app.extensions["settings"]
    return held


def storage() -> Storage:
    """Where originals and derived files lie."""
    return Storage(settings().storage)


def account() -> Account | None:
    """Who asks; None where no one is signed in."""
    found: Account | None = g.get("account")
    return found


def who() -> str:
    """The name of the person who asks, under which what they do is noted."""
    held = account()
    return held.name if held else ""


def may_change() -> bool:
    """Whether the person who asks may do more than look."""
    held = account()
    return held is not None and held.role != "viewer"


def is_admin() -> bool:
    """Whether the person who asks sets and manages."""
    held = account()
    return held is not None and held.role == "admin"


def within() -> Within | None:
    """The part of the library that the person who asks may see; None for all of it."""
    confined: Within | None = g.get("within") if has_app_context() else None
    return confined


def csrf_token() -> str:
    """What an unsafe request of this session must send as `X-CSRF-Token` or field `csrf_token`."""
    token: str = g.get("csrf_token", "")
    return token
