"""What is written when a file arrives: its content once, its arrival each time."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from shared.db.connection import Connection, insert, one, run, value
from shared.domain import CaptureTime, Decoded
from shared.errors import Conflict, FileBusy


@dataclass(frozen=True)
class Arrival:
    """One file on its way in; `path` is safe to store, `raw_path` the bytes where they differ."""

    claim: UUID
    batch: int
    path: str
    raw_path: bytes | None
    modified: datetime | None


@dataclass(frozen=True)
class Known:
    """A content that the library has, and where."""

    media_id: int
    sha512: str
    path: str
    size: int
    problem: str | None


@dataclass(frozen=True)
class Sighting:
    """What became of a claim that was taken before."""

    media_id: int
    sha512: str
    duplicate: bool
    problem: str | None


def hold(conn: Connection, claim: UUID) -> None:
    """Keep others from this claim until the transaction ends; raise `FileBusy` where one holds it."""
    sql = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(claim)s, 0))"
    if not value(conn, sql, claim=str(claim)):
        raise FileBusy("another process takes this file")


def hold_content(conn: Connection, sha512: str) -> None:
    """Wait until no other transaction keeps the same content, and keep others from it."""
    run(conn, "SELECT pg_advisory_xact_lock(hashtextextended(%(sha512)s, 1))", sha512=sha512)


def sighting(conn: Connection, claim: UUID) -> Sighting | None:
    """What `claim` ended as, None where it did not end yet."""
    return one(
        conn,
        Sighting,
        """
        SELECT media_id, encode(sha512, 'hex') AS sha512, duplicate, problem
          FROM sighting JOIN media ON media.id = media_id
         WHERE claim = %(claim)s
        """,
        claim=claim,
    )


def find(conn: Connection, sha512: str) -> Known | None:
    """The row of this content."""
    return one(
        conn,
        Known,
        """
        SELECT id AS media_id, encode(sha512, 'hex') AS sha512, path, size, problem
          FROM media WHERE sha512 = decode(%(sha512)s, 'hex')
        """,
        sha512=sha512,
    )


def owner(conn: Connection, path: str) -> str | None:
    """The hash of the content that is kept as `path`, None where the path is free."""
    found = value(conn, "SELECT encode(sha512, 'hex') FROM media WHERE path = %(path)s", path=path)
    return None if found is None else str(found)


def add(conn: Connection, known: Known, arrival: Arrival, *, decoded: Decoded, taken: CaptureTime) -> int:
    """Write the row of a new content with its thumbnail, and return its number."""
    row = _columns(known, arrival, decoded, taken)
    media_id = value(
        conn,
        f"""
        INSERT INTO media (sha512, source, batch_id, {", ".join(row)})
        SELECT decode(%(sha512)s, 'hex'), batch.source, batch.id, {", ".join(f"%({name})s" for name in row)}
          FROM batch WHERE id = %(batch)s
        ON CONFLICT (sha512) DO NOTHING
        RETURNING id
        """,
        sha512=known.sha512,
        batch=arrival.batch,
        **row,
    )
    if media_id is None:
        raise Conflict(f"there is no batch {arrival.batch}, or its content was written meanwhile")
    if decoded.thumbnail:
        insert(conn, "thumbnail", ("media_id", "image"), [(media_id, decoded.thumbnail)])
    return int(media_id)


def see(conn: Connection, arrival: Arrival, media_id: int, *, duplicate: bool) -> None:
    """Write that the file arrived, and count it in its batch; the same claim again changes nothing."""
    run(
        conn,
        """
        WITH seen AS (
            INSERT INTO sighting (claim, media_id, batch_id, path, raw_path, modified_at, duplicate)
            VALUES (%(claim)s, %(media_id)s, %(batch)s, %(path)s, %(raw_path)s, %(modified)s, %(duplicate)s)
            ON CONFLICT (claim) DO NOTHING
            RETURNING media_id, batch_id, duplicate
        )
        UPDATE batch
           SET files = files + (NOT duplicate)::int, known = known + duplicate::int,
               unreadable = unreadable + (NOT duplicate AND problem IS NOT NULL)::int,
               bytes = bytes + CASE WHEN duplicate THEN 0 ELSE size END, last_at = now()
          FROM seen JOIN media ON media.id = media_id
         WHERE batch.id = seen.batch_id
        """,
        media_id=media_id,
        duplicate=duplicate,
        **{field.name: getattr(arrival, field.name) for field in fields(arrival)},
    )


_SAME_NAME = (
    "kind", "mime", "problem", "truncated", "width", "height", "orientation", "duration", "make", "model",
    "lens", "software", "exposure_time", "aperture", "iso", "focal_length", "focal_length_35mm",
    "video_codec", "audio_codec", "frame_rate", "colour", "has_preview",
)  # fmt: skip


def _columns(known: Known, arrival: Arrival, decoded: Decoded, taken: CaptureTime) -> Mapping[str, Any]:
    position = decoded.position
    return {name: getattr(decoded, name) for name in _SAME_NAME} | {
        "size": known.size,
        "path": known.path,
        "name": arrival.path.rpartition("/")[2],
        "taken_at": taken.local,
        "taken_offset": taken.offset,
        "taken_from": taken.source,
        "latitude": position and position.latitude,
        "longitude": position and position.longitude,
        "altitude": position and position.altitude,
        "tags": Json(decoded.tags),
    }
