"""In which order a selection is read, and where in that order a file stands.

An order is a line of `_ORDERS`; one by likeness would be another, with the distance as its key.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.db import counting, query_likeness, shuffling
from shared.db.clauses import Clauses
from shared.db.connection import Connection, one, value
from shared.db.counting import Counting
from shared.db.lowering import lowered
from shared.db.selection import Selection, Sort
from shared.db.shuffling import Shuffle
from shared.errors import NotFound

_FIRST_LOOK = 4  # times as many places as files are wanted
_RARE = 50  # where fewer than one of so many files fits, all that fit are sorted instead
_SMALL = 20_000  # files; a library of so few is sorted as a whole


@dataclass(frozen=True)
class Cursor:
    """The place of a file in the order of the library; a page starts behind it.

    `key` is what comes first in an order by anything but time.
    """

    taken_at: datetime
    id: int
    key: str | None = None

    def __str__(self) -> str:
        place = f"{self.taken_at.isoformat()}_{self.id}"
        return place if self.key is None else f"{place}_{self.key}"


@dataclass(frozen=True)
class _Way:
    keys: tuple[str, ...]  # expressions on `media`; {time} and {id} are columns of the selection
    places: tuple[str, ...]  # the same of a cursor
    descending: bool


_TIME, _ID = "%(after_time)s::timestamp", "%(after_id)s::bigint"
_TEXT, _NUMBER = '%(after_key)s::text COLLATE "C"', "%(after_key)s::bigint"
NAME, SIZE, RATING = 'lower(media.name) COLLATE "C"', "media.size", "coalesce(media.rating, 0)"
FOLDER = "regexp_replace(media.path, '/?[^/]*$', '') COLLATE \"C\""
PIXELS = "coalesce(media.width::bigint * media.height, 0)"
_MILLISECONDS = "coalesce((media.duration * 1000)::bigint, 0)"
_WIDTH, _HEIGHT = "coalesce(media.width, 0)", "coalesce(media.height, 0)"
_ORDERS: dict[str, _Way] = {
    "newest": _Way(("{time}", "{id}"), (_TIME, _ID), descending=True),
    "oldest": _Way(("{time}", "{id}"), (_TIME, _ID), descending=False),
    "added": _Way(("{id}",), (_ID,), descending=True),
    "name": _Way((NAME, "{id}"), (_TEXT, _ID), descending=False),
    "folder": _Way((FOLDER, "{time}", "{id}"), (_TEXT, _TIME, _ID), descending=False),
    "size": _Way((SIZE, "{id}"), (_NUMBER, _ID), descending=True),
    "pixels": _Way((PIXELS, "{id}"), (_NUMBER, _ID), descending=True),
    "rating": _Way((RATING, "{time}", "{id}"), (_NUMBER, _TIME, _ID), descending=True),
    "duration": _Way((_MILLISECONDS, "{id}"), (_NUMBER, _ID), descending=True),
    "width": _Way((_WIDTH, "{id}"), (_NUMBER, _ID), descending=True),
    "height": _Way((_HEIGHT, "{id}"), (_NUMBER, _ID), descending=True),
}
_KEYED: dict[str, str] = {
    "name": NAME, "folder": FOLDER, "size": SIZE, "pixels": PIXELS, "rating": RATING, "random": "",
    "like": "", "similar": "", "face": "", "alike": "", "count": "", "updated": "",
    "duration": _MILLISECONDS, "width": _WIDTH, "height": _HEIGHT,
}  # fmt: skip
_TEXTS = {"name", "folder"}


@dataclass(frozen=True)
class Order:
    """How the files of a selection follow each other."""

    way: _Way
    key: str  # the expression that a cursor's key holds; empty where it has none
    shuffle: Shuffle | None = None
    newest: int = 0  # the highest id, where the order is one by chance
    counting: Counting | None = None

    def by(self, found: Clauses, *, backwards: bool = False) -> str:
        """What stands behind ORDER BY; `backwards` is the opposite order."""
        direction = "DESC" if self.way.descending != backwards else "ASC"
        return ", ".join(f"{key} {direction}" for key in self._keys(found))

    def reach(
        self, conn: Connection, found: Clauses, place: Cursor | None, limit: int, *, backwards: bool = False
    ) -> Clauses:
        """What comes behind `place`, with `backwards` before it; at least the nearest `limit` files."""
        if self.counting:
            upwards = self.way.descending == backwards
            given = _given(place) if place else {}
            return self.counting.reach(conn, found, place, limit, given=given, backwards=upwards)
        held = self._beyond(found, place, backwards=backwards) if place else found
        if self.shuffle is None or self.newest <= _SMALL:
            return held
        start = int(place.key or 0) if place else (2**self.shuffle.bits - 1) * backwards
        return self._near(conn, held, start, limit, backwards=backwards)

    def place_of(self, conn: Connection, media_id: int) -> Cursor:
        """Where a file stands; raises `NotFound` for no such file."""
        key = f"({self.key})::text" if self.key else "NULL"
        sql = f"SELECT taken_at, id, {key} AS key FROM media WHERE id = %(id)s"
        parameters = self.counting.parameters if self.counting else {}
        found = one(conn, Cursor, sql, id=media_id, **parameters)
        if found is None:
            raise NotFound(f"no file has the id {media_id}")
        return found

    def _keys(self, found: Clauses) -> list[str]:
        return [key.format(time=found.time, id=found.id) for key in self.way.keys]

    def _beyond(self, found: Clauses, place: Cursor, *, backwards: bool) -> Clauses:
        side = "<" if self.way.descending != backwards else ">"
        condition = f"({', '.join(self._keys(found))}) {side} ({', '.join(self.way.places)})"
        parameters = found.parameters | _given(place)
        return replace(found, conditions=(*found.conditions, condition), parameters=parameters)

    def _near(self, conn: Connection, found: Clauses, start: int, limit: int, *, backwards: bool) -> Clauses:
        """Only the files of so many places as it takes; all where few fit."""
        looked = 1 + _FIRST_LOOK * limit
        near = self._within(found, start, looked, backwards=backwards)
        held = _count(conn, near, limit)
        if held >= limit:
            return near
        if held * _RARE < looked:
            return found
        wider = self._within(found, start, 2 * looked * limit // held, backwards=backwards)
        return wider if _count(conn, wider, limit) >= limit else found

    def _within(self, found: Clauses, start: int, places: int, *, backwards: bool) -> Clauses:
        assert self.shuffle is not None
        first, last = (start - places, start) if backwards else (start, start + places)
        ids = self.shuffle.ids(max(first, 0), min(last, 2**self.shuffle.bits - 1), self.newest)
        conditions = (*found.conditions, "media.id = ANY (%(drawn)s::bigint[])")
        return replace(found, conditions=conditions, parameters=found.parameters | {"drawn": ids})


def order(conn: Connection, selection: Selection, found: Clauses) -> Order:
    """The order of a selection, which is `found`."""
    if selection.sort == "like":
        return _listed(found.distances, descending=False)
    if (by := onward(selection.sort)) in {"similar", "face", "alike"}:
        return _listed(query_likeness.order(conn, selection.query, by), descending=by != selection.sort)
    if by == "count":
        asked = lowered(conn, selection)
        return _counted(counting.counting(conn, selection.counted, asked), selection.sort)
    if by == "updated":
        return _counted(counting.changed(), selection.sort)
    if selection.sort != "random":
        way = _ORDERS[by]
        turned = replace(way, descending=not way.descending) if by != selection.sort else way
        return Order(turned, _KEYED.get(by, ""))
    newest = shuffling.newest(conn)
    shuffle = shuffling.shuffle(selection.seed, newest)
    keys = (shuffle.place("media.id"), "{id}")
    return Order(_Way(keys, (_NUMBER, _ID), descending=False), keys[0], shuffle, newest)


def _listed(ids: Iterable[int], *, descending: bool) -> Order:
    place = f"coalesce(array_position(ARRAY[{', '.join(map(str, ids))}]::bigint[], media.id), 0)"
    return Order(_Way((place, "{id}"), (_NUMBER, _ID), descending), place)


def _counted(found: Counting, sort: Sort) -> Order:
    way = _Way((found.number, *found.behind), (), descending=onward(sort) == sort)
    return Order(way, found.number, counting=found)


def _given(place: Cursor) -> dict[str, Any]:
    return {"after_time": place.taken_at, "after_id": place.id, "after_key": place.key}


def fits(place: Cursor, sort: Sort) -> bool:
    """Whether a cursor is one of this order."""
    by = onward(sort)
    if by not in _KEYED:
        return place.key is None
    return place.key is not None and (by in _TEXTS or re.fullmatch("[0-9]{1,18}", place.key) is not None)


def onward(sort: Sort) -> str:
    """The order that one is the reverse of, or itself."""
    return sort.removesuffix("-reversed")


def timed(selection: Selection) -> bool:
    """Whether the order is one by time, so that months are its sections."""
    return selection.sort in {"newest", "oldest"}


def _count(conn: Connection, found: Clauses, most: int) -> int:
    sql = f"SELECT count(*) FROM (SELECT FROM {found.source} WHERE {found.where} LIMIT %(most)s) AS near"
    return int(value(conn, sql, **found.parameters, most=most))
