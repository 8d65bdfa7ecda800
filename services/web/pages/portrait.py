"""One person: their faces, which of them are to be looked over, their name, and who else they are."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import acquaintance as api
from services.web import likenesses
from services.web.context import connection, who, within
from services.web.likenesses import Saying
from services.web.words import _
from shared.db import crowd, hints, persons
from shared.db.connection import Connection
from shared.db.persons import Kind, Person

FILES = 120  # of a page
CHECKED = 60  # faces that are to be looked over, at a time


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/persons/<id:person_id>", "portrait", show)
    bp.add_url_rule("/persons/<id:person_id>/name", "name_person", name, methods=["POST"])
    bp.add_url_rule("/persons/say", "say_faces", say, methods=["POST"])


def show(person_id: int) -> Response:
    """The page; one that was found to be somebody else leads there."""
    with connection() as conn:
        person = api.found(conn, person_id)
        if person.id != person_id:
            return redirect(url_for("pages.portrait", person_id=person.id), 302)
        return make_response(_page(conn, person))


def name(person_id: int) -> Response:
    """Name somebody; where somebody else is called so, ask first whether they are the same."""
    given, same = request.form.get("name", ""), request.form.get("same", "")
    kind: Kind = "pet" if request.form.get("kind") == "pet" else "person"
    with connection() as conn:
        person = api.whole(conn, person_id)
        if not persons.tidy(given):
            return redirect(url_for("pages.portrait", person_id=person.id), 303)
        others = api.namesakes(conn, person, given, kind)
        if others and same not in {"unite", "apart"}:
            asked = [persons.get(conn, other) for other in others]
            return make_response(_page(conn, person, asked=asked, given=persons.tidy(given), kind=kind))
        if others and same == "unite":
            into = api.whole(conn, request.form.get("into", others[0], type=int)).id
            deed = persons.unite(conn, [person.id], into, who())[1]
            return redirect(url_for("pages.portrait", person_id=into, deed=deed, done="united"), 303)
        deed = persons.name(conn, person.id, given, who(), kind=kind)[1]
    return redirect(url_for("pages.portrait", person_id=person.id, deed=deed, done="named"), 303)


def say() -> Response:
    """Say something of the faces that are chosen, and come back to where they were."""
    form = request.form
    verdict, _, person = form.get("verdict", "").partition(" ")
    faces = form.getlist("face", type=int)
    back = form.get("back", "")
    back = back if back.startswith("/persons") else url_for("pages.crowd")
    if not faces:
        return redirect(back, 303)
    asked = Saying.model_validate(
        {
            "faces": faces,
            "verdict": verdict,
            "person": int(person) if person.isdigit() else None,
            "name": form.get("name", "") if verdict == "is" and not person else "",
        }
    )
    with connection() as conn:
        done = likenesses.said(conn, asked)
    return redirect(f"{back}{'&' if '?' in back else '?'}deed={done.deed}&done=said", 303)


def _page(conn: Connection, person: Person, **more: Any) -> str:
    view = "check" if request.args.get("view") == "check" else ""
    skip = max(request.args.get("skip", 0, type=int), 0)
    unsure = hints.unsure(conn, within(), person.id, CHECKED)
    suggested = api.suggested(conn, person, CHECKED)
    faces = crowd.faces(conn, within(), person.id, files=FILES + 1, skip=skip) if not view else []
    files = list(dict.fromkeys(face.media_id for face in faces))
    return render_template(
        "portrait.html",
        person=person,
        title=person.name or (_("An animal without a name") if person.kind == "pet" else _("Who is this?")),
        view=view,
        faces=[face for face in faces if face.media_id in files[:FILES]],
        more=skip + FILES if len(files) > FILES else None,
        unsure=unsure,
        suggested=suggested,
        torn=hints.torn(conn, within(), person.id),
        names=crowd.names(conn, within()),
        whole=crowd.whole(conn, within(), person.id),
        place="crowd",
        **({"asked": (), "given": "", "kind": person.kind} | more),
    )
