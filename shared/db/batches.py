"""Batches: what arrived together, by which way, and whose it is."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, one, rows, value
from shared.errors import NotFound


@dataclass(frozen=True)
class Batch:
    """What came together, as counted when it came; `returned` is None where nobody wanted it back.

    `preview` are some of its files that are still in the library.
    """

    id: int
    source: str
    via: str
    started_at: datetime
    last_at: datetime
    files: int
    known: int
    unreadable: int
    bytes: int
    preview: list[int]
    returned: int | None
    returning: bool
    problem: str | None


def begin(conn: Connection, source: str, via: str) -> int:
    """Begin a batch of files labelled `source` that come by `inbox`, `upload` or `import`."""
    return int(
        value(
            conn,
            "INSERT INTO batch (source, via) VALUES (%(source)s, %(via)s) RETURNING id",
            source=source,
            via=via,
        )
    )


def known(conn: Connection, batch: int) -> bool:
    """Whether there is such a batch."""
    return bool(value(conn, "SELECT EXISTS (SELECT FROM batch WHERE id = %(batch)s)", batch=batch))


def history(conn: Connection, *, before: int | None = None, limit: int = 30) -> list[Batch]:
    """The batches that files came with, the latest first; those begun before the batch `before`."""
    sql = f"""
        {_BATCH}
         WHERE files + known > 0 AND (%(before)s::bigint IS NULL OR batch.id < %(before)s)
         ORDER BY batch.id DESC LIMIT %(limit)s
        """
    return rows(conn, Batch, sql, before=before, limit=limit)


def found(conn: Connection, batch: int) -> Batch:
    """One batch; raises `NotFound`, also where no file came with it."""
    batch_ = one(conn, Batch, f"{_BATCH} WHERE batch.id = %(batch)s AND files + known > 0", batch=batch)
    if batch_ is None:
        raise NotFound(f"no files came with a batch {batch}")
    return batch_


# BETWEEN, so that no other index than `media_batch` has the order: a batch may have no file left, and
# whatever goes by time would look at every file to find that out.
_BATCH = """
    SELECT id, source, via, started_at, last_at, files, known, unreadable, bytes,
           ARRAY(SELECT media.id FROM media
                  WHERE batch_id BETWEEN batch.id AND batch.id AND trashed_at IS NULL AND colour IS NOT NULL
                  ORDER BY batch_id, taken_at DESC, media.id DESC LIMIT 8) AS preview,
           back.returned, coalesce(back.ended_at IS NULL AND back.batch_id IS NOT NULL, false) AS returning,
           back.problem
      FROM batch LEFT JOIN batch_return AS back ON back.batch_id = batch.id
    """
