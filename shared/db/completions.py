"""The values of a library that a question may ask for, as far as somebody may see them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared import countries, places
from shared.db import media, vocabulary
from shared.db.confines import escaped
from shared.db.connection import Connection, rows
from shared.db.selection import Selection, Within
from shared.query.tree import Filter
from shared.text import fold

MOST = 8
_SHORTEST = 3  # letters of a town's name in another language
_LOOKED = 40  # values of which those are sought that somebody with a part of the library may see
MARKS = ("object", "look", "scene", "colour", "tag")
PLACES = {"country": 1, "region": 2, "city": 3}
AT_A_WORD = ("person", "object", "tag", "album", "camera", "city")


@dataclass(frozen=True)
class Value:
    """A value of a key."""

    key: str
    value: str


@dataclass(frozen=True)
class _Name:
    name: str


def values(conn: Connection, key: str, begun: str, within: Within | None, *, most: int = MOST) -> list[Value]:
    """The values of a key that begin so, or hold a word that does; the commonest first."""
    looked = most if within is None else _LOOKED
    found = _of(conn, key, begun, looked)
    found += [one for one in _elsewhere(conn, key, begun) if one not in found]
    seen = (value for value in found if within is None or _visible(conn, key, value, within))
    return [Value(key, value) for value, _ in zip(seen, range(most), strict=False)]


def everything(conn: Connection, begun: str, within: Within | None) -> list[Value]:
    """Values of several keys that begin so: people, things, tags, albums, cameras, towns."""
    return [value for key in AT_A_WORD for value in values(conn, key, begun, within, most=3)]


def _of(conn: Connection, key: str, begun: str, most: int) -> list[str]:
    if key in vocabulary.COLUMNS:
        return list(_beginning(vocabulary.values(conn, key), begun))[:most]
    way = _WAYS.get(key)
    return way(conn, begun, most) if way else []


def _elsewhere(conn: Connection, key: str, begun: str) -> list[str]:
    """Countries and towns of the library of which a name in another language begins so."""
    if key == "country":
        named = countries.beginning(begun)
    elif key == "city" and len(begun.strip()) >= _SHORTEST:
        named = [places.whole(city.name) for city in places.named(begun, _LOOKED)]
    else:
        return []
    return _held(conn, PLACES[key], named) if named else []


def _held(conn: Connection, part: int, named: list[str]) -> list[str]:
    sql = """
        SELECT split_part(name, '/', %(part)s) AS name FROM mark_totals
         WHERE what = 'place' AND array_length(string_to_array(name, '/'), 1) = %(part)s
           AND split_part(name, '/', %(part)s) = ANY (%(named)s::text[])
         GROUP BY 1 HAVING sum(files) > 0 ORDER BY sum(files) DESC
        """
    return _names(conn, sql, part=part, named=named)


def _beginning(known: list[str], begun: str) -> Iterator[str]:
    wanted = fold(begun)
    first = [value for value in known if fold(value).startswith(wanted)]
    yield from first
    yield from (value for value in known if value not in first and f" {wanted}" in f" {fold(value)}")


def _visible(conn: Connection, key: str, value: str, within: Within) -> bool:
    selection = Selection(query=Filter(key, "=", value), within=within)
    return bool(media.page(conn, selection, limit=1).items)


def _marks(mark: str) -> Callable[[Connection, str, int], list[str]]:
    part = PLACES.get(mark)
    name = f"split_part(name, '/', {part})" if part else "name"
    deep = f"AND array_length(string_to_array(name, '/'), 1) = {part}" if part else ""

    def way(conn: Connection, begun: str, most: int) -> list[str]:
        sql = f"""
            SELECT {name} AS name FROM mark_totals
             WHERE what = %(what)s {deep} AND name <> 'face'
               AND lower({name}) LIKE ANY (%(patterns)s::text[])
             GROUP BY 1 HAVING sum(files) > 0
             ORDER BY lower({name}) LIKE %(first)s DESC, sum(files) DESC LIMIT %(most)s
            """
        what = "place" if part else mark
        first, *others = _patterns(begun)
        return _names(conn, sql, what=what, first=first, patterns=[first, *others], most=most)

    return way


def _people(conn: Connection, begun: str, most: int) -> list[str]:
    sql = """
        SELECT name FROM person WHERE name <> '' AND into_id IS NULL AND NOT hidden
           AND lower(name) LIKE ANY (%(patterns)s::text[]) ORDER BY files DESC, name LIMIT %(most)s
        """
    return _names(conn, sql, patterns=_patterns(begun), most=most)


def _albums(conn: Connection, begun: str, most: int) -> list[str]:
    sql = """
        SELECT name FROM album WHERE removed_at IS NULL AND selection IS NULL
           AND lower(name) LIKE ANY (%(patterns)s::text[]) ORDER BY changed_at DESC LIMIT %(most)s
        """
    return _names(conn, sql, patterns=_patterns(begun), most=most)


def _names(conn: Connection, sql: str, **parameters: object) -> list[str]:
    return list(dict.fromkeys(row.name for row in rows(conn, _Name, sql, **parameters)))


def _patterns(begun: str) -> list[str]:
    start = escaped(begun.strip().lower())
    return [f"{start}%", f"% {start}%"]


_WAYS: dict[str, Callable[[Connection, str, int], list[str]]] = {
    **{mark: _marks(mark) for mark in (*MARKS, *PLACES)},
    "person": _people,
    "album": _albums,
}
