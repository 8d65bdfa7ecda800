"""Rounds of the scrubber: how far each is, and which originals are not as they were kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.db.connection import Connection, columns, one, rows, run, value

State = Literal["missing", "changed", "unreadable", "stray"]


@dataclass(frozen=True)
class Round:
    """One look at everything; `position` is the last media id that was looked at."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    position: int
    files: int
    bytes: int


@dataclass(frozen=True)
class Kept:
    """What an original shall be: `sha512` is hex, `size` in bytes."""

    id: int
    path: str
    sha512: str
    size: int


@dataclass(frozen=True)
class Verdict:
    """What one look at an original told; `state` is None where it is as it was kept."""

    path: str
    media_id: int | None
    size: int = 0
    state: State | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Problem:
    """An original that is not as it was kept, or a file among the originals that nobody kept."""

    path: str
    media_id: int | None
    state: State
    detail: str | None
    first_seen_at: datetime
    seen_at: datetime


def begin(conn: Connection, *, steady: bool) -> Round:
    """Begin a round; the service's is `steady`."""
    begun = one(
        conn,
        Round,
        f"INSERT INTO scrub_round (steady) VALUES (%(steady)s) RETURNING {columns(Round)}",
        steady=steady,
    )
    assert begun is not None
    return begun


def unfinished(conn: Connection) -> Round | None:
    """The service's round that is not at its end."""
    return one(
        conn,
        Round,
        f"""
        SELECT {columns(Round)} FROM scrub_round
         WHERE steady AND ended_at IS NULL ORDER BY id DESC LIMIT 1
        """,
    )


def last(conn: Connection) -> Round | None:
    """The newest round that came to its end."""
    return one(
        conn,
        Round,
        f"SELECT {columns(Round)} FROM scrub_round WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1",
    )


def wait(conn: Connection, days: float) -> float:
    """Seconds until `days` have passed since the start of the newest round that came to its end."""
    return float(
        value(
            conn,
            """
            SELECT coalesce(extract(epoch FROM max(started_at) + %(days)s * interval '1 day' - now()), 0)
              FROM scrub_round WHERE ended_at IS NOT NULL
            """,
            days=days,
        )
    )


def next_kept(conn: Connection, position: int, limit: int) -> list[Kept]:
    """The originals after `position`, in the order of their ids."""
    return rows(
        conn,
        Kept,
        """
        SELECT id, path, encode(sha512, 'hex') AS sha512, size FROM media
         WHERE id > %(position)s AND NOT doomed ORDER BY id LIMIT %(limit)s
        """,
        position=position,
        limit=limit,
    )


def unknown(conn: Connection, paths: Sequence[str]) -> set[str]:
    """Those of `paths`, below originals/, that no row names."""
    found = rows(
        conn,
        _Path,
        """
        SELECT path FROM unnest(%(paths)s::text[]) AS path
         WHERE NOT EXISTS (SELECT FROM media WHERE media.path = path.path)
           AND NOT EXISTS (SELECT FROM sidecar WHERE sidecar.path = path.path)
        """,
        paths=list(paths),
    )
    return {row.path for row in found}


def note(
    conn: Connection, round_id: int, verdicts: Sequence[Verdict], *, position: int | None = None
) -> None:
    """Store what a round found, and how far it is.  A file that was deleted meanwhile is no problem."""
    for verdict in verdicts:
        run(conn, _WELL if verdict.state is None else _ILL, round_id=round_id, **vars(verdict))
    run(
        conn,
        """
        UPDATE scrub_round
           SET files = files + %(files)s, bytes = bytes + %(bytes)s,
               position = coalesce(%(position)s, position)
         WHERE id = %(id)s
        """,
        id=round_id,
        files=sum(verdict.media_id is not None for verdict in verdicts),
        bytes=sum(verdict.size for verdict in verdicts),
        position=position,
    )


def end(conn: Connection, round_id: int) -> None:
    """Close a round; strays that it did not meet again are gone."""
    run(
        conn,
        "DELETE FROM scrub_problem WHERE state = 'stray' AND round_id < %(id)s",
        id=round_id,
    )
    run(conn, "UPDATE scrub_round SET ended_at = now() WHERE id = %(id)s", id=round_id)


def problems(conn: Connection, limit: int | None = 100) -> list[Problem]:
    """What is not in order, newest first; all where `limit` is None."""
    return rows(
        conn,
        Problem,
        f"SELECT {columns(Problem)} FROM scrub_problem ORDER BY first_seen_at DESC, path LIMIT %(limit)s",
        limit=limit,
    )


@dataclass(frozen=True)
class _Path:
    path: str


_WELL = "DELETE FROM scrub_problem WHERE path = %(path)s"
_ILL = """
    INSERT INTO scrub_problem (path, media_id, state, detail, round_id)
    SELECT %(path)s, %(media_id)s, %(state)s, %(detail)s, %(round_id)s
     WHERE %(media_id)s::bigint IS NULL OR EXISTS (SELECT FROM media WHERE id = %(media_id)s)
    ON CONFLICT (path) DO UPDATE
       SET media_id = EXCLUDED.media_id, state = EXCLUDED.state, detail = EXCLUDED.detail,
           round_id = EXCLUDED.round_id, seen_at = now()
    """
