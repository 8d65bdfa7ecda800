"""Sidecars: files with XMP beside pictures, as the database knows them."""

from dataclasses import dataclass
from typing import Any

from psycopg2.extras import Json

from shared.db.connection import Connection, one, rows, run, value

_LONGEST = 86_400  # seconds between two looks for the picture of a sidecar


@dataclass(frozen=True)
class Picture:
    """A picture as XMP is about it: where it lies, and how it is to be turned."""

    id: int
    path: str
    sha512: str
    kind: str
    width: int | None
    height: int | None
    orientation: int | None


@dataclass(frozen=True)
class Sidecar:
    """A file beside a picture; hashes are hex, `coming` that of a content that is being written."""

    path: str
    media_id: int
    sha512: str
    coming: str | None
    arrived: str
    wrote: dict[str, Any]


@dataclass(frozen=True)
class _Due:
    media_id: int


_PICTURE = "id, path, encode(sha512, 'hex') AS sha512, kind, width, height, orientation"


def due(conn: Connection, limit: int = 50) -> list[int]:
    """Pictures whose own XMP is to be read, and sidecars that came in, locked."""
    found = rows(
        conn,
        _Due,
        """
        SELECT media_id FROM xmp_due WHERE due_at <= now()
         ORDER BY due_at, media_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        """,
        limit=limit,
    )
    return [one.media_id for one in found]


def settle(conn: Connection, media_id: int) -> None:
    """Nothing is left to do of this."""
    run(conn, "DELETE FROM xmp_due WHERE media_id = %(id)s", id=media_id)


def put_off(conn: Connection, media_id: int) -> None:
    """Look again later, ever more seldom."""
    run(
        conn,
        """
        UPDATE xmp_due SET attempt = least(attempt + 1, 20),
               due_at = now() + least(2 ^ attempt, %(longest)s) * interval '1 second'
         WHERE media_id = %(id)s
        """,
        id=media_id,
        longest=_LONGEST,
    )


def picture(conn: Connection, media_id: int) -> Picture | None:
    """One file; None where it is gone, or about to go."""
    sql = f"SELECT {_PICTURE} FROM media WHERE id = %(id)s AND NOT doomed"
    return one(conn, Picture, sql, id=media_id)


def pictured(conn: Connection, path: str) -> Picture | None:
    """The picture or recording that a sidecar at this path belongs to.

    `a.jpg.xmp` belongs to `a.jpg`; `a.xmp` to the largest file in its folder that is called `a` but for
    its ending, for raw files are larger than the pictures beside them.
    """
    stem = path[: -len(".xmp")]
    escaped = stem.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return one(
        conn,
        Picture,
        f"""
        SELECT {_PICTURE} FROM media
         WHERE kind IN ('image', 'video') AND NOT doomed
           AND (path = %(stem)s OR path LIKE %(begin)s
                                   AND substring(path FROM length(%(stem)s) + 2) !~ '[./]')
         ORDER BY path = %(stem)s DESC, size DESC, id LIMIT 1
        """,
        stem=stem,
        begin=f"{escaped}.%",
    )


def arrived_as(conn: Connection, media_id: int) -> str | None:
    """The path below the inbox that a file came with first; it is kept under another where that was taken."""
    sql = "SELECT path FROM sighting WHERE media_id = %(id)s ORDER BY seen_at, claim LIMIT 1"
    found: str | None = value(conn, sql, id=media_id)
    return found


def everything(conn: Connection) -> list[str]:
    """The paths of all sidecars."""
    return list(value(conn, "SELECT coalesce(array_agg(path ORDER BY path), '{}') FROM sidecar"))


def of(conn: Connection, media_id: int) -> list[Sidecar]:
    """The sidecars of a picture; that with the picture's whole name first."""
    return rows(
        conn,
        Sidecar,
        """
        SELECT sidecar.path, media_id, encode(sidecar.sha512, 'hex') AS sha512,
               encode(coming, 'hex') AS coming, wrote,
               coalesce((SELECT arrived FROM xmp_reading WHERE xmp_reading.media_id = sidecar.media_id
                            AND origin = sidecar.path), sidecar.path) AS arrived
          FROM sidecar JOIN media ON media.id = media_id
         WHERE media_id = %(id)s ORDER BY sidecar.path = media.path || '.xmp' DESC, sidecar.path
        """,
        id=media_id,
    )


def attach(conn: Connection, path: str, media_id: int, sha512: str) -> None:
    """Note that a sidecar with this content lies there and was read."""
    run(
        conn,
        """
        INSERT INTO sidecar (path, media_id, sha512)
        VALUES (%(path)s, %(media_id)s, decode(%(sha512)s, 'hex'))
        ON CONFLICT (path) DO UPDATE
           SET sha512 = EXCLUDED.sha512, coming = NULL, media_id = EXCLUDED.media_id, read_at = now()
        """,
        path=path,
        media_id=media_id,
        sha512=sha512,
    )


def release(conn: Connection, media_id: int) -> None:
    """Let a file that came in as one of the library be a sidecar and nothing else."""
    run(conn, "DELETE FROM media WHERE id = %(id)s AND kind = 'other'", id=media_id)


def announce(conn: Connection, path: str, media_id: int, *, coming: str, wrote: dict[str, Any]) -> None:
    """Note what is about to be written, so that it is known as ours after a crash."""
    run(
        conn,
        """
        INSERT INTO sidecar (path, media_id, sha512, coming, wrote)
        VALUES (%(path)s, %(media_id)s, '', decode(%(coming)s, 'hex'), %(wrote)s)
        ON CONFLICT (path) DO UPDATE SET coming = EXCLUDED.coming, wrote = EXCLUDED.wrote
        """,
        path=path,
        media_id=media_id,
        coming=coming,
        wrote=Json(wrote),
    )


def written(conn: Connection, path: str, sha512: str, wrote: dict[str, Any]) -> None:
    """Note what lies there now; it is to be read, so that conflicts with what it said end."""
    run(
        conn,
        """
        WITH due AS (
            INSERT INTO xmp_due (media_id) SELECT media_id FROM sidecar WHERE path = %(path)s
            ON CONFLICT DO NOTHING
        )
        UPDATE sidecar SET sha512 = decode(%(sha512)s, 'hex'), coming = NULL, wrote = %(wrote)s,
               written_at = now()
         WHERE path = %(path)s
        """,
        path=path,
        sha512=sha512,
        wrote=Json(wrote),
    )


def taken(conn: Connection, path: str) -> bool:
    """Whether a file of the library lies at this path."""
    return bool(value(conn, "SELECT EXISTS (SELECT FROM media WHERE path = %(path)s)", path=path))
