"""Where the originals of many files lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows
from shared.errors import NotFound


@dataclass(frozen=True)
class Original:
    """A kept file: `path` below originals/, and the name that the person knows it by."""

    id: int
    path: str
    name: str


def of(conn: Connection, ids: Sequence[int]) -> list[Original]:
    """Those of these files, in the order of their ids.  Raises `NotFound` where one is gone."""
    sql = "SELECT id, path, name FROM media WHERE id = ANY (%(ids)s) AND NOT doomed ORDER BY id"
    found = rows(conn, Original, sql, ids=list(ids))
    if len(found) < len(set(ids)):
        raise NotFound("a file was deleted meanwhile")
    return found
