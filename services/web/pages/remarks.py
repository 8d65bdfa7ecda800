"""What people say of one file, beside its picture: shown, and changed in place with or without scripts."""

import json
from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from services.web import forms
from services.web.context import connection
from services.web.filters import parse
from services.web.pages.query import Query
from shared import places
from shared.db import details, media, remarks, stamps
from shared.db.connection import Connection
from shared.db.details import File


def add_to(bp: Blueprint) -> None:
    """Add these routes."""
    bp.add_url_rule("/media/<id:media_id>/remarks", "remarks", show)
    bp.add_url_rule("/media/<id:media_id>/remarks/<name:action>", "remark", change, methods=["POST"])


def show(media_id: int) -> Response:
    """What people say of a file, as it stands; nothing where that was seen already (`X-Seen`)."""
    with connection() as conn:
        if request.headers.get("X-Seen") == stamps.mark(conn, media_id):
            return Response(status=204)
        return make_response(_part(conn, media_id, wrong={}))


def change(media_id: int, action: str) -> Answer:
    """Change something; what is wrong stands beside its field, with what was typed."""
    query = Query.of(parse(request.args))
    with connection() as conn:
        following = _following(conn, media_id, query) if action == "trash" else ""
    try:
        with connection() as conn:
            changed, deed = forms.act(conn, action, media_id, request.form)
    except ValidationError as error:
        return _refused(media_id, forms.faults(action, error))
    if "HX-Request" not in request.headers:
        return redirect(following or query.link("pages.viewer", media_id=media_id), 303)
    told = {"marked": {"text": forms.said(action, request.form), "deed": deed}} if changed else {}
    if following:
        return _told("", told | {"gone": {"href": following}}, 204)
    with connection() as conn:
        return _told(_part(conn, media_id, wrong={}), told)


def values(conn: Connection, file: File, wrong: Mapping[str, str] | None = None) -> dict[str, object]:
    """What the template needs; `wrong` says by field what is wrong with what was typed."""
    name = None
    if file.latitude is not None and file.longitude is not None:
        name = places.near(file.latitude, file.longitude)
    return {
        "file": file,
        "said": remarks.of(conn, file.id),
        "seen": stamps.mark(conn, file.id),
        "wrong": wrong or {},
        "typed": request.form,
        "place_name": name,
    }


def _part(conn: Connection, media_id: int, wrong: Mapping[str, str]) -> str:
    return render_template("_remarks.html", swapped=True, **_shown(conn, media_id, wrong))


def _shown(conn: Connection, media_id: int, wrong: Mapping[str, str]) -> dict[str, object]:
    file = details.detail(conn, media_id).file
    return values(conn, file, wrong) | {"query": Query.of(parse(request.args))}


def _refused(media_id: int, wrong: Mapping[str, str]) -> Answer:
    with connection() as conn:
        if "HX-Request" in request.headers:
            return make_response(_part(conn, media_id, wrong))
        return make_response(render_template("remarks.html", **_shown(conn, media_id, wrong)), 400)


def _told(html: str, events: Mapping[str, object], status: int = 200) -> Response:
    answer = make_response(html, status)
    answer.headers["HX-Trigger"] = json.dumps(events)
    return answer


def _following(conn: Connection, media_id: int, query: Query) -> str:
    """Where to look once this file is gone: the next one, or the library."""
    beside = media.neighbours(conn, parse(request.args).selection, media_id)
    other = beside.older or beside.newer
    return query.link("pages.viewer", media_id=other) if other else query.link()
