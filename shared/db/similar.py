"""Finds the files that look most like some examples."""

from collections.abc import Sequence
from dataclasses import replace

from shared.db.connection import Connection
from shared.db.nearness import MOST, By, Like, nearest
from shared.db.search import clauses
from shared.db.selection import Selection

__all__ = ["MOST", "By", "Like", "like"]


def like(
    conn: Connection,
    ids: Sequence[int],
    selection: Selection | None = None,
    *,
    by: By = "embedding",
    limit: int = 100,
    within: float | None = None,
) -> list[Like]:
    """The files of `selection` that look like any of the files `ids`, the nearest first, and none of these.

    Nearer than `within`, or than is near enough by that measure.  What the person who asks may not see is
    no example either.
    """
    asked = selection or Selection()
    found = clauses(conn, replace(asked, like=()))
    seen = clauses(conn, Selection(within=asked.within))
    return nearest(conn, ids, found, seen, by=by, limit=limit, within=within)
