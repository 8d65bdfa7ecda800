"""Figures about the library, or about what a search finds: when, where, with what, and how far analysed."""

import shutil
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from services.web.context import connection, settings, storage
from services.web.filters import Filters, parse
from services.web.pages import chips, figures
from services.web.pages.query import Query
from services.web.pages.timeline import Drawing, Timeline, timeline
from services.web.words import _
from shared.db import cells, statistics
from shared.db.census import Counted, Tally, counted
from shared.db.connection import Connection
from shared.db.facets import days, marked, months
from shared.db.search import FACE
from shared.db.selection import Selection

HERE = "pages.statistics"
WIDE = Drawing(960, 150, HERE)
ROWS = 12  # of one chart
BY_DAY = 92  # days, up to which a span is drawn day by day


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/statistics", HERE.partition(".")[2], show)
    bp.add_url_rule("/statistics/seen", "statistics_seen", seen)
    bp.add_url_rule("/statistics/kept", "statistics_kept", kept)


def show() -> Response:
    """The page; for htmx only its figures."""
    filters = parse(request.args)
    query = Query.of(filters)
    with connection() as conn:
        found = counted(conn, filters.selection)
        every = found
        if filters.since or filters.until:
            every = counted(conn, replace(filters.selection, since=None, until=None), ("month",))
        detail = _detail(conn, filters, query, found)
    partial = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    return _answer(
        "_statistics.html" if partial else "statistics.html",
        query=query,
        chips=query.chips_on(HERE),
        found=found,
        overview=timeline(months(every), query, WIDE),
        detail=detail,
        years=timeline(months(found), query, Drawing(960, 120), unit="year"),
        charts=list(figures.charts(query, found, ROWS)),
    )


def seen() -> Response:
    """What is to be seen in the files, what tags they carry, and where they were taken."""
    filters = parse(request.args)
    selection, query = filters.selection, Query.of(filters)
    with connection() as conn:
        known = cells.tallied(selection) and not cells.marked(selection)
        whole = replace(selection, sort="newest") == Selection()
        files = None if whole else cells.newest(conn, selection)
        shown = marked(conn, selection, None if known or files is None else files.ids)
        spots = statistics.spots(conn, None if files is None else files.ids, ROWS)
    charts = (
        figures.chart("object", _("By object"), query, _objects(shown)),
        figures.chart("tag", _("By tag"), query, shown["tag"][:ROWS]),
        *(figures.localities(query, shown["place"], ROWS) or [figures.places(query, spots)]),
    )
    sampled = 0 if files is None or files.whole else len(files.ids)
    return _answer("_statistics_charts.html", charts=charts, sampled=sampled)


def _objects(shown: Mapping[str, list[Tally]]) -> list[Tally]:
    return [one for one in shown["object"] if one.value != FACE][:ROWS]


def kept() -> Response:
    """How much room the files take, and what the analyzers made of them."""
    selection = parse(request.args).selection
    with connection() as conn:
        files = cells.newest(conn, selection, statistics.SAMPLE if cells.tallied(selection) else None)
        found = counted(conn, selection, ("kind", "mime"), None if cells.tallied(selection) else files)
        ids = files.ids[: statistics.SAMPLE]
        coverage = statistics.coverage(conn, ids)
        previewed = statistics.previewed(conn, ids)
        database = statistics.database(conn)
    pictured = sum(found.of("kind", kind) for kind in ("image", "video"))
    return _answer(
        "_statistics_kept.html",
        found=found,
        kinds=[(chips.value("kind", one.value or ""), one) for one in found.by.get("kind", ())],
        formats=[(chips.value("format", one.value or ""), one) for one in found.by.get("mime", ())][:ROWS],
        previews=_mean(previewed) * pictured,
        database=database,
        free=shutil.disk_usage(settings().data).free,
        coverage=coverage,
        looked_at=len(ids),
    )


def _detail(conn: Connection, filters: Filters, query: Query, found: Counted) -> Timeline | None:
    """The chosen span on its own: by day where it is short, by month where it is not."""
    if not (filters.since and filters.until):
        return None
    if (filters.until - filters.since).days <= BY_DAY:
        return timeline(days(conn, filters.selection), query, WIDE, unit="day")
    return timeline(months(found), query, WIDE, unit="month")


def _mean(contents: list[str]) -> int:
    """Bytes of the preview of one of these, on average."""
    found = [path for sha512 in contents if (path := storage().derived(sha512, "preview.jpg")).exists()]
    return sum(path.stat().st_size for path in found) // len(found) if found else 0


def _answer(template: str, **values: object) -> Response:
    answer = make_response(render_template(template, place="statistics", **values))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "HX-Request, Cookie"
    return answer
