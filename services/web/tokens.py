"""API tokens of the person who asks: made, listed, revoked one by one."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from flask import Blueprint, Response, abort
from pydantic import BaseModel, Field

from services.web.account import asking, granted
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import identity
from services.web.operations import RANK, access, operation, own
from shared.people import AS, LONGEST, Account, Grant, Scope, checked_name

log = logging.getLogger(__name__)
bp = Blueprint("tokens", __name__, url_prefix="/api/tokens")

LONGEST_LIFE = 3650  # days


class Wanted(BaseModel):
    """A token: what it is called, what it may do, and for how many days."""

    name: str = Field(min_length=1, max_length=LONGEST)
    scope: Scope = "read"
    days: Annotated[int, Field(ge=1, le=LONGEST_LIFE)] = 365


@dataclass(frozen=True)
class Made:
    """A new token; `token` is shown this once and never again."""

    token: str
    name: str
    scope: Scope


@dataclass(frozen=True)
class Tokens:
    """API tokens, the latest first."""

    tokens: tuple[Grant, ...]


@bp.get("")
@own
@operation({200: Tokens})
def list_tokens() -> Response:
    """The API tokens of this account; they themselves are not shown again."""
    return answer(Tokens(tuple(granted("api"))))


@bp.post("")
@access("viewer")
@own
@operation({201: Made, 400: Problem, 403: Problem, 409: Problem}, body=Wanted)
def make_token() -> Response:
    """Make a token: `read` looks, `upload` also adds files and retries work, `manage` does all you may."""
    return answer(make(read(Wanted)), 201)


@bp.delete("/<key:token_id>")
@access("viewer")
@own
@operation({204: None, 404: Problem})
def revoke_token(token_id: str) -> Response:
    """End one of one's own tokens or sessions."""
    identity().tokens.withdraw(asking().id, token_id)
    return Response(status=204)


def scopes(person: Account) -> list[Scope]:
    """What tokens of this account may be for: nothing that the person may not do."""
    return [scope for scope, role in AS.items() if RANK[role] <= RANK[person.role]]


def make(wanted: Wanted) -> Made:
    """Make a token for the person who asks."""
    person, name = asking(), checked_name(wanted.name)
    if wanted.scope not in scopes(person):
        abort(403, f"your account may not {wanted.scope} itself")
    lifetime = timedelta(days=wanted.days)
    token = identity().tokens.issue("api", person.id, name=name, scope=wanted.scope, lifetime=lifetime)
    log.info("made an API token to %s for account %s", wanted.scope, person.id)
    return Made(token, name, wanted.scope)
