"""The words that people file pictures under."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extras import Json

from shared.db import deeds, index
from shared.db.changes import stale
from shared.db.connection import Connection, rows, run, value
from shared.db.search import Selection, clauses
from shared.errors import Conflict
from shared.text import clean

LONGEST = 100  # characters


@dataclass(frozen=True)
class _Name:
    name: str


def tidy(name: str) -> str:
    """The tag as it is stored: one line without blanks around it; empty where nothing can be seen of it."""
    return " ".join(unicodedata.normalize("NFC", clean(name)).split())[:LONGEST].strip()


def suggest(conn: Connection, beginning: str, limit: int = 12) -> list[str]:
    """Tags in use that begin so, without regard to case, in the order of the alphabet."""
    found = rows(conn, _Name, _SUGGEST, beginning=tidy(beginning), limit=limit)
    return [row.name for row in found]


def held(conn: Connection, selection: Selection, names: Sequence[str]) -> list[str]:
    """Those of these tags that some file of `selection` has."""
    found = clauses(conn, selection)
    kept = rows(
        conn,
        _Name,
        f"""
        SELECT DISTINCT media_tag.name FROM media_tag
         WHERE media_tag.name = ANY (%(tags)s)
           AND media_id IN (SELECT media.id FROM {found.source} WHERE {found.where})
         ORDER BY media_tag.name
        """,
        **found.parameters,
        tags=list(names),
    )
    return [row.name for row in kept]


def common(conn: Connection, ids: Sequence[int]) -> list[str]:
    """The tags that any of these files has."""
    sql = "SELECT DISTINCT name FROM media_tag WHERE media_id = ANY (%(ids)s) ORDER BY name LIMIT 200"
    return [row.name for row in rows(conn, _Name, sql, ids=list(ids))]


def change(
    conn: Connection, ids: Sequence[int], by: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> tuple[int, int | None]:
    """Add and remove tags; return how many files changed, and the deed."""
    gone = value(conn, _REMOVE, ids=list(ids), names=[tidy(name) for name in remove])
    new = value(conn, _ADD, ids=list(ids), names=_as_used(conn, add), by=by)
    touched = sorted({tag["media_id"] for tag in [*gone, *new]})
    if not touched:
        return 0, None
    index.rewrite(conn, touched)
    return len(touched), deeds.record(conn, "tag", by, {"added": new, "removed": gone})


def undo(conn: Connection, before: Mapping[str, Any]) -> None:
    """Take back `change`.  Raises `Conflict` where the tags of a file were changed since."""
    taken = run(conn, _TAKE_BACK, tags=Json(before["added"]))
    given = run(conn, _GIVE_BACK, tags=Json(before["removed"]))
    missing = len(before["added"]) - taken + len(before["removed"]) - given
    if missing:
        raise Conflict(stale(missing))
    index.rewrite(conn, sorted({tag["media_id"] for tag in [*before["added"], *before["removed"]]}))


def _as_used(conn: Connection, names: Sequence[str]) -> list[str]:
    """The names, each in the upper and lower case that it is used in already."""
    known = rows(
        conn,
        _Name,
        """
        SELECT coalesce((SELECT name FROM media_tag
                          WHERE lower(name) COLLATE "C" = lower(wanted.name) COLLATE "C"
                          ORDER BY lower(name) COLLATE "C", name COLLATE "C" LIMIT 1), wanted.name) AS name
          FROM unnest(%(names)s::text[]) AS wanted (name)
        """,
        names=[name for name in map(tidy, names) if name],
    )
    return list({row.name.casefold(): row.name for row in known}.values())


_ADD = """
    WITH new AS (
        INSERT INTO media_tag (media_id, name, by_name)
        SELECT media.id, tag.name, %(by)s
          FROM media CROSS JOIN unnest(%(names)s::text[]) AS tag (name)
         WHERE media.id = ANY (%(ids)s) AND cardinality(%(names)s::text[]) > 0
         ORDER BY media.id
        ON CONFLICT (media_id, name) DO NOTHING
        RETURNING media_id, name
    )
    SELECT coalesce(jsonb_agg(to_jsonb(new)), '[]') FROM new
    """
_REMOVE = """
    WITH gone AS (
        DELETE FROM media_tag
         WHERE media_id = ANY (%(ids)s) AND lower(name) = ANY (SELECT lower(unnest(%(names)s::text[])))
        RETURNING media_id, name, by_name, at
    )
    SELECT coalesce(jsonb_agg(to_jsonb(gone)), '[]') FROM gone
    """
_TAKE_BACK = """
    DELETE FROM media_tag
     USING jsonb_to_recordset(%(tags)s) AS tag (media_id bigint, name text)
     WHERE media_tag.media_id = tag.media_id AND media_tag.name = tag.name
    """
_GIVE_BACK = """
    INSERT INTO media_tag (media_id, name, by_name, at)
    SELECT tag.media_id, tag.name, tag.by_name, tag.at
      FROM jsonb_to_recordset(%(tags)s) AS tag (media_id bigint, name text, by_name text, at timestamptz)
      JOIN media ON media.id = tag.media_id AND NOT media.doomed
    ON CONFLICT (media_id, name) DO NOTHING
    """

# From name to name along the index, so that a million rows of few tags cost a few steps.
_SUGGEST = """
    WITH RECURSIVE known (folded, name) AS (
        (SELECT lower(name) COLLATE "C", name COLLATE "C" FROM media_tag
          WHERE lower(name) COLLATE "C" >= lower(%(beginning)s) COLLATE "C"
          ORDER BY 1, 2 LIMIT 1)
        UNION ALL
        SELECT next.folded, next.name FROM known CROSS JOIN LATERAL (
            SELECT lower(media_tag.name) COLLATE "C" AS folded, media_tag.name COLLATE "C" AS name
              FROM media_tag
             WHERE (lower(media_tag.name) COLLATE "C", media_tag.name COLLATE "C")
                   > (known.folded, known.name)
             ORDER BY 1, 2 LIMIT 1) AS next
         WHERE starts_with(known.folded, lower(%(beginning)s))
    )
    SELECT name FROM known WHERE starts_with(folded, lower(%(beginning)s)) LIMIT %(limit)s
    """
