"""Where the files of a selection were taken: clusters for a map, counted by year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.db import cells as tallies
from shared.db.connection import Connection, rows, run, value
from shared.db.previews import VERSION
from shared.db.search import Selection, clauses
from shared.mercator import FINEST, Box, Span, spans

ROLLED_UP = (4, 6, 8, 10, 12, 14)  # levels of `place_cell`
_FOLD_AT = 2000  # changes that a question may meet before it counts some of them in
_FOLD_MOST = 10_000  # and how many of them, so that no one waits for it
_MOST = 3000  # cells of one answer
NEAR = 5_000  # files in view that are looked at, whatever is asked of them
NEWEST = 5_000  # files of a selection that are counted, where more are in view

Source = tuple[str, dict[str, Any]]  # SQL and its parameters


@dataclass(frozen=True)
class View:
    """What a map looks at: an area, in cells of a level, without some years."""

    box: Box
    level: int
    hidden: Sequence[int] = ()


@dataclass(frozen=True)
class Cell:
    """The files of one cell of the grid: their middle in columns and rows of the finest level.

    `media_id` is one of them; `version` changes with its thumbnail's content.
    """

    key: int
    x: float
    y: float
    files: int
    by_hand: int
    years: list[int]
    counts: list[int]
    media_id: int
    name: str
    version: str


@dataclass(frozen=True)
class Clustered:
    """Cells of a view, in which all files of the selection are counted, or those among its `newest`."""

    cells: list[Cell]
    newest: int | None = None


@dataclass(frozen=True)
class Year:
    """How many files of a year have a place."""

    year: int
    files: int


@dataclass(frozen=True)
class Legend:
    """How many files of each year have a place, the first year first, and how many files have none.

    All files of the selection are counted, or its `newest`.
    """

    years: list[Year]
    unplaced: int
    newest: int | None = None


def cells(conn: Connection, selection: Selection, view: View) -> Clustered:
    """The cells that hold files of the selection in or near a view."""
    first, last = _years(selection) or _EVER
    newest = None
    if _years(selection):
        fold(conn, _FOLD_AT, _FOLD_MOST)
        source, parameters = _counted(view.box, view.level)
        sample = _SAMPLE
    else:
        (source, parameters), newest = _looked_up(conn, selection, view.box)
        sample = "grouped.sample"
    sql = f"""
        WITH yearly AS ({source}), grouped AS (
            SELECT cell, sum(files)::bigint AS files, sum(by_hand)::bigint AS by_hand,
                   sum(x) / sum(files) AS x, sum(y) / sum(files) AS y,
                   array_agg(year ORDER BY year) AS years, array_agg(files ORDER BY year) AS counts,
                   max(sample) AS sample
              FROM yearly WHERE files > 0 AND {_SHOWN}
             GROUP BY cell ORDER BY files DESC, cell LIMIT %(most)s
        )
        SELECT cell AS key, grouped.x::double precision, grouped.y::double precision, files, by_hand, years,
               counts::bigint[] AS counts, media.id AS media_id, media.name,
               {VERSION}
          FROM grouped JOIN media ON media.id = {sample}
        """
    found = rows(
        conn,
        Cell,
        sql,
        **parameters,
        hidden=list(view.hidden),
        first=first,
        last=last,
        most=_MOST,
        shift=2 * (FINEST - view.level),
    )
    return Clustered(found, newest)


def legend(conn: Connection, selection: Selection) -> Legend:
    """The years of the selection's files that have a place, and how many have none."""
    selection = replace(selection, sort="newest")
    if not tallies.tallied(selection):
        held = tallies.newest(conn, selection, NEWEST)
        years = _listed(conn, f"SELECT year, 1 AS files FROM place WHERE {_THESE}", {"ids": held.ids})
        placed = sum(year.files for year in years)
        return Legend(years, len(held.ids) - placed, None if held.whole else len(held.ids))
    known = tallies.source(conn, replace(selection, unplaced=True), None)
    unplaced = f"SELECT coalesce(sum(files), 0)::bigint FROM ({known.sql}) AS known"
    return Legend(_counted_years(conn, selection), value(conn, unplaced, **known.parameters))


def _counted_years(conn: Connection, selection: Selection) -> list[Year]:
    """From the cells of places, or from those of all files where more is asked than years."""
    if _years(selection):
        first, last = _years(selection) or _EVER
        source, parameters = _counted(WORLD, ROLLED_UP[0])
        shown = f"SELECT year, files FROM ({source}) AS yearly WHERE {_SHOWN}"
        shift = 2 * (FINEST - ROLLED_UP[0])
        return _listed(conn, shown, parameters | {"shift": shift, "hidden": [], "first": first, "last": last})
    known = tallies.source(conn, selection, None)
    placed = (
        f"SELECT extract(year FROM month)::integer AS year, files FROM ({known.sql}) AS known WHERE placed"
    )
    return _listed(conn, placed, known.parameters)


