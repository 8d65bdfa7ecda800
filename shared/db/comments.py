"""What people write beside files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extras import Json

from shared.db import deeds, index
from shared.db.changes import stale
from shared.db.connection import Connection, columns, one, rows, run, value
from shared.errors import Conflict, NotFound

LONGEST = 5000  # characters


@dataclass(frozen=True)
class Comment:
    """What `by_name` wrote beside a file."""

    id: int
    media_id: int
    text: str
    by_name: str
    at: datetime


def of(conn: Connection, media_id: int) -> tuple[Comment, ...]:
    """The comments on one file, the oldest first."""
    sql = f"SELECT {columns(Comment)} FROM comment WHERE media_id = %(media_id)s ORDER BY id"
    return tuple(rows(conn, Comment, sql, media_id=media_id))


def find(conn: Connection, comment_id: int) -> Comment:
    """One comment, locked; raises `NotFound`."""
    sql = f"SELECT {columns(Comment)} FROM comment WHERE id = %(id)s FOR UPDATE"
    found = one(conn, Comment, sql, id=comment_id)
    if found is None:
        raise NotFound("this comment was deleted")
    return found


def add(conn: Connection, ids: Sequence[int], by: str, text: str) -> tuple[int, int | None]:
    """Write the same comment beside each of these files; return how many, and the deed."""
    new = value(
        conn,
        """
        WITH new AS (
            INSERT INTO comment (media_id, text, by_name)
            SELECT id, %(text)s, %(by)s FROM media WHERE id = ANY (%(ids)s) ORDER BY id
            RETURNING id, media_id, text
        )
        SELECT coalesce(jsonb_agg(to_jsonb(new)), '[]') FROM new
        """,
        ids=list(ids),
        by=by,
        text=text,
    )
    if not new:
        return 0, None
    index.rewrite(conn, [comment["media_id"] for comment in new])
    return len(new), deeds.record(conn, "comment", by, {"added": new})


def edit(conn: Connection, comment: Comment, text: str) -> None:
    """Write a comment anew."""
    run(conn, "UPDATE comment SET text = %(text)s WHERE id = %(id)s", id=comment.id, text=text)
    index.rewrite(conn, [comment.media_id])


def remove(conn: Connection, comment: Comment, by: str) -> int:
    """Delete a comment; return the deed that brings it back."""
    gone = value(
        conn,
        """
        WITH gone AS (DELETE FROM comment WHERE id = %(id)s RETURNING comment.*)
        SELECT jsonb_agg(to_jsonb(gone)) FROM gone
        """,
        id=comment.id,
    )
    index.rewrite(conn, [comment.media_id])
    return deeds.record(conn, "comment", by, {"removed": gone})


def undo(conn: Connection, before: Mapping[str, Any]) -> None:
    """Take back `add` or `remove`.  Raises `Conflict` where that is no longer how things are."""
    added, removed = before.get("added", []), before.get("removed", [])
    missing = len(added) - run(conn, _TAKE_BACK, comments=Json(added))
    missing += len(removed) - run(conn, _GIVE_BACK, comments=Json(removed))
    if missing:
        raise Conflict(stale(missing))
    index.rewrite(conn, [comment["media_id"] for comment in [*added, *removed]])


_TAKE_BACK = """
    DELETE FROM comment
     USING jsonb_to_recordset(%(comments)s) AS was (id bigint, text text)
     WHERE comment.id = was.id AND comment.text = was.text
    """
_GIVE_BACK = """
    INSERT INTO comment (id, media_id, text, by_name, at) OVERRIDING SYSTEM VALUE
    SELECT was.id, was.media_id, was.text, was.by_name, was.at
      FROM jsonb_to_recordset(%(comments)s)
           AS was (id bigint, media_id bigint, text text, by_name text, at timestamptz)
      JOIN media ON media.id = was.media_id AND NOT media.doomed
    ON CONFLICT (id) DO NOTHING
    """
