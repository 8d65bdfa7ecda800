"""How many files a selection holds, and how many of them each further choice leaves."""

from dataclasses import dataclass, replace
from typing import Any

from shared.db import cells, faced
from shared.db.census import Counted, Held, Tally, counted, frequent
from shared.db.connection import Connection, numbers, rows
from shared.db.lowering import lowered
from shared.db.search import FACE, clauses
from shared.db.selection import Selection

MOST_PLACES = 2_000  # countries, regions and cities
SEEN = 2_000  # newest files whose objects and tags are counted, of more than can be counted


@dataclass(frozen=True)
class Choice:
    """One value that a person may narrow the selection to, and how many files that leaves."""

    value: str
    count: int


@dataclass(frozen=True)
class Someone:
    """A person whom one may ask for, and how many files that leaves."""

    id: int
    name: str
    count: int


@dataclass(frozen=True)
class Facets:
    """The choices under a selection, most frequent first.

    Objects, looks, scenes, colours and tags narrow: a second one leaves the files that have both.  The
    others widen: the choices among cameras are those without the cameras chosen so far, and so with lenses,
    formats, sources and kinds.  Where `exact` is false the selection is larger than what can be counted at
    once: `total` is then the least it holds, and the choices are counted among that many of its newest
    files.  What narrows is counted among `seen` files.  `ratings` are those with at least so many stars,
    `months` are first days in order; `several` have more than one face.
    Places are countries, regions and cities, `Italy`, `Italy/Tuscany` and `Italy/Tuscany/Arezzo`.
    """

    total: int
    exact: bool
    seen: int
    objects: tuple[Choice, ...]
    looks: tuple[Choice, ...]
    scenes: tuple[Choice, ...]
    colours: tuple[Choice, ...]
    places: tuple[Choice, ...]
    tags: tuple[Choice, ...]
    people: tuple[Someone, ...]
    cameras: tuple[Choice, ...]
    lenses: tuple[Choice, ...]
    formats: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    ratings: tuple[Choice, ...]
    months: tuple[Choice, ...]
    faces: int
    several: Held
    favourites: int
    undated: int
    unplaced: int


_CHOSEN = {"cameras": "model", "lenses": "lens", "formats": "mime", "sources": "source", "kinds": "kind"}


def facets(conn: Connection, selection: Selection, limit: int = 100) -> Facets:
    """Count the choices under `selection`, at most `limit` of each."""
    selection = lowered(conn, selection)
    files = None if cells.tallied(selection) else cells.newest(conn, selection)
    base = counted(conn, selection, files=files)
    by = dict(base.by)
    for name, column in _CHOSEN.items():
        if getattr(selection, name):
            nothing: Any = {name: ()}
            by[column] = counted(conn, replace(selection, **nothing), (column,)).by.get(column, ())
    if files is None and cells.marked(selection):
        files = cells.newest(conn, selection, None if base.files <= cells.MOST else SEEN)
    ids = None if files is None else files.ids if files.whole else files.ids[:SEEN]
    near = cells.newest(conn, selection, SEEN).ids if ids is None and _narrows(selection) else ids
    shown = marked(conn, selection, ids)
    if ids is None:
        several = faced.several(conn, selection, near, base.files)
    else:
        several = Held(_of_faces(shown["several"]), exact=base.exact and len(ids) == base.files)
    if selection.places:
        shown["place"] = _elsewhere(conn, replace(selection, places=()))
    return Facets(
        total=base.files,
        exact=base.exact,
        seen=base.files if ids is None else len(ids),
        objects=_choices([one for one in shown["object"] if one.value != FACE], limit),
        looks=_choices(shown["look"], limit),
        scenes=_choices(shown["scene"], limit),
        colours=_choices(shown["colour"], limit),
        places=_choices(shown["place"], MOST_PLACES),
        tags=_choices(shown["tag"], limit),
        people=_people(conn, near, limit),
        **{name: _choices(by.get(column, ()), limit) for name, column in _CHOSEN.items()},
        ratings=_at_least(base.by.get("rating", ())),
        months=months(base),
        faces=_of_faces(shown["object"]),
        several=several,
        favourites=base.of("favourite", "true"),
        undated=base.of("dated", "false"),
        unplaced=base.of("placed", "false"),
    )


