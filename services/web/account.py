"""The account of the person who asks: their password, their sessions."""

import logging
from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, request
from pydantic import BaseModel, Field
from werkzeug.exceptions import TooManyRequests

from services.web.answers import Problem, answer
from services.web.auth import subscriber, verify
from services.web.bodies import read
from services.web.context import account, identity
from services.web.operations import access, operation, own
from services.web.sessions import Answer, close_session, open_session
from shared.accounts import UNUSABLE, hash_password
from shared.people import Account, Grant

log = logging.getLogger(__name__)
bp = Blueprint("account", __name__, url_prefix="/api/account")


class Change(BaseModel):
    """A new password, and the present one unless none was chosen yet."""

    password: str = Field(description="12 to 128 characters")
    current: str = ""


@dataclass(frozen=True)
class Sessions:
    """Browsers that are signed in, the latest first."""

    sessions: tuple[Grant, ...]


@bp.get("")
@operation({200: Account})
def show() -> Response:
    """Who is signed in."""
    return answer(account())


@bp.post("/password")
@access("viewer")
@own
@operation({204: None, 400: Problem, 403: Problem, 429: Problem}, body=Change)
def change_password() -> Response:
    """Set a new password; every session and API token of the account ends, and a new session begins here."""
    change = read(Change)
    replace_password(change.current, change.password)
    return renewed(Response(status=204))


@bp.get("/sessions")
@own
@operation({200: Sessions})
def list_sessions() -> Response:
    """The browsers that are signed in to this account."""
    return answer(Sessions(tuple(granted("session"))))


@bp.post("/sign-out")
@access("viewer")
@own
@operation({204: None})
def sign_out_everywhere() -> Response:
    """End every session of this account, this one too; API tokens stay."""
    identity().tokens.sign_out(asking().id)
    return close_session(Response(status=204))


def asking() -> Account:
    """Who asks, where the door has seen to it that someone does."""
    found = account()
    if found is None:
        abort(401)
    return found


def granted(kind: str) -> list[Grant]:
    """The sessions or the API tokens of the person who asks."""
    return [grant for grant in identity().tokens.listed(asking().id) if grant.kind == kind]


def replace_password(current: str, new: str) -> None:
    """Change one's own password; guessing at the present one is throttled like signing in."""
    person = asking()
    if has_password(person) and not _is_theirs(person, current):
        abort(403, "the present password is another one")
    identity().accounts.change_password(person.id, hash_password(new, person.name))
    log.info("changed the password of account %s", person.id)


def has_password(person: Account) -> bool:
    """Whether the person has chosen a password already."""
    known = identity().accounts.secret(person.name)
    return known is not None and known.password != UNUSABLE


def renewed(done: Answer) -> Answer:
    """Begin a new session after all have ended; a program with a token has none."""
    return done if g.bearer else open_session(done, asking().id)


def _is_theirs(person: Account, password: str) -> bool:
    address = subscriber(request.remote_addr or "")
    wait = identity().attempts.admit(person.name, address)
    if wait:
        raise TooManyRequests("too many attempts; please wait", retry_after=wait)
    return verify(person.name, password, address) == person.id
