"""The trash: files that nobody sees, until they are restored or removed for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db import analyses, bell, deeds
from shared.db.changes import Change, change, revert
from shared.db.connection import Connection, one, rows, run, value
from shared.db.previews import VERSION
from shared.db.search import Selection, Within, clauses
from shared.domain import MediaKind


@dataclass(frozen=True)
class Discarded:
    """A file in the trash, to be drawn; `left` is how many days it stays, rounded up."""

    id: int
    name: str
    kind: MediaKind
    width: int | None
    height: int | None
    colour: str | None
    version: str
    size: int
    trashed_at: datetime
    left: int


@dataclass(frozen=True)
class Doomed:
    """A file whose row is to go once its files are gone; `sha512` is hex, `path` below originals/."""

    id: int
    sha512: str
    path: str


def discard(conn: Connection, ids: Sequence[int], by: str) -> tuple[int, int | None]:
    """Move files to the trash; return how many, and the deed.  Their work waits on the shelf."""
    moved = change(conn, ids, {"trashed_at": "coalesce(old.trashed_at, now())"})
    if not moved:
        return 0, None
    shelve(conn, [file["id"] for file in moved])
    return len(moved), deeds.record(conn, "trash", by, moved)


def restore(conn: Connection, ids: Sequence[int], by: str) -> tuple[int, int | None]:
    """Take files out of the trash again; return how many, and the deed."""
    back = change(conn, ids, {"trashed_at": "CASE WHEN old.doomed THEN old.trashed_at END"})
    if not back:
        return 0, None
    _resume(conn, [file["id"] for file in back])
    return len(back), deeds.record(conn, "restore", by, back)


def undo(conn: Connection, before: Sequence[Change]) -> None:
    """Take back either.  Raises `Conflict` where a file was moved since."""
    revert(conn, before)
    ids = [file["id"] for file in before]
    if before and before[0]["was"]["trashed_at"] is None:
        _resume(conn, ids)
    else:
        shelve(conn, ids)


def revive(conn: Connection, media_id: int) -> bool:
    """Restore a file whose content arrived again; False where it was not in the trash."""
    sql = "UPDATE media SET trashed_at = NULL WHERE id = %(id)s AND trashed_at IS NOT NULL AND NOT doomed"
    if not run(conn, sql, id=media_id):
        return False
    _resume(conn, [media_id])
    return True


def doom(conn: Connection, ids: Sequence[int] | None = None) -> int:
    """Delete files in the trash for good, all where no `ids` are given; return how many.

    Nobody sees them from now on; `doomed` names them to the one who removes what lies on the disk.
    """
    return run(
        conn,
        """
        UPDATE media SET doomed = true
         WHERE trashed_at IS NOT NULL AND NOT doomed
           AND (%(all)s OR id = ANY (%(ids)s))
        """,
        all=ids is None,
        ids=list(ids or ()),
    )


def doom_expired(conn: Connection, days: float) -> int:
    """Delete for good what lies in the trash for longer than `days`; return how many."""
    return run(
        conn,
        """
        UPDATE media SET doomed = true
         WHERE trashed_at < now() - %(days)s * interval '1 day' AND NOT doomed
        """,
        days=days,
    )


def doomed(conn: Connection, after: int, limit: int = 100) -> list[Doomed]:
    """Files to remove, whose ids are above `after`; not those that a worker is looking at just now."""
    return rows(conn, Doomed, f"{_DOOMED} AND id > %(after)s ORDER BY id LIMIT %(limit)s",
                after=after, limit=limit)  # fmt: skip


def still_doomed(conn: Connection, sha512: str, *, idle: bool = True) -> Doomed | None:
    """The doomed file with this content, locked; None where it is gone, or not `idle` as asked."""
    sql = f"{_DOOMED if idle else _ANY_DOOMED} AND sha512 = decode(%(sha512)s, 'hex') FOR UPDATE"
    return one(conn, Doomed, sql, sha512=sha512)


def forget(conn: Connection, media_id: int) -> None:
    """Delete the row of a doomed file, and with it everything that was known about it."""
    run(conn, _UNCOUNT, id=media_id)
    run(conn, "DELETE FROM media WHERE id = %(id)s AND doomed", id=media_id)


_UNCOUNT = """
    UPDATE done_count SET n = n - (
        SELECT count(*) FROM analysis JOIN analyzer AS known USING (version, edition)
         WHERE name = analysis.analyzer AND (name, version) = (done_count.analyzer, done_count.version)
           AND media_id = %(id)s AND state = 'done' AND ended_at <= until)
    """


def shelve(conn: Connection, ids: Sequence[int] | None = None) -> int:
    """Take the waiting work on files in the trash, all or these, out of the queues; return how much."""
    return run(
        conn,
        """
        UPDATE analysis SET state = 'shelved', published = false
          FROM media
         WHERE media.id = analysis.media_id AND media.trashed_at IS NOT NULL AND state = 'queued'
           AND (%(all)s OR media.id = ANY (%(ids)s))
        """,
        all=ids is None,
        ids=list(ids or ()),
    )


def held(conn: Connection, within: Within | None = None) -> tuple[int, int]:
    """How many files lie in the trash, as far as they are `within`, and their bytes."""
    found = clauses(conn, Selection(within=within, trashed=True))
    counted = "SELECT ARRAY[count(*), coalesce(sum(media.size), 0)::bigint]"
    count, size = value(conn, f"{counted} FROM {found.source} WHERE {found.where}", **found.parameters)
    return int(count), int(size)


def page(
    conn: Connection, days: float, *, within: Within | None = None, after: int = 0, limit: int = 120
) -> list[Discarded]:
    """What lies in the trash, the latest first; only what stands behind the file `after` where given."""
    found = clauses(conn, Selection(within=within, trashed=True))
    return rows(
        conn,
        Discarded,
        f"""
        SELECT media.id, media.name, media.kind, media.width, media.height, media.colour, media.size,
               {VERSION}, media.trashed_at,
               greatest(0, ceil(extract(epoch FROM media.trashed_at - now()) / 86400 + %(days)s))::int AS left
          FROM {found.source}
         WHERE {found.where}
           AND (%(after)s = 0 OR (media.trashed_at, media.id) <
                                 (SELECT trashed_at, id FROM media AS last WHERE last.id = %(after)s))
         ORDER BY media.trashed_at DESC, media.id DESC LIMIT %(limit)s
        """,
        **found.parameters,
        days=days,
        after=after,
        limit=limit,
    )


def _resume(conn: Connection, ids: Sequence[int]) -> None:
    """Queue what was left to do on these files, and what became due meanwhile."""
    run(
        conn,
        """
        UPDATE analysis SET state = 'queued', due_at = now()
         WHERE media_id = ANY (%(ids)s) AND state = 'shelved'
        """,
        ids=list(ids),
    )
    analyses.plan(conn, media_ids=ids)
    bell.ring(conn)


_ANY_DOOMED = "SELECT id, encode(sha512, 'hex') AS sha512, path FROM media WHERE doomed"
_DOOMED = f"""
    {_ANY_DOOMED} AND NOT EXISTS (SELECT FROM analysis
                                   WHERE analysis.media_id = media.id AND state = 'running'
                                     AND lease_until > now())
    """
