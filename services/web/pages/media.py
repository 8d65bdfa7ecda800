"""One file, large, with everything known about it."""

from collections import Counter
from typing import get_args

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import galleries, moments
from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.pages import facts, remarks
from services.web.pages import found as lists
from services.web.pages.marks import condition
from services.web.pages.query import Query
from services.web.scenes import WINDOW
from shared.db import albums, analyses, details, media, steps
from shared.db import moments as moments_of
from shared.db.connection import Connection
from shared.db.details import Detail
from shared.joining import Moment

PENDING = {"waiting", "running"}
JUMPS: dict[str, steps.Where] = {where: where for where in get_args(steps.Where)}


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/media/<id:media_id>", view_func=viewer)
    bp.add_url_rule("/media/<id:media_id>/jump", view_func=jump)
    bp.add_url_rule("/media/<id:media_id>/analyses", "analyses", watch)
    bp.add_url_rule("/media/<id:media_id>/again", view_func=analyse_again, methods=["POST"])


def viewer(media_id: int) -> Response:
    """The picture or recording, and its neighbours in the query; for a turn only what it swaps."""
    filters = parse(request.args)
    with connection() as conn:
        detail = details.detail(conn, media_id)
        values = _beside(conn, filters, media_id) | remarks.values(conn, detail.file)
        values |= lists.values(conn, detail, filters)
        values["hits"] = _hits(conn, filters, detail)
    template = "_viewer.html" if "HX-Request" in request.headers else "viewer.html"
    answer = make_response(render_template(template, **values | shown(detail) | work(detail)))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "HX-Request, Cookie"
    return answer


def jump(media_id: int) -> Response:
    """Lead to the first or last file of the query, or ten or a hundred on."""
    filters = parse(request.args)
    where = JUMPS.get(request.args.get("where", ""))
    if where is None:
        abort(400, f"one can jump to {', '.join(JUMPS)}")
    with connection() as conn:
        reached = steps.jump(conn, filters.selection, media_id, where)
    return redirect(Query.of(filters).link("pages.viewer", media_id=reached), 303)


def watch(media_id: int) -> str:
    """The analyses of one file as they stand."""
    return _analyses(media_id, watched=True)


def analyse_again(media_id: int) -> Response | str:
    """Queue one analyzer's work on this file again, or that of all."""
    with connection() as conn:
        analyses.redo(conn, analyzer=request.form.get("analyzer") or None, media_id=media_id)
    if "HX-Request" in request.headers:
        return _analyses(media_id, watched=True)
    return redirect(url_for("pages.viewer", media_id=media_id), 303)


def _hits(conn: Connection, filters: Filters, detail: Detail) -> list[Moment]:
    """The moments of a recording that the search asks for."""
    if not detail.file.duration:
        return []
    wanted = moments_of.asked(conn, filters.selection, WINDOW)
    return list(moments_of.moments(conn, [detail.file.id], wanted).get(detail.file.id, ()))


def shown(detail: Detail) -> dict[str, object]:
    """What the page shows of the file itself, and when in it something was found."""
    return {
        "timeline": moments.timeline(detail.findings, detail.file.duration),
        "facts": facts.of(detail.file, detail.descriptions),
        "sightings": detail.sightings,
        "raw": detail.tags,
    }


def work(detail: Detail, *, watched: bool = False) -> dict[str, object]:
    """The analyses that matter: those that serve, and the newest of each analyzer."""
    newest = {work.analyzer: work.version for work in reversed(detail.analyses)}
    shown = [work for work in detail.analyses if work.serves or work.version == newest[work.analyzer]]
    return {
        "file": detail.file,
        "analyses": shown,
        "pending": any(condition(work) in PENDING for work in shown),
        "watched": watched,
        "counts": Counter(found.analysis_id for found in detail.findings),
    }


def _beside(conn: Connection, filters: Filters, media_id: int) -> dict[str, object]:
    """The neighbours, and the way back to the place of this file in the library."""
    query, beside = Query.of(filters), galleries.beside(conn, filters, media_id)
    newer, older = [media.stored(conn, other) if other else None for other in (beside.newer, beside.older)]
    back = query.link(cursor=media.place_of(conn, filters.selection, newer.id)) if newer else query.link()
    if galleries.alone(filters):
        back = url_for("pages.album", album_id=filters.album[0])
    in_albums = albums.names_of(conn, media_id)
    return {"query": query, "newer": newer, "older": older, "back": back, "in_albums": in_albums}


def _analyses(media_id: int, *, watched: bool) -> str:
    with connection() as conn:
        detail = details.detail(conn, media_id)
    return render_template("_analyses.html", **work(detail, watched=watched))
