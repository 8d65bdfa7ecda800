"""Counts without counting: the files of a selection as rows that say how many have what in common.

The tables of cells (0011_tallies_web.sql) know how many files there are of each month, kind, format, camera,
lens, source, rating and so on, and how many of those show an object or carry a tag.  They answer a selection
that asks for no more than that, whatever its size.  Of months that a selection takes in part, the files are
read.  For everything else the newest files of the selection are read, up to `MOST` of them.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from shared import amounts
from shared.db.clauses import is_of_text
from shared.db.confines import flat
from shared.db.connection import Connection, numbers, rows, value
from shared.db.search import Clauses, clauses
from shared.db.selection import Selection

MOST = 2_000  # files that are read and counted where no cell knows them
SPARSE = 1000  # files that are rather looked up than met in order
WALK = 3_200  # newest files among which those with a frequent text are sought
_READ = {
    "month": "date_trunc('month', media.taken_at)::date",
    "kind": "media.kind",
    "mime": "media.mime",
    "model": "media.model",
    "lens": "media.lens",
    "source": "media.source",
    "dated": "media.taken_from <> 'file date' OR media.dated_by IS NOT NULL",
    "placed": "media.latitude IS NOT NULL",
    "favourite": "media.favourite",
    "rating": "media.rating",
}
COLUMNS = tuple(_READ)


_SHOWN = """
    SELECT told.what, label AS name, told.files
      FROM (SELECT kind, label, count(*) AS files, count(*) FILTER (WHERE n > 1) AS several
              FROM media_label WHERE media_id = ANY ({ids}) GROUP BY kind, label) AS shown
     CROSS JOIN LATERAL (VALUES (mark_of(kind), files), ('several', several)) AS told (what, files)
    UNION ALL
    SELECT 'tag', name, count(*) FROM media_tag WHERE media_id = ANY ({ids}) GROUP BY name
    UNION ALL
    SELECT 'place', place.name, count(*)
      FROM media_place CROSS JOIN unnest(place_names(country, region, city)) AS place (name)
     WHERE media_id = ANY ({ids}) GROUP BY place.name
