"""In which order a selection is read, and where in that order a file stands."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from shared.db.connection import Connection, one
from shared.db.search import Clauses
from shared.db.selection import Selection, Sort
from shared.errors import NotFound


@dataclass(frozen=True)
class Cursor:
    """The place of a file in the order of the library; a page starts behind it.

    `key` is what comes first in an order by name, size or rating.
    """

    taken_at: datetime
    id: int
    key: str | None = None

    def __str__(self) -> str:
        place = f"{self.taken_at.isoformat()}_{self.id}"
        return place if self.key is None else f"{place}_{self.key}"


@dataclass(frozen=True)
class _Order:
    keys: tuple[str, ...]  # expressions on `media`; {time} and {id} are columns of the selection
    places: tuple[str, ...]  # the same of a cursor
    descending: bool


_TIME, _ID = "%(after_time)s::timestamp", "%(after_id)s::bigint"
NAME, SIZE, RATING = 'lower(media.name) COLLATE "C"', "media.size", "coalesce(media.rating, 0)"
_ORDERS: dict[Sort, _Order] = {
    "newest": _Order(("{time}", "{id}"), (_TIME, _ID), descending=True),
    "oldest": _Order(("{time}", "{id}"), (_TIME, _ID), descending=False),
    "added": _Order(("{id}",), (_ID,), descending=True),
    "name": _Order((NAME, "{id}"), ('%(after_key)s::text COLLATE "C"', _ID), descending=False),
    "size": _Order((SIZE, "{id}"), ("%(after_key)s::bigint", _ID), descending=True),
    "rating": _Order((RATING, "{time}", "{id}"), ("%(after_key)s::bigint", _TIME, _ID), descending=True),
}
_KEYED: dict[Sort, str] = {"name": NAME, "size": SIZE, "rating": RATING}


def ordered(found: Clauses, sort: Sort, *, backwards: bool = False) -> str:
    """What stands behind ORDER BY; `backwards` is the opposite order."""
    order = _ORDERS[sort]
    direction = "DESC" if order.descending != backwards else "ASC"
    return ", ".join(f"{key} {direction}" for key in _keys(found, order))


def beyond(found: Clauses, sort: Sort, place: Cursor, *, backwards: bool = False) -> Clauses:
    """What comes behind `place`, or with `backwards` before it."""
    order = _ORDERS[sort]
    side = "<" if order.descending != backwards else ">"
    condition = f"({', '.join(_keys(found, order))}) {side} ({', '.join(order.places)})"
    given = {"after_time": place.taken_at, "after_id": place.id, "after_key": place.key}
    return replace(found, conditions=(*found.conditions, condition), parameters=found.parameters | given)


def place_of(conn: Connection, media_id: int, sort: Sort = "newest") -> Cursor:
    """Where a file stands; raises `NotFound` for no such file."""
    key = f"({_KEYED[sort]})::text" if sort in _KEYED else "NULL"
    sql = f"SELECT taken_at, id, {key} AS key FROM media WHERE id = %(id)s"
    found = one(conn, Cursor, sql, id=media_id)
    if found is None:
        raise NotFound(f"no file has the id {media_id}")
    return found


def fits(place: Cursor, sort: Sort) -> bool:
    """Whether a cursor is one of this order."""
    if sort not in _KEYED:
        return place.key is None
    return place.key is not None and (sort == "name" or re.fullmatch("[0-9]{1,18}", place.key) is not None)


def _keys(found: Clauses, order: _Order) -> list[str]:
    return [key.format(time=found.time, id=found.id) for key in order.keys]


def timed(selection: Selection) -> bool:
    """Whether the order is one by time, so that months are its sections."""
    return selection.sort in {"newest", "oldest"}
