"""The panel of filters beside the library, which is also a page of its own."""

from dataclasses import replace

from flask import Blueprint, current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.pages import chips, narrowing
from services.web.pages.query import Query
from services.web.pages.timeline import Drawing, timeline
from services.web.words import _
from shared.db import folders
from shared.db.cells import MOST
from shared.db.census import counted
from shared.db.connection import Connection
from shared.db.facets import Choice, facets, months

WIDTH, HEIGHT = 288, 64
SHOWN = 200  # choices of one kind


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/filters", "narrow", narrow)
    bp.add_url_rule("/filters/folders", "narrow_folders", narrow_folders)


def narrow() -> Response:
    """The panel for htmx, a page for everybody else."""
    filters = parse(request.args)
    partial = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "_narrow.html" if partial else "narrow.html"
    answer = make_response(render_template(template, place="library", **_values(filters)))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "HX-Request, Cookie"
    return answer


def narrow_folders() -> str:
    """The folders of the panel with their counts, which nobody waits for who does not open them."""
    filters = parse(request.args)
    query, folder = Query.of(filters), filters.folder[0].strip("/") if filters.folder else ""
    with connection() as conn:
        held = folders.split(conn, filters.selection, folder)
    return render_template(
        "_narrow_folders.html",
        query=query,
        options=narrowing.folders(query, folder, held),
        newest=None if held.whole else MOST,
    )


def _values(filters: Filters) -> dict[str, object]:
    query = Query.of(filters)
    with connection() as conn:
        found = facets(conn, filters.selection, SHOWN)
        every = _whole_time(conn, filters, found.months)
    return {
        "query": query,
        "found": found,
        "timeline": timeline(every, query, Drawing(WIDTH, HEIGHT)),
        "groups": list(narrowing.groups(query, found)),
        "objects": narrowing.objects(query, found),
        "spots": narrowing.places(query, found),
        "colours": narrowing.colours(query, found),
        "people": narrowing.people(query, found),
        "object_amounts": narrowing.object_amounts(query),
        "face_amounts": narrowing.face_amounts(query),
        "ratings": narrowing.ratings(query, found),
        "favourite": narrowing.flag(query, "favourite", _("Favourites"), found.favourites),
        "undated": narrowing.flag(query, "nodate", _("Without a date"), found.undated),
        "unplaced": narrowing.flag(query, "noplace", _("Without a place"), found.unplaced),
        "has_map": "pages.map" in current_app.view_functions,
        "areas": [chips.words("area", value) for value in query.values("area")],
    }


def _whole_time(conn: Connection, filters: Filters, held: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The months of the selection as if it named no days, so that others can be chosen."""
    if not (filters.since or filters.until):
        return held
    return months(counted(conn, replace(filters.selection, since=None, until=None), ("month",)))