"""


@dataclass(frozen=True)
class Source:
    """A query whose rows say how many `files` have what in common."""

    sql: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Newest:
    """The newest files of a selection; not `whole` where it may have more of them."""

    ids: list[int]
    whole: bool


@dataclass(frozen=True)
class _Walk:
    ids: list[int]
    ended: bool  # there are no more files than were met


def newest(conn: Connection, selection: Selection, most: int | None = None) -> Newest:
    """The newest files of a selection, up to `most`.

    Of those that hold a text that many files hold, the ones among the newest files of all the rest.
    """
    limit, selection = most or MOST, flat(selection)
    found = settled(conn, selection, clauses(conn, replace(selection, sort="newest")))
    text = [condition for condition in found.conditions if is_of_text(condition)]
    rest = replace(found, conditions=tuple(one for one in found.conditions if one not in text))
    reach = max(WALK, limit + 1) if text else limit + 1
    sql = f"""
        WITH walked AS MATERIALIZED (
            SELECT media.id, row_number() OVER () AS place
              FROM (SELECT media.id FROM {rest.source} WHERE {rest.where}
                     ORDER BY {rest.time} DESC, {rest.id} DESC LIMIT {reach}) AS media
        )
        SELECT ARRAY (SELECT id FROM walked AS media WHERE {" AND ".join(text) or "true"}
                       ORDER BY place LIMIT {limit + 1}) AS ids,
               (SELECT count(*) FROM walked) < {reach} AS ended
        """
    [walk] = rows(conn, _Walk, sql, **found.parameters)
    return Newest(walk.ids[:limit], whole=walk.ended and len(walk.ids) <= limit)


def source(
    conn: Connection, selection: Selection, ids: list[int] | None, columns: tuple[str, ...] = COLUMNS
) -> Source:
    """Rows that have these columns of a selection's files; of `ids` alone where these are given.

    The bytes of what is asked for no more than its months are not known, and none.
    """
    selection, read = flat(selection), reading(columns)
    if ids is not None:
        return Source(f"SELECT {read} FROM media WHERE id = ANY (%(ids)s)", {"ids": numbers(ids)})
    what, mark = next(iter(_marks(selection)), (None, None))
    names, relation = (*columns, "files", "bytes"), "cell_marks" if what else "cells"
    if what and {"month", *columns} == {"month"} and of_dates(_unmarked(selection)):
        names, relation = (*columns, "files", "0::bigint AS bytes"), "mark_months"
    condition = "what = %(what)s AND name = %(mark)s" if what else "true"
    known = f"SELECT {', '.join(names)} FROM {relation} WHERE {condition}"
    return _joined(
        conn, selection, _Halves(known, {"what": what, "mark": mark}, f"SELECT {read} FROM {{files}}")
    )


def reading(columns: tuple[str, ...] = COLUMNS) -> str:
    """These columns of files, as cells have them."""
    told = [f"{_READ[name]} AS {name}" for name in columns]
    return ", ".join([*told, "1::bigint AS files", "media.size AS bytes"])


def marks(conn: Connection, selection: Selection, ids: list[int] | None) -> Source:
    """How many `files` of a selection, of `ids` alone where these are given, show or carry what.

    The rows have `what` (a list of labels, `tag` or `place`) and `name`; one name may be on several.
    Of files that are looked at, the list `several` tells how many show more than one of a name.
    """
    selection = flat(selection)
    if ids is not None:
        return Source(_SHOWN.format(ids="%(ids)s"), {"ids": numbers(ids)})
    if replace(selection, sort="newest") == Selection():
        return Source("SELECT what, name, files FROM mark_totals", {})
    known = (
        f"SELECT what, name, files FROM {'mark_months' if of_dates(selection) else 'cell_marks'} WHERE true"
    )
    shown = _SHOWN.format(ids="ARRAY (SELECT id FROM edge)")
    return _joined(
        conn,
        selection,
        _Halves(known, {}, f"WITH edge AS MATERIALIZED (SELECT media.id FROM {{files}}) {shown}"),
    )


def fold(conn: Connection, most: int = 50_000) -> int:
    """Count up to `most` changes into the cells; return how many, 0 where another process is at it."""
    return int(value(conn, "SELECT fold_cells(%(most)s)", most=most))


def tallied(selection: Selection) -> bool:
    """Whether the cells know how many files of it there are."""
    selection = flat(selection)
    rest = replace(
        selection, objects=(), looks=(), scenes=(), colours=(), places=(), cameras=(), lenses=(),
        formats=(), sources=(), kinds=(), since=None, until=None, undated=False, dated=False,
        unplaced=False, placed=False, favourites=False, rating=0, tags=(), sort="newest",
    )  # fmt: skip
    shown = [amounts.wanted(text) for text in selection.objects]
    plain = all(one.least == 1 and one.most is None for one in shown)
    return rest == Selection() and plain and len(set(_marks(selection))) <= 1


def settled(conn: Connection, selection: Selection, found: Clauses) -> Clauses:
    """`found`, or where few files fit what is asked together, those files.

    A camera and an object may each be frequent and never meet; to walk through either would take long.
    """
    selection = flat(selection)
    if not _several(selection) or not tallied(selection):
        return found
    known = source(conn, selection, None, ())
    sql = f"SELECT coalesce(sum(files), 0) FROM ({known.sql}) AS known"
    count = int(value(conn, sql, **known.parameters))
    if count > SPARSE:
        return found
    sql = f"SELECT array_agg(media.id) FROM {found.source} WHERE {found.where}"
    ids = list(value(conn, sql, **found.parameters) or ()) if count else []
    return Clauses("media", ("media.id = ANY (%(settled)s::bigint[])",), {"settled": ids}, "media.taken_at",
                   "media.id")  # fmt: skip


def _several(selection: Selection) -> bool:
    """Whether it asks for several things; days are none in order of time, along whose index they are read."""
    days = selection.sort not in {"newest", "oldest"} and (selection.since or selection.until)
    return bool(_marks(selection)) + len(_known(selection)[0]) + bool(days) > 1


def marked(selection: Selection) -> bool:
    """Whether it asks for a label, a tag or a place; the cells do not know what else its files show."""
    return bool(_marks(flat(selection)))


def of_dates(selection: Selection) -> bool:
    """Whether it asks for nothing but days."""
    return replace(selection, since=None, until=None, sort="newest") == Selection()


def _unmarked(selection: Selection) -> Selection:
    """Without the labels, tags and places that it asks for."""
    nothing: Any = dict.fromkeys(("objects", "looks", "scenes", "colours", "places", "tags"), ())
    return replace(selection, **nothing)


def _marks(selection: Selection) -> list[tuple[str, str]]:
    """The labels, tags and places that it asks for, each with the list in which it stands."""
    asked = {
        "object": [amounts.wanted(text).label for text in selection.objects],
        "look": selection.looks,
        "scene": selection.scenes,
        "colour": selection.colours,
        "tag": selection.tags,
        "place": selection.places,
    }
    return [(what, name) for what, names in asked.items() for name in names]


@dataclass(frozen=True)
class _Halves:
    """How cells are read, and how `files` are, of which it takes FROM and WHERE."""

    cells: str
    parameters: dict[str, Any]
    read: str


def _joined(conn: Connection, selection: Selection, halves: _Halves) -> Source:
    """The cells of the months that lie wholly in the selection, and the files of the others."""
    months, edges = split(selection.since, selection.until)
    conditions, parameters = _known(selection)
    pieces = []
    if months:
        parameters |= {"first_month": months[0], "behind_months": months[1]}
        within = ("month >= %(first_month)s", "month < %(behind_months)s")
        pieces.append(" AND ".join([halves.cells, *conditions, *within]))
    if edges:
        found = clauses(conn, replace(selection, since=None, until=None, sort="newest"))
        parameters |= found.parameters
    for number, (begin, end) in enumerate(edges):
        between = f"{found.time} >= %(begin_{number})s AND {found.time} < %(end_{number})s"
        pieces.append(halves.read.format(files=f"{found.source} WHERE {found.where} AND {between}"))
        parameters |= {f"begin_{number}": begin, f"end_{number}": end}
    sql = " UNION ALL ".join(f"({piece})" for piece in pieces)
    return Source(sql, parameters | halves.parameters)


Span = tuple[date, date]


def split(since: date | None, until: date | None) -> tuple[Span | None, list[Span]]:
    """The whole months between two days, and the days before and behind them; each up to its second date."""
    begin, end = since or date.min, until + timedelta(days=1) if until else date.max
    first = begin if begin.day == 1 else (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
    behind = end.replace(day=1) if until else date.max
    if first >= behind:
        return None, [(begin, end)]
    edges = [(begin, first), (behind, end)]
    return (first, behind), [(start, stop) for start, stop in edges if start < stop]


def _known(selection: Selection) -> tuple[list[str], dict[str, Any]]:
    """What the selection asks of cells, as the same parameters that conditions on files have."""
    chosen = {
        "model": selection.cameras,
        "lens": selection.lenses,
        "mime": selection.formats,
        "source": selection.sources,
        "kind": selection.kinds,
    }
    conditions = [f"{name} = ANY (%({name})s::text[])" for name, values in chosen.items() if values]
    conditions += [
        condition
        for condition, asked in (
            ("NOT dated", selection.undated),
            ("dated", selection.dated),
            ("NOT placed", selection.unplaced),
            ("placed", selection.placed),
            ("favourite", selection.favourites),
            ("rating >= %(rating)s", selection.rating),
        )
        if asked
    ]
    return conditions, {name: list(values) for name, values in chosen.items()} | {"rating": selection.rating}
