"""Leads from one file of a selection to others further away in its order."""

from typing import Literal

from shared.db.connection import Connection, rows
from shared.db.orders import Cursor, order
from shared.db.search import Clauses, clauses
from shared.db.selection import Selection

Where = Literal["first", "far-back", "back", "ahead", "far-ahead", "last"]
STRIDES: dict[Where, int] = {"far-back": 100, "back": 10, "ahead": 10, "far-ahead": 100}  # files in one jump


def jump(conn: Connection, selection: Selection, media_id: int, where: Where) -> int:
    """The first or last file of the selection, or the one a stride away or as near to that as there is.

    Where the selection has none, the file itself.  Raises `NotFound` for no such file.
    """
    whole = clauses(conn, selection)
    held, backwards = order(conn, selection, whole), where in {"far-back", "back", "last"}
    limit = STRIDES.get(where, 1)
    place = held.place_of(conn, media_id) if where in STRIDES else None
    found = held.reach(conn, whole, place, limit, backwards=backwards)
    reached = _listed(conn, found, held.by(found, backwards=backwards), limit)
    return reached[-1].id if reached else media_id


def _listed(conn: Connection, found: Clauses, by: str, limit: int) -> list[Cursor]:
    sql = f"""
        SELECT media.taken_at, media.id FROM {found.source} WHERE {found.where}
         ORDER BY {by} LIMIT %(limit)s
    """
    return rows(conn, Cursor, sql, **found.parameters, limit=limit)
