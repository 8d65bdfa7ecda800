"""The map of the library: its page, the pictures of a part of it, and the files that have no place yet."""

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.pages.query import Query
from shared import places
from shared.areas import area
from shared.db import media
from shared.db.places import few
from shared.places import Place

STRIP = 60  # files of a page of the strip and of the tray
COUNTED = 10_000  # files of an area, at most


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/map", "map", atlas)
    bp.add_url_rule("/map/strip", view_func=strip)
    bp.add_url_rule("/map/tray", view_func=tray)


def atlas() -> str:
    """The map; what it shows besides the filters, `at` and `hidden`, stays with the browser."""
    query = Query.of(parse(request.args))
    return render_template(
        "map.html",
        place="map",
        query=query,
        parameters=query.link("pages.map").partition("?")[2],
        viewer=query.link("pages.viewer", media_id=0),
    )


def strip() -> str:
    """The files of an area, and what the area is called; of a page further on only its files."""
    filters = parse(_limited(request.args))
    with connection() as conn:
        page = media.page(conn, filters.selection, filters.after, STRIP)
        count = None if filters.after else few(conn, filters.selection, COUNTED + 1)
    template = "_map_pictures.html" if filters.after else "_map_strip.html"
    return render_template(
        template,
        page=page,
        query=Query.of(filters),
        count=count,
        counted=COUNTED,
        named=_named(filters),
        chosen=request.args.get("chosen", ""),
        more="pages.strip",
    )


def tray() -> str:
    """The files under the filters that have no place, to be dragged onto the map."""
    given = _limited(request.args)
    given.setlist("noplace", ["1"])
    given.poplist("area")
    filters = parse(given)
    with connection() as conn:
        page = media.page(conn, filters.selection, filters.after, STRIP)
    template = "_map_unplaced.html" if filters.after else "_map_tray.html"
    return render_template(template, page=page, query=Query.of(filters), more="pages.tray")


def _limited(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """The parameters; the strip and the tray begin with the newest."""
    given = MultiDict(args)
    given.poplist("sort")
    return given


def _named(filters: Filters) -> Place | None:
    """What lies in the middle of the areas, where they are small enough to have a name."""
    boxes = [area(text) for text in filters.area]
    if not boxes or max(box.east - box.west for box in boxes) > 3:
        return None
    east = (boxes[0].west + boxes[0].east) / 2
    return places.near((boxes[0].south + boxes[0].north) / 2, (east + 180) % 360 - 180)
