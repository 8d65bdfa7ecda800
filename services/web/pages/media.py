"""One file, large, with everything known about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import account, connection
from services.web.filters import parse
from services.web.pages import facts
from services.web.pages.marks import condition
from services.web.pages.query import Query
from shared.db import analyses, details, media
from shared.db.details import Detail, Found
from shared.db.media import Cursor

PENDING = {"waiting", "running"}


@dataclass(frozen=True)
class Thing:
    """Objects of one label: their findings, the most at once, the best score, and the first second."""

    label: str
    ids: tuple[int, ...]
    count: int
    score: float
    start: float | None


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/media/<id:media_id>", view_func=viewer)
    bp.add_url_rule("/media/<id:media_id>/analyses", "analyses", watch)
    bp.add_url_rule("/media/<id:media_id>/again", view_func=analyse_again, methods=["POST"])


def viewer(media_id: int) -> Response:
    """The picture or recording, and its neighbours in the query that led here."""
    filters = parse(request.args)
    query = Query.of(filters)
    with connection() as conn:
        detail = details.detail(conn, media_id)
        beside = media.neighbours(conn, filters.selection, media_id)
        newer, older = [
            media.stored(conn, other) if other else None for other in (beside.newer, beside.older)
        ]
    here = Cursor(detail.file.taken_at, media_id + 1)
    answer = make_response(
        render_template(
            "viewer.html",
            query=query,
            newer=newer,
            older=older,
            back=query.link(cursor=here) if newer else query.link(),
            layers=layers(detail.findings),
            things=things(detail.findings),
            transcript=[found for found in detail.findings if found.text and found.left is None],
            facts=facts.of(detail.file),
            sightings=detail.sightings,
            tags=detail.tags,
            watched=False,
            **_work(detail),
        )
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def watch(media_id: int) -> str:
    """The analyses of one file as they stand."""
    return _analyses(media_id, watched=True)


def analyse_again(media_id: int) -> Response | str:
    """Queue one analyzer's work on this file again."""
    with connection() as conn:
        analyses.redo(conn, analyzer=request.form.get("analyzer"), media_id=media_id)
    if "HX-Request" in request.headers:
        return _analyses(media_id, watched=True)
    return redirect(url_for("pages.viewer", media_id=media_id), 303)


def layers(findings: Iterable[Found]) -> dict[str, list[Found]]:
    """The findings that have a box, by what they are: objects, faces, read text."""
    boxes: dict[str, list[Found]] = {"object": [], "face": [], "read": []}
    for found in findings:
        if found.left is not None:
            boxes[_kind(found)].append(found)
    return boxes


def things(findings: Iterable[Found]) -> list[Thing]:
    """The objects by label, the surest first."""
    labels: dict[str, list[Found]] = {}
    for found in findings:
        if found.label and _kind(found) == "object":
            labels.setdefault(found.label, []).append(found)
    return sorted((_thing(label, group) for label, group in labels.items()), key=lambda t: -t.score)


def _thing(label: str, group: list[Found]) -> Thing:
    seconds = [found.start for found in group]
    return Thing(
        label=label,
        ids=tuple(found.id for found in group),
        count=max(seconds.count(second) for second in seconds),
        score=max(found.score or 0 for found in group),
        start=min((second for second in seconds if second is not None), default=None),
    )


def _kind(found: Found) -> str:
    if found.text:
        return "read"
    return "face" if found.face or found.landmarks or found.analyzer == "faces" else "object"


def _analyses(media_id: int, *, watched: bool) -> str:
    with connection() as conn:
        detail = details.detail(conn, media_id)
    return render_template("_analyses.html", watched=watched, **_work(detail))


def _work(detail: Detail) -> dict[str, object]:
    newest = {work.analyzer: work.version for work in reversed(detail.analyses)}
    shown = [work for work in detail.analyses if work.serves or work.version == newest[work.analyzer]]
    held = account()
    return {
        "file": detail.file,
        "analyses": shown,
        "pending": any(condition(work) in PENDING for work in shown),
        "may_change": held is not None and held.role != "viewer",
    }
