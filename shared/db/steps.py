"""Leads from one file of a selection to others further away in its order."""

from typing import Literal

from shared.db.connection import Connection, rows
from shared.db.orders import Cursor, beyond, ordered, place_of
from shared.db.search import Clauses, clauses
from shared.db.selection import Selection

Where = Literal["first", "back", "ahead", "last"]
STRIDE = 10  # files in one jump


def jump(conn: Connection, selection: Selection, media_id: int, where: Where) -> int:
    """The first or last file of the selection, or the one a stride away or as near to that as there is.

    Where the selection has none, the file itself.  Raises `NotFound` for no such file.
    """
    found, backwards = clauses(conn, selection), where in {"back", "last"}
    if where in {"back", "ahead"}:
        place = place_of(conn, media_id, selection.sort)
        found = beyond(found, selection.sort, place, backwards=backwards)
    order = ordered(found, selection.sort, backwards=backwards)
    reached = _listed(conn, found, order, STRIDE if where in {"back", "ahead"} else 1)
    return reached[-1].id if reached else media_id


def _listed(conn: Connection, found: Clauses, order: str, limit: int) -> list[Cursor]:
    sql = f"""
        SELECT media.taken_at, media.id FROM {found.source} WHERE {found.where}
         ORDER BY {order} LIMIT %(limit)s
    """
    return rows(conn, Cursor, sql, **found.parameters, limit=limit)
