"""Pages of an album that is filled by hand, in its own order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.albums import Sort
from shared.db.connection import Connection, rows, value
from shared.db.media import TILE, Neighbours, Page, Tile
from shared.db.search import Selection, Within, on_files
from shared.errors import BowerbirdError, NotFound


class InvalidCursor(BowerbirdError):
    """A page was asked for behind a place that there is not in this order."""


@dataclass(frozen=True)
class _Order:
    column: str
    kind: str
    direction: str


ORDERS: dict[Sort, _Order] = {
    "newest": _Order("album_media.taken_at", "timestamp", "DESC"),
    "oldest": _Order("album_media.taken_at", "timestamp", "ASC"),
    "added": _Order("album_media.added_at", "timestamptz", "ASC"),
    "hand": _Order("album_media.position", "float8", "ASC"),
}


@dataclass(frozen=True)
class Shelf:
    """The files of one album that lie `within` what somebody may see, in an order."""

    album_id: int
    sort: Sort
    within: Within | None = None


def page(conn: Connection, shelf: Shelf, after: str | None = None, limit: int = 100) -> Page:
    """The first files of the album behind the cursor `after`."""
    order = ORDERS[shelf.sort]
    held, parameters = _held(conn, shelf)
    behind = ""
    if after:
        behind = f"WHERE {_beyond(order, '>' if order.direction == 'ASC' else '<')}"
        parameters |= _place(order, after)
    chosen = f"SELECT place, id FROM held {behind} {_ordered(order.direction)} LIMIT %(limit)s"
    joined = f"FROM ({chosen}) AS chosen JOIN media ON media.id = chosen.id"
    sql = f"{held} SELECT {TILE} {joined} {_ordered(order.direction, 'chosen.')}"
    tiles = rows(conn, Tile, sql, **parameters, limit=limit)
    if len(tiles) < limit:
        return Page(tuple(tiles), None)
    place = value(conn, _PLACE.format(column=order.column), album=shelf.album_id, id=tiles[-1].id)
    return Page(tuple(tiles), f"{place}_{tiles[-1].id}")


def neighbours(conn: Connection, shelf: Shelf, media_id: int) -> Neighbours:
    """The files ahead of one (as `newer`) and behind it; raises `NotFound` where it is not in the album."""
    order = ORDERS[shelf.sort]
    held, parameters = _held(conn, shelf)
    place = value(conn, _PLACE.format(column=order.column), album=shelf.album_id, id=media_id)
    if place is None:
        raise NotFound(f"no file in this album has the id {media_id}")
    beside = [
        value(
            conn,
            f"{held} SELECT id FROM held WHERE {_beyond(order, side)} {_ordered(direction)} LIMIT 1",
            **parameters,
            id=media_id,
            place=place,
        )
        for side, direction in (("<", "DESC"), (">", "ASC"))
    ]
    ahead, behind = beside if order.direction == "ASC" else reversed(beside)
    return Neighbours(newer=ahead, older=behind)


def holds(conn: Connection, shelf: Shelf, media_id: int) -> bool:
    """Whether this file lies in the album, and within what may be seen of it."""
    found = on_files(conn, Selection(within=shelf.within))
    sql = f"""
        SELECT true FROM album_media JOIN media ON media.id = album_media.media_id
         WHERE album_id = %(album)s AND media_id = %(id)s AND {found.where}
    """
    return bool(value(conn, sql, **found.parameters, album=shelf.album_id, id=media_id))


_PLACE = """
    SELECT {column}::text FROM album_media JOIN media ON media.id = media_id
     WHERE album_id = %(album)s AND media_id = %(id)s
"""


def _held(conn: Connection, shelf: Shelf) -> tuple[str, dict[str, Any]]:
    """What lies in the album as the table `held` of (place, id), and its parameters."""
    order, found = ORDERS[shelf.sort], on_files(conn, Selection(within=shelf.within))
    sql = f"""
        WITH held AS NOT MATERIALIZED (
             SELECT {order.column} AS place, album_media.media_id AS id
               FROM album_media JOIN media ON media.id = album_media.media_id
              WHERE album_id = %(album)s AND {found.where})
    """
    return sql, found.parameters | {"album": shelf.album_id}


def _place(order: _Order, cursor: str) -> dict[str, Any]:
    place, _, media_id = cursor.rpartition("_")
    read = float if order.kind == "float8" else datetime.fromisoformat
    try:
        return {"place": read(place), "id": int(media_id[:18])}
    except ValueError as error:
        raise InvalidCursor("this is not a cursor that a page gave") from error


def _beyond(order: _Order, side: str) -> str:
    return f"(place, id) {side} (%(place)s::{order.kind}, %(id)s::bigint)"


def _ordered(direction: str, table: str = "") -> str:
    return f"ORDER BY {table}place {direction}, {table}id {direction}"
