"""What the headings of the grid say in each order: months, letters, folders, sizes, stars."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from services.web.pages.sections import Day, Month, sections
from services.web.words import _
from shared.db import headings
from shared.db.connection import Connection
from shared.db.media import Tile
from shared.db.orders import onward, timed
from shared.db.selection import Selection, Sort


def grouped(conn: Connection, selection: Selection, tiles: Sequence[Tile]) -> list[Month]:
    """The tiles of a page under headings that fit its order."""
    if timed(selection):
        return sections(tiles)
    keys = headings.keys(conn, selection.sort, [tile.id for tile in tiles])
    if not keys:
        return sections(tiles, timed=False)
    groups = groupby(tiles, key=lambda tile: keys.get(tile.id, ""))
    return [_section(selection.sort, key, tuple(group)) for key, group in groups]


def _section(sort: Sort, key: str, tiles: tuple[Tile, ...]) -> Month:
    return Month(key, _NAMES[onward(sort)](key), (Day("", "", "", tiles),))


def _added(key: str) -> str:
    return _("Added in %(month)s") % {"month": f"{date.fromisoformat(f'{key}-01'):%B %Y}"}


def _letter(key: str) -> str:
    return "0–9" if key == "0" else key or _("Without a name")


def _bytes(key: str) -> str:
    return {
        "1000": _("More than 1 GB"),
        "100": _("More than 100 MB"),
        "10": _("More than 10 MB"),
        "1": _("More than 1 MB"),
    }.get(key, _("Up to 1 MB"))


def _pixels(key: str) -> str:
    return {
        "huge": _("Huge, more than 40 megapixels"),
        "large": _("Large, more than 10 megapixels"),
        "medium": _("Medium, more than 1 megapixel"),
        "small": _("Small, up to 1 megapixel"),
    }.get(key, _("Without a picture"))


def _stars(key: str) -> str:
    return "★" * int(key) or _("Not rated")


_NAMES: dict[str, Callable[[str], str]] = {
    "added": _added,
    "name": _letter,
    "folder": lambda key: key or _("Without a folder"),
    "size": _bytes,
    "pixels": _pixels,
    "rating": _stars,
}
