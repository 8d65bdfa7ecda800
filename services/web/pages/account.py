"""One's own account: the password, the browsers that are signed in, the tokens of programs."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from services.web.account import asking, has_password, renewed, replace_password
from services.web.context import identity
from services.web.door import session_id
from services.web.operations import access, own
from services.web.sessions import close_session
from services.web.tokens import Made, Wanted, make, scopes
from shared.errors import BowerbirdError

SAID = {
    "password": "Your new password counts from now on. Every other session and every token has ended.",
    "withdrawn": "That has ended.",
}


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/account", view_func=account)
    bp.add_url_rule("/account/password", view_func=change_password, methods=["POST"])
    bp.add_url_rule("/account/tokens", view_func=make_token, methods=["POST"])
    bp.add_url_rule("/account/withdraw", view_func=withdraw, methods=["POST"])
    bp.add_url_rule("/account/sign-out", view_func=sign_out_everywhere, methods=["POST"])


@own
def account() -> Response:
    """The page; `said` names what was just done."""
    return _page(said=SAID.get(request.args.get("said", "")))


@access("viewer")
@own
def change_password() -> Response:
    """Set or change the password; everything else that is open ends."""
    new = request.form.get("password", "")
    if new != request.form.get("again", ""):
        return _page(400, wrong_password="The two new passwords differ.")  # noqa: S106
    try:
        replace_password(request.form.get("current", ""), new)
    except (BowerbirdError, HTTPException) as error:
        return _page(400, wrong_password=_sentence(error))
    return renewed(redirect(url_for("pages.account", said="password"), 303))


@access("viewer")
@own
def make_token() -> Response:
    """Make a token and show it, this once."""
    try:
        made = make(Wanted.model_validate(request.form.to_dict()))
    except ValidationError:
        return _page(400, wrong_token="A token has a name and 1 to 3650 days.")  # noqa: S106
    except (BowerbirdError, HTTPException) as error:
        return _page(400, wrong_token=_sentence(error))
    return _page(made=made)


@access("viewer")
@own
def withdraw() -> Response:
    """End one session or token."""
    identity().tokens.withdraw(asking().id, request.form.get("id", ""))
    return redirect(url_for("pages.account", said="withdrawn"), 303)


@access("viewer")
@own
def sign_out_everywhere() -> Response:
    """End every session, this one too."""
    identity().tokens.sign_out(asking().id)
    return close_session(redirect(url_for("auth.sign_in"), 303))


def _page(
    status: int = 200,
    *,
    said: str | None = None,
    wrong_password: str | None = None,
    wrong_token: str | None = None,
    made: Made | None = None,
) -> Response:
    person = asking()
    grants = identity().tokens.listed(person.id)
    page = render_template(
        "account.html",
        place="account",
        sessions=[grant for grant in grants if grant.kind == "session"],
        tokens=[grant for grant in grants if grant.kind == "api"],
        this=session_id(),
        has_password=has_password(person),
        scopes=scopes(person),
        said=said,
        wrong_password=wrong_password,
        wrong_token=wrong_token,
        made=made,
    )
    return make_response(page, status)


def _sentence(error: BowerbirdError | HTTPException) -> str:
    said = (error.description or "") if isinstance(error, HTTPException) else str(error)
    return said[:1].upper() + said[1:].rstrip(".") + "."
