"""Who may come in, and by what: the values that every store of accounts gives and takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.errors import BowerbirdError
from shared.text import clean

Role = Literal["admin", "member", "viewer"]
Kind = Literal["session", "link", "api"]
Scope = Literal["read", "upload", "manage"]

AS: dict[Scope, Role] = {"read": "viewer", "upload": "member", "manage": "admin"}
IDLE = timedelta(hours=24)
LIFETIME = {"session": timedelta(days=30), "link": timedelta(minutes=15), "api": timedelta(days=365)}
INVITATION = timedelta(days=3)  # how long the link for a new person is good
FIRST = "admin"  # name of the account that the first one-time link makes
LONGEST = 200  # characters of anything that a request says about an account


class InvalidName(BowerbirdError):
    """No account or token may have this name; the message says what it may be."""


@dataclass(frozen=True)
class Account:
    """A person; an admin manages accounts, a member adds and retries, a viewer looks."""

    id: str
    name: str
    role: Role
    disabled: bool = False


@dataclass(frozen=True)
class Secret:
    """An account and the hash of its password."""

    id: str
    password: str


@dataclass(frozen=True)
class Holder:
    """Who shows a good session or API token; `scope` is None for a session, which may do all they may."""

    account: Account
    scope: Scope | None = None


@dataclass(frozen=True)
class Grant:
    """A session or an API token as its owner sees it; `name` is the browser's or the token's."""

    id: str
    kind: Kind
    name: str | None
    scope: Scope | None
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def sound(given: object) -> bool:
    """Tell whether a value of a request may be looked up at all: a text, not too long, without NUL.

    Whatever else JSON can hold, an object with an operator of MongoDB above all, never gets further.
    """
    return isinstance(given, str) and 0 < len(given) <= LONGEST and "\0" not in given


def checked_name(given: str) -> str:
    """Return the name as it is stored; raise `InvalidName` for one that cannot be seen or is too long."""
    if not sound(given) or given != clean(given).strip() or "\n" in given or len(given) > LONGEST // 2:
        raise InvalidName(f"a name has 1 to {LONGEST // 2} characters that can be seen")
    return given
