"""Content that arrived more than once: it is kept once, and every arrival is noted."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, rows
from shared.db.previews import VERSION


@dataclass(frozen=True)
class Repeat:
    """A second or later arrival of a file: under which path and from where, and where it was first."""

    media_id: int
    name: str
    version: str
    pictured: bool
    size: int
    path: str
    source: str
    via: str
    seen_at: datetime
    first_path: str
    first_source: str
    first_at: datetime


def repeats(conn: Connection, before: datetime | None = None, limit: int = 100) -> list[Repeat]:
    """The arrivals of known content that came before a moment, the latest first."""
    return rows(
        conn,
        Repeat,
        f"""
        SELECT media.id AS media_id, media.name, {VERSION}, size,
               media.colour IS NOT NULL AS pictured,
               again.path, batch.source, batch.via, again.seen_at,
               first.path AS first_path, first.source AS first_source, first.seen_at AS first_at
          FROM sighting AS again
          JOIN media ON media.id = again.media_id
          JOIN batch ON batch.id = again.batch_id
          JOIN LATERAL (
               SELECT sighting.path, batch.source, seen_at FROM sighting JOIN batch ON batch.id = batch_id
                WHERE media_id = media.id ORDER BY duplicate, seen_at LIMIT 1) AS first ON true
         WHERE again.duplicate AND media.trashed_at IS NULL
           AND (%(before)s::timestamptz IS NULL OR again.seen_at < %(before)s)
         ORDER BY again.seen_at DESC LIMIT %(limit)s
        """,
        before=before,
        limit=limit,
    )
