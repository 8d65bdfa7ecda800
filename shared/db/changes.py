"""Changes columns of many files at once, and back again only where nobody changed them since."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2.extras import Json

from shared.db.connection import Connection, value
from shared.errors import Conflict

# What changed of one file: its id, and its columns as they were and as they are now.
Change = dict[str, Any]


def change(
    conn: Connection, ids: Sequence[int], assignments: Mapping[str, str], *, join: str = "", **parameters: Any
) -> list[Change]:
    """Set columns of these files to SQL expressions over `old`, the row before; return what changed.

    `join` joins a further table to `old`; files without a row there are left as they are.  The rows
    are locked in the order of their ids, so that two who change many at once never wait for each other.
    """
    names = ", ".join(f"media.{name}" for name in assignments)
    values = ", ".join(assignments.values())
    sql = f"""
        WITH old AS MATERIALIZED (
            SELECT * FROM media WHERE id = ANY (%(ids)s) ORDER BY id FOR NO KEY UPDATE
        ), new AS (
            UPDATE media SET {", ".join(f"{name} = {to}" for name, to in assignments.items())}
              FROM old {join}
             WHERE media.id = old.id AND ROW({names}) IS DISTINCT FROM ROW({values})
            RETURNING media.id, {_object(assignments, "old")} AS was, {_object(assignments, "media")} AS now
        )
        SELECT coalesce(jsonb_agg(to_jsonb(new) ORDER BY id), '[]') FROM new
        """
    return list(value(conn, sql, ids=list(ids), **parameters))


def revert(conn: Connection, changes: Sequence[Change]) -> None:
    """Give the columns the values that they had before `change`.

    Raises `Conflict` where a file is gone or was changed since; nothing may be committed then.
    """
    if not changes:
        return
    names = list(changes[0]["was"])
    sql = f"""
        WITH back AS (
            UPDATE media SET {", ".join(f"{name} = was.{name}" for name in names)}
              FROM jsonb_array_elements(%(changes)s) AS item,
                   jsonb_populate_record(NULL::media, item -> 'was') AS was,
                   jsonb_populate_record(NULL::media, item -> 'now') AS now
             WHERE media.id = (item ->> 'id')::bigint AND NOT media.doomed
               AND ROW({_row("media", names)}) IS NOT DISTINCT FROM ROW({_row("now", names)})
            RETURNING media.id
        )
        SELECT count(*) FROM back
        """
    back = int(value(conn, sql, changes=Json(list(changes))))
    if back != len(changes):
        raise Conflict(stale(len(changes) - back))


def stale(count: int) -> str:
    """Why nothing was undone."""
    files = "1 of the files was" if count == 1 else f"{count} of the files were"
    return f"{files} changed or deleted since, so nothing was undone"


def _object(names: Mapping[str, str], table: str) -> str:
    pairs = ", ".join(f"'{name}', {table}.{name}" for name in names)
    return f"jsonb_build_object({pairs})"


def _row(table: str, names: Sequence[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)
