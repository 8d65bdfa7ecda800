"""The accounts of everyone, for admins."""

import logging
from dataclasses import dataclass
from typing import Annotated

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, identity
from services.web.invitations import Invited, again, invited, known
from services.web.operations import access, operation
from shared.accounts import UNUSABLE
from shared.db import preferences, reach
from shared.people import LONGEST, Account, Role

log = logging.getLogger(__name__)
bp = Blueprint("users", __name__, url_prefix="/api/users")


class Newcomer(BaseModel):
    """A person who is to come in by a one-time link."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    role: Role = "member"


class Amendment(BaseModel):
    """What is to change about an account; what is left out stays."""

    role: Role | None = None
    disabled: bool | None = None


@dataclass(frozen=True)
class Users:
    """All accounts, by name."""

    users: tuple[Account, ...]


@bp.get("")
@access("admin")
@operation({200: Users})
def list_users() -> Response:
    """Everyone who may come in."""
    return answer(Users(tuple(identity().accounts.everyone())))


@bp.post("")
@access("admin")
@operation({201: Invited, 400: Problem, 409: Problem}, body=Newcomer)
def add_user() -> Response:
    """Add a person, who comes in by the link and then chooses a password."""
    newcomer = read(Newcomer)
    return answer(invited(identity().accounts.create(newcomer.name, UNUSABLE, newcomer.role)), 201)


@bp.post("/sign-out")
@access("admin")
@operation({204: None})
def sign_everyone_out() -> Response:
    """End every session of everyone; API tokens stay."""
    identity().tokens.sign_out()
    return Response(status=204)


@bp.post("/<key:user_id>/link")
@access("admin")
@operation({201: Invited, 404: Problem})
def invite_again(user_id: str) -> Response:
    """Make a fresh link for someone who has lost theirs; an old password counts no longer."""
    return answer(again(user_id), 201)


@bp.patch("/<key:user_id>")
@access("admin")
@operation({200: Account, 400: Problem, 404: Problem, 409: Problem}, body=Amendment)
def change_user(user_id: str) -> Response:
    """Change the role, or disable the account, which ends all it has open."""
    amend(user_id, read(Amendment))
    return answer(known(user_id))


@bp.delete("/<key:user_id>")
@access("admin")
@operation({204: None, 404: Problem, 409: Problem})
def remove_user(user_id: str) -> Response:
    """Remove an account and end all it has open."""
    remove(user_id)
    return Response(status=204)


def remove(user_id: str) -> None:
    """Remove an account with all that it has open, and what was written down of it."""
    identity().accounts.remove(user_id)
    with connection() as conn:
        reach.restrict(conn, user_id, "", "")
        preferences.forget(conn, user_id)


def amend(user_id: str, amendment: Amendment) -> None:
    """Change what is to change about an account."""
    if amendment.role is not None:
        identity().accounts.change_role(user_id, amendment.role)
        log.info("made account %s %s", user_id, amendment.role)
    if amendment.disabled is not None:
        identity().accounts.disable(user_id, amendment.disabled)
        log.info("%s account %s", "disabled" if amendment.disabled else "enabled", user_id)
