"""Everyone who may come in, for admins."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from services.web.context import identity
from services.web.invitations import Invited, again, invited
from services.web.operations import access
from services.web.sessions import close_session
from services.web.users import Amendment, Newcomer, amend
from shared.accounts import UNUSABLE
from shared.errors import BowerbirdError

SAID = {"changed": "That is changed.", "removed": "The account is gone, with all it had open."}


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/people", view_func=people)
    for name, view in (
        ("add", add_person),
        ("change", change_person),
        ("invite", invite_person),
        ("remove", remove_person),
        ("sign-out", sign_everyone_out),
    ):
        bp.add_url_rule(f"/people/{name}", view_func=view, methods=["POST"])


@access("admin")
def people() -> Response:
    """The page; `said` names what was just done."""
    return _page(said=SAID.get(request.args.get("said", "")))


@access("admin")
def add_person() -> Response:
    """Add someone and show the link that lets them in."""
    try:
        newcomer = Newcomer.model_validate(request.form.to_dict())
        account = identity().accounts.create(newcomer.name.strip(), UNUSABLE, newcomer.role)
    except ValidationError:
        return _page(400, wrong="Please give a name and a role.")
    except BowerbirdError as error:
        return _page(400, wrong=str(error))
    return _page(newcomer=invited(account))


@access("admin")
def change_person() -> Response:
    """Change a role, or disable an account."""
    try:
        changes = {name: text for name in ("role", "disabled") if (text := request.form.get(name))}
        amend(request.form.get("id", ""), Amendment.model_validate(changes))
    except (BowerbirdError, ValidationError) as error:
        return _page(400, wrong=str(error) if isinstance(error, BowerbirdError) else "There is no such role.")
    return redirect(url_for("pages.people", said="changed"), 303)


@access("admin")
def invite_person() -> Response:
    """Show a fresh link; the old password counts no longer."""
    try:
        return _page(newcomer=again(request.form.get("id", "")))
    except BowerbirdError as error:
        return _page(400, wrong=str(error))


@access("admin")
def remove_person() -> Response:
    """Remove an account."""
    try:
        identity().accounts.remove(request.form.get("id", ""))
    except BowerbirdError as error:
        return _page(400, wrong=str(error))
    return redirect(url_for("pages.people", said="removed"), 303)


@access("admin")
def sign_everyone_out() -> Response:
    """End every session of everyone, this one too."""
    identity().tokens.sign_out()
    return close_session(redirect(url_for("auth.sign_in"), 303))


def _page(
    status: int = 200, *, said: str | None = None, wrong: str | None = None, newcomer: Invited | None = None
) -> Response:
    page = render_template(
        "people.html",
        place="account",
        people=identity().accounts.everyone(),
        said=said,
        wrong=wrong,
        newcomer=newcomer,
    )
    return make_response(page, status)
