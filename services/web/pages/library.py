"""The library: every picture by month, and the search in it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.web.context import connection, settings, who
from services.web.filters import Filters, parse
from services.web.pages import asking, chips, headings, narrowing, times, why, wording
from services.web.pages.query import Query
from services.web.reach import reachable
from services.web.words import _
from shared.db import arrivals, described, errands, media, shuffling
from shared.db.census import Held
from shared.db.connection import Connection
from shared.db.facets import held
from shared.db.media import Tile
from shared.db.openings import opening
from shared.db.orders import timed

FEW_FOUND = 20  # files, below which it is said what else a search may have meant
FEW = 100  # new files that are put into an open page
LAST = 2**63 - 1


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/", view_func=library)
    bp.add_url_rule("/search", "search", library)
    bp.add_url_rule("/fresh", view_func=fresh)


def library() -> Response:
    """The grid; for htmx only what it swaps: the next months, or all results."""
    filters = parse(request.args)
    partial = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    whole = not partial or request.headers.get("HX-Target") == "results"
    if not whole and (filters.after or filters.ahead):
        return _answer(render_template("_months.html", **_page(filters)))
    asked, values = asking.understood(filters), _page(filters)
    if not values["months"] and not (filters.after or filters.ahead):
        meant = asking.meant(filters, asked)
        found = _page(meant[0]) if meant else values
        if meant and (asked or found["months"]):
            (filters, asked), values = meant, found
    if asked is None and not values["page"].next and 0 < len(values["page"].items) < FEW_FOUND:
        asked = asking.offered(filters)
    values |= {"asked": asked, "typed": request.args.get("q", "")}
    if (filters.after or filters.ahead) and not values["months"]:
        return redirect(Query.of(filters).link())
    values |= _frame(filters, values.pop("held", None)) | wording.sections(filters, values["page"])
    if request.headers.get("HX-Trigger") == "welcome" and not values["months"]:
        return Response(status=204)
    template = "_results.html" if partial else "library.html"
    return _answer(render_template(template, **values))


def fresh() -> Response:
    """What came into the search since the file `seen`: the files if they are few, and their number."""
    filters = parse(request.args)
    seen = min(max(request.args.get("seen", 0, type=int), 0), LAST)
    with connection() as conn:
        count = arrivals.count(conn, filters.selection, seen)
        newest = arrivals.newest(conn)
        tiles = arrivals.files(conn, filters.selection, seen, FEW) if 0 < count <= FEW else []
        values = _values(conn, filters, media.Page(tuple(tiles), None))
    return _answer(render_template("_fresh.html", count=count, newest=newest, **values))


def by_month(tiles: Iterable[Tile]) -> list[tuple[str, list[Tile]]]:
    """The tiles under the headings of their months, in the order that they come in."""
    months = groupby(tiles, key=lambda tile: times.month(tile.taken_at))
    return [(month, list(group)) for month, group in months]


def _page(filters: Filters) -> dict[str, Any]:
    """A page of results; of the first one also how many there are, as it is known by then."""
    selection = filters.selection
    with connection() as conn:
        if filters.after or filters.ahead:
            page = media.page(conn, selection, filters.after, filters.limit, before=filters.ahead)
            return _values(conn, filters, page)
        opened = opening(conn, selection, filters.limit)
        return _values(conn, filters, opened.page) | {"held": opened.held}


def _values(conn: Connection, filters: Filters, page: media.Page) -> dict[str, object]:
    return {
        "page": page,
        "months": headings.grouped(conn, filters.selection, page.items),
        "timed": timed(filters.selection),
        "query": Query.of(filters),
        "evidence": _alike(conn, filters, page) | why.lines(conn, [tile.id for tile in page.items], filters),
    }


def _alike(conn: Connection, filters: Filters, page: media.Page) -> dict[int, str]:
    """How far each file is from the example that it looks like, or what it has in common with it."""
    if filters.by == "description" and filters.like:
        common = described.shared(conn, reachable(conn, filters.like), [tile.id for tile in page.items])
        return {
            media_id: _("shares %(words)s") % {"words": ", ".join(names)}
            for media_id, names in common.items()
        }
    told = zip(page.items, page.distances, strict=False)
    if filters.by == "hash":
        return {tile.id: why.apart(round(bits)) for tile, bits in told}
    return {tile.id: _("distance %(n)s") % {"n": f"{distance:.2f}"} for tile, distance in told}


def _frame(filters: Filters, opened: Held | None) -> dict[str, object]:
    with connection() as conn:
        return {
            **_found(conn, filters, opened or held(conn, filters.selection)),
            "by": filters.by,
            "examples": media.tiles(conn, reachable(conn, filters.like)) if filters.like else [],
            "newest": arrivals.newest(conn),
            "inbox": settings().inbox,
            "place": "library",
            "interrupted": errands.interrupted(conn, who()),
        }


def _found(conn: Connection, filters: Filters, found: Held) -> dict[str, object]:
    """How many files there are, and the orders in which they can be read."""
    query = Query.of(filters)
    return {
        "total": found.files,
        "exact": found.exact,
        "sorts": narrowing.sorts(query, seed := shuffling.seed(arrivals.newest(conn))),
        "order": chips.order(filters.sort),
        "reshuffled": query.replaced(seed=seed) if filters.sort == "random" else "",
    }


def _answer(html: str) -> Response:
    answer = make_response(html)
    # Not `no-store`: the browser may keep the page to go back to, at the place where one was.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "HX-Request, Cookie"
    return answer
