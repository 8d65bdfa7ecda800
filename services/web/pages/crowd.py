"""Who is in the library: everybody with a picture of their face, named, hidden and united here."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import acquaintance as api
from services.web.context import connection, who, within
from services.web.words import _, ngettext
from shared.db import crowd, disputes, persons
from shared.db.crowd import Card, Portrait, Wish
from shared.db.persons import Kind
from shared.errors import Conflict

SHOWN = 120  # people on a page
VIEWS = {"": None, "named": True, "unnamed": False, "pets": None, "hidden": None}


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/persons", "crowd", show)
    bp.add_url_rule("/persons/unite", "unite_people", unite, methods=["POST"])
    bp.add_url_rule("/persons/hide", "hide_people", hide, methods=["POST"])
    for mark in (picture, how_many):
        bp.add_app_template_filter(mark)
    bp.add_app_template_global(told, "told_of_people")


def show() -> str:
    """The grid, those with a name first; `q` is a part of a name."""
    view = request.args.get("view", "")
    view = view if view in VIEWS else ""
    skip = max(request.args.get("skip", 0, type=int), 0)
    text = request.args.get("q", "")[:100].strip()
    kind: Kind | None = "pet" if view == "pets" else None
    wish = Wish(view == "hidden", text, VIEWS[view], SHOWN + 1, skip, kind)
    with connection() as conn:
        found = crowd.people(conn, within(), wish)
        names = crowd.names(conn, within())
        disputed = disputes.count(conn, within())
    return render_template(
        "persons.html",
        people=found[:SHOWN],
        more=skip + SHOWN if len(found) > SHOWN else None,
        view=view,
        wish=wish,
        names=names,
        disputed=disputed,
        place="crowd",
    )


def unite() -> Response:
    """Say that the people that are chosen are the same: the one with a name, else the one in most files."""
    ids = request.form.getlist("id", type=int)
    with connection() as conn:
        chosen = [api.whole(conn, person_id) for person_id in ids]
        named = {person.name.casefold() for person in chosen if person.name}
        if len(chosen) < 2 or len(named) > 1:
            raise Conflict(_("Choose at least two, of whom at most one has a name."))
        if len({person.kind for person in chosen}) > 1:
            raise Conflict(_("A person and a pet are not the same."))
        into = max(chosen, key=lambda person: (person.name != "", person.files))
        deed = persons.unite(conn, [person.id for person in chosen], into.id, who())[1]
    return redirect(url_for("pages.portrait", person_id=into.id, deed=deed, done="united"), 303)


def hide() -> Response:
    """Leave the people that are chosen out of lists, or show them again."""
    ids = request.form.getlist("id", type=int)
    on = request.form.get("on") != "0"
    if not ids:
        return redirect(url_for("pages.crowd"), 303)
    with connection() as conn:
        people = [api.whole(conn, person_id).id for person_id in ids]
        deed = persons.hide(conn, people, who(), on=on)[1]
    return redirect(url_for("pages.crowd", deed=deed, done="hidden" if on else "shown"), 303)


def told(done: str) -> str:
    """What was just done, in words."""
    return {
        "named": _("The name is kept."),
        "united": _("They are one now."),
        "hidden": _("They are no longer shown."),
        "shown": _("They are shown again."),
        "said": _("What you said is kept."),
        "mine": _("Your word holds; this is not shown again."),
        "theirs": _("What XMP says was taken over."),
    }.get(done, "")


def picture(shown: Card | Portrait) -> str:
    """Address of the crop of a face, of a drawn box the part of the picture; empty where there is none."""
    if isinstance(shown, Card):
        if shown.face is not None:
            return url_for("contents.chip", finding_id=shown.face)
        if shown.media_id is None or shown.left is None:
            return url_for("contents.thumbnail", media_id=shown.media_id) if shown.media_id else ""
    elif shown.face and shown.id is not None:
        return url_for("contents.chip", finding_id=shown.id)
    box = {name: round(getattr(shown, name), 4) for name in ("left", "top", "width", "height")}
    return url_for("crops.crop", media_id=shown.media_id, **box)


def how_many(files: int) -> str:
    """How many files somebody is in."""
    return ngettext("%(n)s file", "%(n)s files", files) % {"n": f"{files:,}"}