def _listed(conn: Connection, yearly: str, parameters: dict[str, Any]) -> list[Year]:
    sql = f"""
        SELECT year, sum(files)::bigint AS files FROM ({yearly}) AS yearly
         GROUP BY year HAVING sum(files) > 0 ORDER BY year
        """
    return rows(conn, Year, sql, **parameters)


def few(conn: Connection, selection: Selection, most: int) -> int:
    """How many files the selection holds; at most `most` are counted."""
    found = clauses(conn, selection)
    sql = f"SELECT count(*) FROM (SELECT FROM {found.source} WHERE {found.where} LIMIT %(most)s) AS few"
    return int(value(conn, sql, **found.parameters, most=most))


def fold(conn: Connection, least: int = 1, most: int = 50_000) -> None:
    """Count changes of places in, where at least `least` wait."""
    waiting = value(
        conn, "SELECT count(*) FROM (SELECT FROM place_change LIMIT %(least)s) AS few", least=least
    )
    if waiting >= least:
        run(conn, "SELECT place_fold(%(most)s)", most=most)


WORLD = Box(-90, -180, 90, 180)
_EVER = 0, 9999
_SHOWN = "year <> ALL (%(hidden)s::integer[]) AND year BETWEEN %(first)s AND %(last)s"
_SAMPLE = f"""(
    SELECT media_id FROM place
     WHERE key BETWEEN cell << %(shift)s AND ((cell + 1) << %(shift)s) - 1 AND {_SHOWN}
     ORDER BY key LIMIT 1)"""


def _years(selection: Selection) -> tuple[int, int] | None:
    """The first and the last year of a selection that asks for whole years and for nothing else."""
    since, until = selection.since, selection.until
    if replace(selection, since=None, until=None, sort="newest") != Selection():
        return None
    if (since and (since.month, since.day) != (1, 1)) or (until and (until.month, until.day) != (12, 31)):
        return None
    return since.year if since else _EVER[0], until.year if until else _EVER[1]


def _counted(box: Box, level: int) -> Source:
    """The whole library: from the cells that are counted already, where a level near enough is."""
    near = next((n for n in ROLLED_UP if n >= level), None)
    if near is None:
        counted = f"""
            SELECT key >> %(shift)s AS cell, year, count(*) AS files,
                   count(*) FILTER (WHERE by_hand) AS by_hand, sum(x) AS x, sum(y) AS y,
                   NULL::bigint AS sample
              FROM place WHERE {_in(spans(box, FINEST))} GROUP BY 1, 2
            """
        return counted, {}
    changes = _in(spans(box, FINEST))
    counted = f"""
        SELECT cell, year, sum(files) AS files, sum(by_hand) AS by_hand, sum(x) AS x, sum(y) AS y,
               NULL::bigint AS sample
          FROM (SELECT key >> {2 * (near - level)} AS cell, year, files, by_hand, x, y
                  FROM place_cell WHERE level = {near} AND {_in(spans(box, near))}
                 UNION ALL
                SELECT key >> %(shift)s, year, files, by_hand, x, y FROM place_change WHERE {changes}
               ) AS part
         GROUP BY cell, year
        """
    return counted, {}


def _looked_up(conn: Connection, selection: Selection, box: Box) -> tuple[Source, int | None]:
    """A part of the library: from its files in view where these are few, else from its newest; how many."""
    inside = _in(spans(box, FINEST), "place.key")
    near = f"SELECT count(*) FROM (SELECT FROM place WHERE {inside} LIMIT {NEAR + 1}) AS near"
    if value(conn, near) <= NEAR:
        found = clauses(conn, selection)
        source = f"{found.source} JOIN place ON place.media_id = media.id WHERE {found.where} AND {inside}"
        return (_by_year(source), found.parameters), None
    held = tallies.newest(conn, replace(selection, sort="newest"), NEWEST)
    source = f"place WHERE {_THESE} AND {inside}"
    return (_by_year(source), {"ids": held.ids}), None if held.whole else len(held.ids)


_THESE = "place.media_id = ANY (%(ids)s::bigint[])"


def _by_year(source: str) -> str:
    return f"""
        SELECT place.key >> %(shift)s AS cell, place.year, count(*) AS files,
               count(*) FILTER (WHERE place.by_hand) AS by_hand,
               sum(place.x) AS x, sum(place.y) AS y, max(place.media_id) AS sample
          FROM {source} GROUP BY 1, 2
        """


def _in(ranges: Iterable[Span], key: str = "key") -> str:
    """That a key lies in one of the ranges, numbers of our own."""
    return f"({' OR '.join(f'{key} BETWEEN {int(first)} AND {int(last)}' for first, last in ranges)})"
