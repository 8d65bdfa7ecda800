"""One person, for admins: the role, what of the library they see, what they have open."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import persons
from services.web.context import connection, identity
from services.web.invitations import known
from services.web.operations import access
from services.web.pages.forms import Form, filled
from services.web.persons import Part
from services.web.words import _
from shared.db import media, reach
from shared.db.search import Selection


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/people/<key:user_id>", view_func=person)
    bp.add_url_rule("/people/<key:user_id>/part", "part_of_person", count_part)
    bp.add_url_rule("/people/<key:user_id>/part", view_func=confine_person, methods=["POST"])
    bp.add_url_rule("/people/<key:user_id>/end", view_func=end_grant, methods=["POST"])
    bp.add_url_rule("/people/<key:user_id>/sign-out", view_func=sign_person_out, methods=["POST"])


@access("admin")
def person(user_id: str) -> Response:
    """The page; `said` names what was just done."""
    return _page(user_id, said=_said().get(request.args.get("said", "")))


@access("admin")
def count_part(user_id: str) -> str:
    """How many files a person would see, before it is saved."""
    known(user_id)
    wanted, form = filled(Part, request.args)
    return render_template("_part.html", **_counted(wanted), form=form)


@access("admin")
def confine_person(user_id: str) -> Response:
    """Let a person see only a part of the library, or all of it."""
    known(user_id)
    wanted, form = filled(Part, request.form)
    if wanted is None:
        return _page(user_id, 400, form=form)
    persons.confine(user_id, wanted)
    return _done(user_id, "part")


@access("admin")
def end_grant(user_id: str) -> Response:
    """End one session or token of theirs."""
    identity().tokens.withdraw(user_id, request.form.get("id", ""))
    return _done(user_id, "ended")


@access("admin")
def sign_person_out(user_id: str) -> Response:
    """End every session of theirs."""
    identity().tokens.sign_out(known(user_id).id)
    return _done(user_id, "ended")


def _done(user_id: str, said: str) -> Response:
    return redirect(url_for("pages.person", user_id=user_id, said=said), 303)


def _page(user_id: str, status: int = 200, *, said: str | None = None, form: Form | None = None) -> Response:
    found = known(user_id)
    grants = identity().tokens.listed(user_id)
    with connection() as conn:
        held = persons.part(conn, user_id)
        folders = reach.folders(conn)
    page = render_template(
        "person.html",
        place="people",
        part="people",
        person=found,
        sessions=[grant for grant in grants if grant.kind == "session"],
        tokens=[grant for grant in grants if grant.kind == "api"],
        folders=folders,
        form=form or Form(held.model_dump()),
        said=said,
        **_counted(None if form else held),
    )
    return make_response(page, status)


def _counted(wanted: Part | None) -> dict[str, object]:
    with connection() as conn:
        return {
            "files": persons.counted(conn, wanted) if wanted else None,
            "all_files": media.count(conn, Selection()),
            "whole": wanted is not None and not wanted.folder and not wanted.query,
        }


def _said() -> dict[str, str]:
    return {
        "changed": _("That is changed."),
        "part": _("Saved. It holds from their next click on."),
        "ended": _("That has ended."),
    }
