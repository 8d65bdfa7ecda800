"""Batches on their way back to the inbox: asked for by a person, done by ingest, where both folders lie."""

from dataclasses import dataclass

from shared.db import intake, trash
from shared.db.connection import Connection, one, rows, run


@dataclass(frozen=True)
class Outlook:
    """What going back would do: files that leave, and of them those that people did something with."""

    files: int
    bytes: int
    staying: int
    marked: int
    in_albums: int


@dataclass(frozen=True)
class Leaving:
    """A file to give back: `path` below originals/, `came_as` below the inbox (`raw` where escaped)."""

    id: int
    sha512: str
    size: int
    path: str
    came_as: str
    raw: memoryview | None


# What came with a batch and in no other way, and is not in the trash.
_LEAVING = """
    FROM media
   WHERE batch_id = %(batch)s AND trashed_at IS NULL
     AND NOT EXISTS (SELECT FROM sighting WHERE media_id = media.id AND sighting.batch_id <> media.batch_id)
    """


def outlook(conn: Connection, batch: int) -> Outlook:
    """What would happen if this batch went back now."""
    found = one(
        conn,
        Outlook,
        f"""
        WITH leaving AS (SELECT media.id, size, favourite, rating, dated_by, placed_by {_LEAVING})
        SELECT count(*) AS files, coalesce(sum(size), 0)::bigint AS bytes,
               (SELECT count(*) FROM media WHERE batch_id = %(batch)s AND trashed_at IS NULL)
                   - count(*) AS staying,
               count(*) FILTER (
                   WHERE favourite OR rating IS NOT NULL OR dated_by IS NOT NULL OR placed_by IS NOT NULL
                      OR EXISTS (SELECT FROM media_tag WHERE media_id = leaving.id)
                      OR EXISTS (SELECT FROM person_decision WHERE media_id = leaving.id)
                      OR EXISTS (SELECT FROM comment WHERE media_id = leaving.id)) AS marked,
               count(*) FILTER (
                   WHERE EXISTS (SELECT FROM album_media WHERE media_id = leaving.id)) AS in_albums
          FROM leaving
        """,
        batch=batch,
    )
    assert found is not None
    return found


def ask(conn: Connection, batch: int, by: str) -> None:
    """Have this batch go back; asked again once it ended, what came since goes back too."""
    run(
        conn,
        """
        INSERT INTO batch_return (batch_id, by_name) VALUES (%(batch)s, %(by)s)
        ON CONFLICT (batch_id) DO UPDATE SET ended_at = NULL, problem = NULL, by_name = EXCLUDED.by_name
        """,
        batch=batch,
        by=by,
    )


def asked(conn: Connection) -> list[int]:
    """The batches that are to go back and did not wholly, in the order in which that was asked."""
    sql = "SELECT batch_id AS batch FROM batch_return WHERE ended_at IS NULL ORDER BY asked_at, batch_id"
    return [found.batch for found in rows(conn, _Asked, sql)]


def leaving(conn: Connection, batch: int, after: int, limit: int = 100) -> list[Leaving]:
    """The next files of a batch to give back, whose ids are above `after`."""
    return rows(
        conn,
        Leaving,
        f"""
        SELECT id, encode(sha512, 'hex') AS sha512, size, file.path, coalesce(came.path, name) AS came_as,
               came.raw_path AS raw
          FROM (SELECT * {_LEAVING} AND id > %(after)s ORDER BY id LIMIT %(limit)s) AS file
          LEFT JOIN LATERAL (SELECT sighting.path, raw_path FROM sighting
                              WHERE media_id = file.id AND NOT duplicate LIMIT 1) AS came ON true
         ORDER BY id
        """,
        batch=batch,
        after=after,
        limit=limit,
    )


def let_go(conn: Connection, batch: int, file: Leaving) -> bool:
    """Let the library forget a file that lies in the inbox; False where it arrived again meanwhile.

    What is left of it here is removed as that of any file deleted for good.
    """
    intake.hold_content(conn, file.sha512)
    gone = run(
        conn,
        f"""
        UPDATE media SET trashed_at = now(), doomed = true
         WHERE id = (SELECT id {_LEAVING} AND id = %(id)s)
        """,
        batch=batch,
        id=file.id,
    )
    if not gone:
        return False
    trash.shelve(conn, [file.id])
    run(conn, "UPDATE batch_return SET returned = returned + 1 WHERE batch_id = %(batch)s", batch=batch)
    return True


def end(conn: Connection, batch: int) -> None:
    """Everything went back that was to."""
    sql = "UPDATE batch_return SET ended_at = now(), problem = NULL WHERE batch_id = %(batch)s"
    run(conn, sql, batch=batch)


def stumble(conn: Connection, batch: int, problem: str) -> None:
    """Tell why it does not go on."""
    sql = "UPDATE batch_return SET problem = %(problem)s WHERE batch_id = %(batch)s"
    run(conn, sql, batch=batch, problem=problem)


@dataclass(frozen=True)
class _Asked:
    batch: int
