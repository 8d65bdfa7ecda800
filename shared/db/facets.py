"""How many files of a selection show each object, and come from each camera, format and source."""

from dataclasses import dataclass, replace

from shared.db.connection import Connection, rows
from shared.db.search import Selection, clauses

TRASH = "SELECT id FROM media WHERE trashed_at IS NOT NULL"


@dataclass(frozen=True)
class Choice:
    """One value that a person may narrow the selection to, and how many files that leaves."""

    value: str
    count: int


@dataclass(frozen=True)
class Facets:
    """The choices under a selection, most frequent first.

    Objects narrow: a second one leaves the files that show both.  The others widen: the choices
    among cameras are those without the cameras chosen so far, and so with formats and sources.
    """

    objects: tuple[Choice, ...]
    cameras: tuple[Choice, ...]
    formats: tuple[Choice, ...]
    sources: tuple[Choice, ...]


def facets(conn: Connection, selection: Selection, limit: int = 100) -> Facets:
    """Count the choices under `selection`, at most `limit` of each."""
    return Facets(
        objects=_objects(conn, selection, limit),
        cameras=_column(conn, replace(selection, cameras=()), "model", limit),
        formats=_column(conn, replace(selection, formats=()), "mime", limit),
        sources=_column(conn, replace(selection, sources=()), "source", limit),
    )


def _objects(conn: Connection, selection: Selection, limit: int) -> tuple[Choice, ...]:
    if selection == Selection():
        source, where, parameters = "media_label AS shown", f"shown.media_id NOT IN ({TRASH})", {}
    else:
        found = clauses(conn, selection)
        source = f"{found.source} JOIN media_label AS shown ON shown.media_id = media.id"
        where, parameters = found.where, found.parameters
    sql = f"""
        SELECT shown.label AS value, count(*) AS count FROM {source} WHERE {where}
         GROUP BY shown.label ORDER BY count(*) DESC, shown.label LIMIT %(limit)s
    """
    return tuple(rows(conn, Choice, sql, **parameters, limit=limit))


def _column(conn: Connection, selection: Selection, column: str, limit: int) -> tuple[Choice, ...]:
    found = clauses(conn, selection)
    sql = f"""
        SELECT media.{column} AS value, count(*) AS count FROM {found.source}
         WHERE {found.where} AND media.{column} IS NOT NULL
         GROUP BY media.{column} ORDER BY count(*) DESC, media.{column} LIMIT %(limit)s
    """
    return tuple(rows(conn, Choice, sql, **found.parameters, limit=limit))
