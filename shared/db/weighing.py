"""Finds out where the XMP of a file says other than people do, anew only where something was said since."""

from dataclasses import asdict, dataclass
from typing import Any

from psycopg2.extras import Json

from shared.db import crowd, xmp_readings, xmp_words
from shared.db.connection import Connection, rows, run, value
from shared.db.search import Within
from shared.db.xmp_readings import Read


@dataclass(frozen=True)
class _Reading:
    origin: str
    said: dict[str, Any]
    latest: bool


@dataclass(frozen=True)
class _Key:
    key: str


@dataclass(frozen=True)
class _File:
    media_id: int


def follow(conn: Connection, within: Within | None, limit: int) -> int:
    """Weigh anew those of the files that `disputed` lists of which something was said since; how many."""
    part = crowd.held(conn, within)
    sql = f"""
        WITH listed AS MATERIALIZED (
            SELECT media_id, weighed
              FROM xmp_reading JOIN media ON media.id = media_id
             WHERE conflicts <> '[]' AND trashed_at IS NULL {part.on("media_id")}
             ORDER BY read_at DESC, media_id, origin LIMIT %(limit)s
        )
        SELECT media_id FROM listed
         GROUP BY media_id HAVING bool_or(weighed IS DISTINCT FROM xmp_facts(media_id))
         ORDER BY media_id
        """
    stale = rows(conn, _File, sql, **part.parameters, limit=limit)
    for file in stale:
        weigh(conn, file.media_id)
    return len(stale)


def weigh(conn: Connection, media_id: int) -> None:
    """Find out anew where the XMP of a file says other than people do, but for what they answered."""
    facts = value(conn, "SELECT xmp_facts(%(id)s)", id=media_id)  # before what is made of them
    sql = """
        SELECT origin, said, read_at = max(read_at) OVER (PARTITION BY coalesce(arrived, origin)) AS latest
          FROM xmp_reading WHERE media_id = %(id)s ORDER BY origin
        """
    kept = {
        row.key for row in rows(conn, _Key, "SELECT key FROM xmp_kept WHERE media_id = %(id)s", id=media_id)
    }
    for reading in rows(conn, _Reading, sql, id=media_id):
        read = Read.of(reading.said) if reading.latest else Read()
        found = xmp_readings.differing(conn, media_id, read.regions)
        found += xmp_words.differing(conn, media_id, reading.origin, read.words)
        run(
            conn,
            """
            UPDATE xmp_reading SET conflicts = %(conflicts)s, weighed = %(facts)s
             WHERE media_id = %(id)s AND origin = %(origin)s
               AND (conflicts <> %(conflicts)s OR weighed IS DISTINCT FROM %(facts)s)
            """,
            id=media_id,
            origin=reading.origin,
            facts=facts,
            conflicts=Json([asdict(one) | {"key": one.key} for one in found if one.key not in kept]),
        )
