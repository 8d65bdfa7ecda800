"""What files say themselves of their date and place, where a person's word stands in its stead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, columns, one, run
from shared.errors import NotFound


@dataclass(frozen=True)
class Given:
    """What people decided of a file; `dated_by` and `placed_by` are None where the file's word holds."""

    favourite: bool
    rating: int | None
    dated_by: str | None
    placed_by: str | None


@dataclass(frozen=True)
class Reading:
    """What a file itself says, where a person's word stands in its place."""

    taken_at: datetime
    taken_offset: int | None
    taken_from: str
    latitude: float | None
    longitude: float | None
    altitude: float | None


def given(conn: Connection, media_id: int) -> Given:
    """What people decided of one file; raises `NotFound`."""
    sql = f"SELECT {columns(Given)} FROM media WHERE id = %(id)s AND NOT doomed"
    found = one(conn, Given, sql, id=media_id)
    if found is None:
        raise NotFound(f"no file has the id {media_id}")
    return found


def reading(conn: Connection, media_id: int) -> Reading | None:
    """What the file says itself, None where nobody ever said otherwise."""
    sql = f"SELECT {columns(Reading)} FROM as_read WHERE media_id = %(id)s"
    return one(conn, Reading, sql, id=media_id)


def keep(conn: Connection, ids: Sequence[int]) -> None:
    """Remember what the files say, as far as no person's word stands there already."""
    run(
        conn,
        """
        INSERT INTO as_read (media_id, taken_at, taken_offset, taken_from, latitude, longitude, altitude)
        SELECT id, taken_at, taken_offset, taken_from, latitude, longitude, altitude
          FROM media WHERE id = ANY (%(ids)s) ORDER BY id
        ON CONFLICT (media_id) DO UPDATE
           SET (taken_at, taken_offset, taken_from) = (
                   SELECT EXCLUDED.taken_at, EXCLUDED.taken_offset, EXCLUDED.taken_from
                     FROM media WHERE id = EXCLUDED.media_id AND dated_by IS NULL
                   UNION ALL SELECT as_read.taken_at, as_read.taken_offset, as_read.taken_from LIMIT 1),
               (latitude, longitude, altitude) = (
                   SELECT EXCLUDED.latitude, EXCLUDED.longitude, EXCLUDED.altitude
                     FROM media WHERE id = EXCLUDED.media_id AND placed_by IS NULL
                   UNION ALL SELECT as_read.latitude, as_read.longitude, as_read.altitude LIMIT 1)
        """,
        ids=list(ids),
    )


# What puts it back, for `changes.change`; where no person said otherwise nothing changes.
JOIN = "JOIN as_read ON as_read.media_id = old.id"
DATE = {
    "taken_at": "CASE WHEN old.dated_by IS NULL THEN old.taken_at ELSE as_read.taken_at END",
    "taken_offset": "CASE WHEN old.dated_by IS NULL THEN old.taken_offset ELSE as_read.taken_offset END",
    "taken_from": "CASE WHEN old.dated_by IS NULL THEN old.taken_from ELSE as_read.taken_from END",
    "dated_by": "NULL::text",
}
PLACE = {
    "latitude": "CASE WHEN old.placed_by IS NULL THEN old.latitude ELSE as_read.latitude END",
    "longitude": "CASE WHEN old.placed_by IS NULL THEN old.longitude ELSE as_read.longitude END",
    "altitude": "CASE WHEN old.placed_by IS NULL THEN old.altitude ELSE as_read.altitude END",
    "placed_by": "NULL::text",
}
