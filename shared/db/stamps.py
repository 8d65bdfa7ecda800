"""When each file last changed for those who look at it, and the mark of that."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, rows, value

HASH = 2**48  # so that a browser adds marks without rounding
MARK = f"(hashint8extended(stamp.media_id, (extract(epoch FROM stamp.at) * 1000000)::bigint) & {HASH - 1})"


@dataclass(frozen=True)
class Place:
    """How far somebody read what changed."""

    at: datetime
    id: int


def changed(conn: Connection, since: Place, limit: int) -> list[Place]:
    """The files that changed behind this place, in the order of their changes."""
    return rows(
        conn,
        Place,
        """
        SELECT at, media_id AS id FROM stamp WHERE (at, media_id) > (%(at)s, %(id)s)
         ORDER BY at, media_id LIMIT %(limit)s
        """,
        at=since.at,
        id=since.id,
        limit=limit,
    )


def mark(conn: Connection, media_id: int) -> str:
    """What is another one as soon as a file has changed."""
    return str(value(conn, "SELECT at FROM stamp WHERE media_id = %(id)s", id=media_id))


def moment(conn: Connection) -> datetime:
    """What time it is for the database."""
    told: datetime = value(conn, "SELECT now()")
    return told
