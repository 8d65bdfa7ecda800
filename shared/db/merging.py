"""Makes one of files that look alike: what people decided of the others goes to the one that is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.db import bequests, carrying, deeds, index, marks, tags, trash
from shared.db.connection import Connection, run, value
from shared.db.duplicates import twins


def merge(conn: Connection, keep: int, drop: Sequence[int], by: str) -> int:
    """Keep one file and move the others to the trash; what people decided of them goes to the kept one.

    Albums, tags, comments, who is who and verdicts on what was found are united; it becomes a favourite where
    one of them was, takes the best rating and, as `bequests` tells, their date and place.  Return the deed to
    undo it by.
    """
    found = twins(conn, [keep, *drop])
    others = [found[media_id] for media_id in drop if media_id in found]
    ids = [twin.id for twin in others]
    before: dict[str, Any] = {
        "keep": keep,
        "comments": _move_comments(conn, keep, ids),
        "albums": _join_albums(conn, keep, ids),
        **bequests.stand_for(conn, keep, ids),
    }
    parts: list[tuple[int, int | None]] = [
        _join_tags(conn, keep, ids, by),
        *carrying.carry(conn, keep, ids, by),
        *bequests.verdicts(conn, keep, ids, by),
        *bequests.date(conn, keep, ids, by),
        *bequests.place(conn, keep, ids, by),
    ]
    if any(twin.favourite for twin in others):
        parts.append(marks.favour(conn, [keep], by, on=True))
    best = max((twin.rating or 0 for twin in (found[keep], *others)), default=0)
    if best:
        parts.append(marks.rate(conn, [keep], by, best))
    parts.append(trash.discard(conn, ids, by))
    index.rewrite(conn, [keep, *ids])
    return deeds.record(
        conn, "merge", by, before | {"deeds": [deed for _, deed in reversed(parts) if deed is not None]}
    )


def undo(conn: Connection, before: Mapping[str, Any]) -> None:
    """Take back the comments, albums and covers of a merge; its `deeds` are undone by themselves."""
    for move in before["comments"]:
        run(conn, "UPDATE comment SET media_id = %(was)s WHERE id = %(id)s", **move)
    index.rewrite(conn, sorted({before["keep"], *(move["was"] for move in before["comments"])}))
    run(
        conn,
        "DELETE FROM album_media WHERE media_id = %(keep)s AND album_id = ANY (%(albums)s)",
        keep=before["keep"],
        albums=before["albums"],
    )
    bequests.give_back(conn, before)


def given(conn: Connection, ids: Sequence[int]) -> bool:
    """Whether one of these files went to the trash in a merge, as far as deeds reach back, that stands."""
    sql = """
        SELECT EXISTS (
            SELECT FROM deed AS merge
             CROSS JOIN LATERAL jsonb_array_elements_text(merge.before -> 'deeds') AS part (id)
              JOIN deed AS trash ON trash.id = part.id::bigint AND trash.kind = 'trash'
             CROSS JOIN LATERAL jsonb_array_elements(trash.before) AS file
             WHERE merge.kind = 'merge' AND merge.undone_at IS NULL
               AND (file ->> 'id')::bigint = ANY (%(ids)s))
        """
    return bool(value(conn, sql, ids=list(ids)))


def _move_comments(conn: Connection, keep: int, ids: Sequence[int]) -> list[dict[str, int]]:
    return list(
        value(
            conn,
            """
            WITH moved AS (
                UPDATE comment SET media_id = %(keep)s FROM comment AS old
                 WHERE old.id = comment.id AND comment.media_id = ANY (%(ids)s)
                RETURNING comment.id, old.media_id AS was
            )
            SELECT coalesce(jsonb_agg(to_jsonb(moved)), '[]') FROM moved
            """,
            keep=keep,
            ids=list(ids),
        )
    )


def _join_albums(conn: Connection, keep: int, ids: Sequence[int]) -> list[int]:
    """Put the kept file where the others are; the albums that it was not in before."""
    return list(
        value(
            conn,
            """
            WITH joined AS (
                INSERT INTO album_media (album_id, media_id, position)
                SELECT album_id, %(keep)s, min(position) FROM album_media
                 WHERE media_id = ANY (%(ids)s) GROUP BY album_id
                ON CONFLICT DO NOTHING
                RETURNING album_id
            )
            SELECT coalesce(jsonb_agg(album_id), '[]') FROM joined
            """,
            keep=keep,
            ids=list(ids),
        )
    )


def _join_tags(conn: Connection, keep: int, ids: Sequence[int], by: str) -> tuple[int, int | None]:
    names = value(
        conn,
        "SELECT coalesce(array_agg(DISTINCT name), '{}') FROM media_tag WHERE media_id = ANY (%(ids)s)",
        ids=list(ids),
    )
    return tags.change(conn, [keep], by, add=names) if names else (0, None)