def _narrows(selection: Selection) -> bool:
    """Whether it asks for anything."""
    return replace(selection, sort="newest") != Selection()


def _of_faces(tallies: list[Tally]) -> int:
    return next((one.files for one in tallies if one.value == FACE), 0)


def _elsewhere(conn: Connection, selection: Selection) -> list[Tally]:
    """The places of a selection as if it named none, so that others can be chosen."""
    exact = cells.tallied(selection) and not cells.marked(selection)
    return marked(conn, selection, None if exact else cells.newest(conn, selection).ids[:SEEN])["place"]


def _people(conn: Connection, ids: list[int] | None, limit: int) -> tuple[Someone, ...]:
    """Who has a name and is in these files; in any where none are given."""
    if ids is None:
        return tuple(rows(conn, Someone, _EVERYONE, limit=limit))
    return tuple(rows(conn, Someone, _SHOWN, ids=numbers(ids), limit=limit))


_EVERYONE = """
    SELECT id, name, files AS count FROM person
     WHERE into_id IS NULL AND name <> '' AND NOT hidden AND files > 0
     ORDER BY (name = ''), files DESC, id LIMIT %(limit)s
    """
_SHOWN = """
    SELECT person.id, person.name, shown.files AS count
      FROM (SELECT person_id, count(*) AS files FROM media_person WHERE media_id = ANY (%(ids)s)
             GROUP BY person_id) AS shown
      JOIN person ON person.id = shown.person_id
     WHERE name <> '' AND NOT hidden ORDER BY shown.files DESC, person.id LIMIT %(limit)s
    """


def months(found: Counted) -> tuple[Choice, ...]:
    """The files by month, in order."""
    told = sorted((tally.value or "", tally.files) for tally in found.by.get("month", ()))
    return tuple(Choice(month, files) for month, files in told if files > 0)


def days(conn: Connection, selection: Selection) -> tuple[Choice, ...]:
    """The files of a short span by day, in order."""
    found = clauses(conn, replace(selection, sort="newest"))
    sql = f"""
        SELECT {found.time}::date::text AS value, count(*) AS count
          FROM {found.source} WHERE {found.where} GROUP BY 1 ORDER BY 1
        """
    return tuple(rows(conn, Choice, sql, **found.parameters))


def held(conn: Connection, selection: Selection) -> Held:
    """How many files the selection holds, without a look at what they are."""
    selection = lowered(conn, selection)
    if not cells.tallied(selection):
        newest = cells.newest(conn, selection)
        return Held(len(newest.ids), newest.whole)
    return Held(counted(conn, selection, ()).files, exact=True)


@dataclass(frozen=True)
class _Marked:
    what: str
    value: str
    files: int


def marked(conn: Connection, selection: Selection, ids: list[int] | None = None) -> dict[str, list[Tally]]:
    """What the files of a selection show and carry, by the list (`object`, `tag` …), most frequent first."""
    found = cells.marks(conn, selection, ids)
    sql = f"""
        SELECT what, name AS value, sum(files)::bigint AS files
          FROM ({found.sql}) AS found GROUP BY what, name HAVING sum(files) > 0
        """
    told = rows(conn, _Marked, sql, **found.parameters)
    return {
        what: sorted((Tally(one.value, one.files) for one in told if one.what == what), key=frequent)
        for what in ("object", "look", "scene", "colour", "place", "tag", "several")
    }


def _choices(tallies: Any, limit: int) -> tuple[Choice, ...]:
    return tuple(Choice(one.value, one.files) for one in tallies if one.value is not None)[:limit]


def _at_least(ratings: tuple[Tally, ...]) -> tuple[Choice, ...]:
    """The files with one star or more, two or more, and so on."""
    stars = [(int(one.value), one.files) for one in ratings if one.value]
    sums = [(least, sum(files for star, files in stars if star >= least)) for least in range(1, 6)]
    return tuple(Choice(str(least), files) for least, files in sums if files)
