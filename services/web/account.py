"""The account of the person who asks."""

from flask import Blueprint, Response, abort
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.auth import open_session
from services.web.bodies import read
from services.web.context import account, identity
from services.web.operations import access, operation
from shared.accounts import UNUSABLE, hash_password, verify_password
from shared.people import Account

bp = Blueprint("account", __name__, url_prefix="/api/account")


class Change(BaseModel):
    """A new password, and the present one unless none was chosen yet."""

    password: str = Field(description="12 to 128 characters")
    current: str = ""


@bp.get("")
@operation({200: Account})
def show() -> Response:
    """Who is signed in."""
    return answer(account())


@bp.post("/password")
@access("viewer")
@operation({204: None, 400: Problem, 403: Problem}, body=Change)
def change_password() -> Response:
    """Set a new password; every other session of the account ends."""
    change = read(Change)
    asking = account()
    if asking is None:
        abort(401)
    known = identity().accounts.secret(asking.name)
    if known is None or not (known.password == UNUSABLE or verify_password(known.password, change.current)):
        abort(403, "the present password is another one")
    hashed = hash_password(change.password, asking.name)
    identity().accounts.change_password(asking.id, hashed)
    return open_session(Response(status=204), asking.id)
