"""The kept files that could not be read, or not wholly, for the status page."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, rows
from shared.db.previews import VERSION


@dataclass(frozen=True)
class Unreadable:
    """A kept file and what could not be read of it; `colour` is None where it has no thumbnail."""

    id: int
    name: str
    problem: str
    colour: str | None
    added_at: datetime
    version: str


def unreadable(conn: Connection, limit: int = 200) -> list[Unreadable]:
    """The files with a problem, the latest first."""
    return rows(
        conn,
        Unreadable,
        f"""
        SELECT id, name, problem, colour, added_at, {VERSION}
          FROM media WHERE problem IS NOT NULL AND trashed_at IS NULL ORDER BY id DESC LIMIT %(limit)s
        """,
        limit=limit,
    )
