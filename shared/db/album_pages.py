"""Pages of an album that is filled by hand, in its own order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.albums import Sort
from shared.db.connection import Connection, rows, value
from shared.db.media import TILE, Neighbours, Page, Tile
from shared.db.search import Selection, Within, clauses
from shared.errors import BowerbirdError, NotFound


class InvalidCursor(BowerbirdError):
    """A page was asked for behind a place that there is not in this order."""


@dataclass(frozen=True)
class _Order:
    column: str
    kind: str
    direction: str


@dataclass(frozen=True)
class _Placed:
    place: str
    id: int


ORDERS: dict[Sort, _Order] = {
    "newest": _Order("media.taken_at", "timestamp", "DESC"),
    "oldest": _Order("media.taken_at", "timestamp", "ASC"),
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
    conditions, parameters = _within(conn, shelf)
    if after:
        conditions += _beyond(order, ">" if order.direction == "ASC" else "<")
        parameters |= _place(order, after)
    listing = f"{_FROM} WHERE {conditions} {_ordered(order, order.direction)} LIMIT %(limit)s"
    tiles = rows(conn, Tile, f"SELECT {TILE} {listing}", **parameters, limit=limit)
    if len(tiles) < limit:
        return Page(tuple(tiles), None)
    last = rows(
        conn,
        _Placed,
        f"SELECT {order.column}::text AS place, media.id {_FROM}"
        " WHERE album_id = %(album)s AND media.id = %(id)s",
        album=shelf.album_id,
        id=tiles[-1].id,
    )
    return Page(tuple(tiles), f"{last[0].place}_{last[0].id}")


def neighbours(conn: Connection, shelf: Shelf, media_id: int) -> Neighbours:
    """The files ahead of one (as `newer`) and behind it; raises `NotFound` where it is not in the album."""
    order = ORDERS[shelf.sort]
    conditions, parameters = _within(conn, shelf)
    place = value(
        conn,
        f"SELECT {order.column}::text {_FROM} WHERE {conditions} AND media.id = %(id)s",
        **parameters,
        id=media_id,
    )
    if place is None:
        raise NotFound(f"no file in this album has the id {media_id}")
    up = order.direction == "ASC"
    beside = [
        value(
            conn,
            f"SELECT media.id {_FROM} WHERE {conditions}{_beyond(order, side)}"
            f" {_ordered(order, direction)} LIMIT 1",
            **parameters,
            id=media_id,
            place=place,
        )
        for side, direction in (("<", "DESC"), (">", "ASC"))
    ]
    ahead, behind = beside if up else reversed(beside)
    return Neighbours(newer=ahead, older=behind)


def _place(order: _Order, cursor: str) -> dict[str, Any]:
    place, _, media_id = cursor.rpartition("_")
    read = float if order.kind == "float8" else datetime.fromisoformat
    try:
        return {"place": read(place), "id": int(media_id[:18])}
    except ValueError as error:
        raise InvalidCursor("this is not a cursor that a page gave") from error


_FROM = "FROM album_media JOIN media ON media.id = album_media.media_id"


def _within(conn: Connection, shelf: Shelf) -> tuple[str, dict[str, Any]]:
    found = clauses(conn, Selection(within=shelf.within))
    return f"album_id = %(album)s AND {found.where}", found.parameters | {"album": shelf.album_id}


def _beyond(order: _Order, side: str) -> str:
    return f" AND ({order.column}, media.id) {side} (%(place)s::{order.kind}, %(id)s::bigint)"


def _ordered(order: _Order, direction: str) -> str:
    return f"ORDER BY {order.column} {direction}, media.id {direction}"
