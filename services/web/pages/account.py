"""One's own account: how pages look, the password, the browsers that are signed in, tokens of programs."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.wrappers import Response

from services.web.account import asking, has_password, renewed, replace_password
from services.web.appearance import Look, look
from services.web.context import connection, identity, within
from services.web.door import session_id
from services.web.operations import access, own
from services.web.pages.forms import Form, filled
from services.web.sessions import close_session
from services.web.tokens import Made, Wanted, make, scopes
from services.web.words import _
from shared.db import preferences
from shared.errors import BowerbirdError


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/account", view_func=account)
    bp.add_url_rule("/account/look", view_func=choose_look, methods=["POST"])
    bp.add_url_rule("/account/password", view_func=change_password, methods=["POST"])
    bp.add_url_rule("/account/tokens", view_func=make_token, methods=["POST"])
    bp.add_url_rule("/account/withdraw", view_func=withdraw, methods=["POST"])
    bp.add_url_rule("/account/sign-out", view_func=sign_out_everywhere, methods=["POST"])


@own
def account() -> Response:
    """The page; `said` names what was just done."""
    return _page(said=_said().get(request.args.get("said", "")))


@access("viewer")
@own
def choose_look() -> Response:
    """Let the pages look otherwise."""
    wanted, form = filled(Look, request.form)
    if wanted is None:
        return _page(400, look_form=form)
    with connection() as conn:
        preferences.choose(conn, asking().id, wanted.chosen)
    return redirect(url_for("pages.account", said="look"), 303)


@access("viewer")
@own
def change_password() -> Response:
    """Set or change the password; everything else that is open ends."""
    new = request.form.get("password", "")
    if new != request.form.get("again", ""):
        return _page(400, password_form=Form(errors={"again": _("The two new passwords differ.")}))
    try:
        replace_password(request.form.get("current", ""), new)
    except (BowerbirdError, HTTPException) as error:
        place = "current" if isinstance(error, HTTPException) else "password"
        return _page(400, password_form=Form(errors={place: _sentence(error)}))
    return renewed(redirect(url_for("pages.account", said="password"), 303))


@access("viewer")
@own
def make_token() -> Response:
    """Make a token and show it, this once."""
    wanted, form = filled(Wanted, request.form)
    if wanted is None:
        return _page(400, token_form=form)
    try:
        made = make(wanted)
    except (BowerbirdError, HTTPException) as error:
        place = "scope" if isinstance(error, Forbidden) else "name"
        return _page(400, token_form=Form(form.values, {place: _sentence(error)}))
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
    look_form: Form | None = None,
    password_form: Form | None = None,
    token_form: Form | None = None,
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
        scopes=[(scope, _scopes()[scope]) for scope in scopes(person)],
        said=said,
        look_form=look_form or Form(vars(look())),
        password_form=password_form or Form(),
        token_form=token_form or Form({"scope": "read", "days": 365}),
        made=made,
        within=within(),
    )
    return make_response(page, status)


def _said() -> dict[str, str]:
    return {
        "look": _("Saved."),
        "password": _("Your new password counts from now on. Every other session and every token has ended."),
        "withdrawn": _("That has ended."),
    }


def _scopes() -> dict[str, str]:
    return {
        "read": _("read: look"),
        "upload": _("upload: add files, sort them"),
        "manage": _("manage: all you may"),
    }


def _sentence(error: BowerbirdError | HTTPException) -> str:
    said = (error.description or "") if isinstance(error, HTTPException) else str(error)
    return said[:1].upper() + said[1:].rstrip(".") + "."
