"""What lies in albums that are filled by hand: put in, taken out, put in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extras import Json

from shared.db.connection import Connection, one, rows, run
from shared.db.search import Selection, clauses

CLOSEST = 1e-6  # between two positions; below it the album is numbered anew


@dataclass(frozen=True)
class Taken:
    """A file that was taken out, and where it stood."""

    media_id: int
    position: float
    added_at: str


@dataclass(frozen=True)
class _Added:
    media_id: int


@dataclass(frozen=True)
class _Gap:
    before: float
    after: float


def add(conn: Connection, album_id: int, selection: Selection, ids: Sequence[int] | None = None) -> list[int]:
    """Put files of the selection behind those in the album; `ids` says which, all of them where None.

    Returns those that are new in it.  Files in the trash and files that do not exist are passed over.
    """
    _lock(conn, album_id)
    found = clauses(conn, selection)
    chosen = "" if ids is None else f" AND {found.id} = ANY (%(ids)s)"
    added = rows(
        conn,
        _Added,
        f"""
        INSERT INTO album_media (album_id, media_id, position)
        SELECT %(album)s, {found.id},
               (SELECT coalesce(max(position), 0) FROM album_media WHERE album_id = %(album)s)
               + row_number() OVER (ORDER BY array_position(%(ids)s::bigint[], {found.id}),
                                             {found.time}, {found.id})
          FROM {found.source} WHERE {found.where}{chosen}
        ON CONFLICT DO NOTHING RETURNING media_id
        """,
        **found.parameters,
        album=album_id,
        ids=None if ids is None else list(ids),
    )
    _changed(conn, album_id, len(added))
    return [row.media_id for row in added]


def take_out(conn: Connection, album_id: int, ids: Sequence[int]) -> list[Taken]:
    """Take files out of the album and return what `put_back` needs of them; the files themselves stay."""
    _lock(conn, album_id)
    taken = rows(
        conn,
        Taken,
        """
        DELETE FROM album_media WHERE album_id = %(album)s AND media_id = ANY (%(ids)s)
        RETURNING media_id, position, added_at::text
        """,
        album=album_id,
        ids=list(ids),
    )
    _changed(conn, album_id, len(taken))
    return taken


def undo(conn: Connection, before: dict[str, Any]) -> None:
    """Take out again what was put in, and put back what was taken out, where it was."""
    album_id = before["album"]
    take_out(conn, album_id, before.get("added", ()))
    taken = before.get("taken", ())
    run(
        conn,
        """
        INSERT INTO album_media (album_id, media_id, position, added_at)
        SELECT album.id, media.id, taken.position, taken.added_at
          FROM jsonb_to_recordset(%(taken)s) AS taken (media_id bigint, position float8, added_at timestamptz)
          JOIN media ON media.id = taken.media_id JOIN album ON album.id = %(album)s
        ON CONFLICT DO NOTHING
        """,
        album=album_id,
        taken=Json(taken),
    )
    _changed(conn, album_id, len(taken))


def move(conn: Connection, album_id: int, ids: Sequence[int], before: int | None) -> None:
    """Put these files, in this order, before the file `before`, or to the end where it is None."""
    _lock(conn, album_id)
    moved = [media_id for media_id in ids if media_id != before]
    gap = _gap(conn, album_id, moved, before)
    if gap.after - gap.before < CLOSEST * (len(moved) + 1):
        _number(conn, album_id)
        gap = _gap(conn, album_id, moved, before)
    run(
        conn,
        """
        UPDATE album_media SET position = %(low)s + (%(high)s - %(low)s) * place / (%(count)s + 1)
          FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS moved (id, place)
         WHERE album_id = %(album)s AND media_id = moved.id
        """,
        album=album_id,
        ids=moved,
        low=gap.before,
        high=gap.after,
        count=len(moved),
    )
    _changed(conn, album_id, 1)


def _gap(conn: Connection, album_id: int, moved: list[int], before: int | None) -> _Gap:
    """The positions between which there is room: that of `before` and of the last one ahead of it."""
    found = one(
        conn,
        _Gap,
        """
        WITH kept AS (SELECT media_id, position FROM album_media
                       WHERE album_id = %(album)s AND media_id <> ALL (%(moved)s::bigint[])),
             after AS (SELECT position FROM kept WHERE media_id = %(before)s),
             ahead AS (SELECT max(position) AS position FROM kept
                        WHERE NOT EXISTS (SELECT FROM after)
                           OR (position, media_id) < ((SELECT position FROM after), %(before)s::bigint))
        SELECT coalesce((SELECT position FROM ahead), (SELECT position FROM after) - 1, 0) AS before,
               coalesce((SELECT position FROM after), (SELECT position FROM ahead) + 1, 1) AS after
        """,
        album=album_id,
        moved=moved,
        before=before,
    )
    assert found
    return found


def _number(conn: Connection, album_id: int) -> None:
    run(
        conn,
        """
        UPDATE album_media SET position = numbered.n
          FROM (SELECT media_id, row_number() OVER (ORDER BY position, media_id) AS n
                  FROM album_media WHERE album_id = %(album)s) AS numbered
         WHERE album_id = %(album)s AND album_media.media_id = numbered.media_id
        """,
        album=album_id,
    )


def _lock(conn: Connection, album_id: int) -> None:
    """One change of an album at a time, so that two never take the same place."""
    run(conn, "SELECT FROM album WHERE id = %(id)s FOR UPDATE", id=album_id)


def _changed(conn: Connection, album_id: int, count: int) -> None:
    if count:
        run(conn, "UPDATE album SET changed_at = now() WHERE id = %(id)s", id=album_id)
