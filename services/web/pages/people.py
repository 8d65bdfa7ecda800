"""Everyone who may come in, for admins."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from services.web.context import connection, identity
from services.web.invitations import Invited, again, invited
from services.web.operations import access
from services.web.pages.forms import Form, filled
from services.web.sessions import close_session
from services.web.users import Amendment, Newcomer, amend, remove
from services.web.words import _
from shared.accounts import UNUSABLE
from shared.db import reach
from shared.errors import BowerbirdError, Conflict
from shared.people import Account, InvalidName


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
    return _page(said=_said().get(request.args.get("said", "")))


@access("admin")
def add_person() -> Response:
    """Add someone and show the link that lets them in."""
    newcomer, form = filled(Newcomer, _stripped(request.form))
    if newcomer is None:
        return _page(400, form=form)
    try:
        account = identity().accounts.create(newcomer.name, UNUSABLE, newcomer.role)
    except (Conflict, InvalidName) as error:
        return _page(400, form=Form(form.values, {"name": _sentence(error)}))
    return _page(newcomer=invited(account))


@access("admin")
def change_person() -> Response:
    """Change a role, or disable an account."""
    person = request.form.get("id", "")
    try:
        changes = {name: text for name in ("role", "disabled") if (text := request.form.get(name))}
        amend(person, Amendment.model_validate(changes))
    except BowerbirdError as error:
        return _page(400, wrong=_sentence(error))
    except ValidationError:
        return _page(400, wrong=_("There is no such role."))
    if request.form.get("back"):
        return redirect(url_for("pages.person", user_id=person, said="changed"), 303)
    return redirect(url_for("pages.people", said="changed"), 303)


@access("admin")
def invite_person() -> Response:
    """Show a fresh link; the old password counts no longer."""
    try:
        return _page(newcomer=again(request.form.get("id", "")))
    except BowerbirdError as error:
        return _page(400, wrong=_sentence(error))


@access("admin")
def remove_person() -> Response:
    """Remove an account."""
    try:
        remove(request.form.get("id", ""))
    except BowerbirdError as error:
        return _page(400, wrong=_sentence(error))
    return redirect(url_for("pages.people", said="removed"), 303)


@access("admin")
def sign_everyone_out() -> Response:
    """End every session of everyone, this one too."""
    identity().tokens.sign_out()
    return close_session(redirect(url_for("auth.sign_in"), 303))


def _page(
    status: int = 200,
    *,
    said: str | None = None,
    wrong: str | None = None,
    newcomer: Invited | None = None,
    form: Form | None = None,
) -> Response:
    everyone = identity().accounts.everyone()
    with connection() as conn:
        restrictions = reach.restrictions(conn)
    page = render_template(
        "people.html",
        place="people",
        part="people",
        people=everyone,
        seen={person.id: _seen(person) for person in everyone},
        restrictions=restrictions,
        said=said,
        wrong=wrong,
        newcomer=newcomer,
        form=form or Form({"role": "member"}),
    )
    return make_response(page, status)


def _seen(person: Account) -> object:
    """When something of this person was last seen, if it still holds; else None."""
    return max((grant.seen_at for grant in identity().tokens.listed(person.id)), default=None)


def _said() -> dict[str, str]:
    return {
        "changed": _("That is changed."),
        "removed": _("The account is gone, with all it had open."),
    }


def _stripped(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() for name, value in given.items()}


def _sentence(error: BowerbirdError) -> str:
    said = str(error)
    return said[:1].upper() + said[1:].rstrip(".") + "."
