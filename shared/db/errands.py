"""Changes of many files in slices: each slice is whole, and all together are one deed that can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extras import Json

from shared.db import deeds
from shared.db.connection import Connection, columns, one, rows, run, value
from shared.errors import Conflict, NotFound

MOST = 1_000_000  # files of one errand
SLICE = 1000  # files that are changed in one transaction
SILENT = 10.0  # seconds without a step after which nobody is at it
KEPT = 30  # days


@dataclass(frozen=True)
class Errand:
    """`done` files of `total` were gone through, `changed` of them changed; `deed_id` undoes that."""

    id: int
    kind: str
    wish: Any
    total: int
    done: int
    changed: int
    deed_id: int | None
    ended: bool


_COLUMNS = columns(Errand).replace("ended", "ended_at IS NOT NULL AS ended")


def begin(conn: Connection, kind: str, wish: Any, ids: Sequence[int], *, by: str) -> Errand:
    """Note what is to be done with these files; nothing is done yet."""
    begun = one(
        conn,
        Errand,
        f"""
        INSERT INTO errand (kind, wish, by_name, ids, total, ended_at)
        VALUES (%(kind)s, %(wish)s, %(by)s, %(ids)s, %(total)s, CASE WHEN %(total)s = 0 THEN now() END)
        RETURNING {_COLUMNS}
        """,
        kind=kind,
        wish=Json(wish),
        by=by,
        ids=sorted(ids),
        total=len(ids),
    )
    assert begun is not None
    return begun


def find(conn: Connection, errand_id: int, by: str) -> Errand:
    """One's own errand, locked; raises `NotFound`."""
    sql = f"SELECT {_COLUMNS} FROM errand WHERE id = %(id)s AND by_name = %(by)s FOR UPDATE"
    found = one(conn, Errand, sql, id=errand_id, by=by)
    if found is None:
        raise NotFound("you have no such errand")
    return found


def next_slice(conn: Connection, errand: Errand, most: int = SLICE) -> list[int]:
    """The files that come next."""
    sql = "SELECT ids[%(first)s:%(last)s] FROM errand WHERE id = %(id)s"
    return list(value(conn, sql, id=errand.id, first=errand.done + 1, last=errand.done + most))


def note(conn: Connection, errand: Errand, *, looked: int, changed: int, deed: int | None) -> Errand:
    """Note that a slice was done; the errand ends with its last."""
    whole = _joined(conn, errand, deed) if deed else errand.deed_id
    return _set(
        conn,
        errand,
        f"done = done + {int(looked)}, changed = changed + {int(changed)}, deed_id = %(deed)s,"
        f" stepped_at = now(), ended_at = CASE WHEN done + {int(looked)} >= total THEN now() END",
        deed=whole,
    )


def end(conn: Connection, errand: Errand) -> Errand:
    """Leave it at what was done."""
    return _set(conn, errand, "ended_at = coalesce(ended_at, now())")


def interrupted(conn: Connection, by: str) -> list[Errand]:
    """Errands of a person that were neither done nor stopped, and that nobody is at; the newest first."""
    sql = f"""
        SELECT {_COLUMNS} FROM errand
         WHERE by_name = %(by)s AND ended_at IS NULL AND stepped_at < now() - %(silent)s * interval '1 second'
         ORDER BY id DESC LIMIT 3
        """
    return rows(conn, Errand, sql, by=by, silent=SILENT)


def taken_back(conn: Connection, deed_id: int) -> None:
    """End the errand whose deed is undone."""
    run(conn, "UPDATE errand SET ended_at = coalesce(ended_at, now()), ids = '{}' WHERE deed_id = %(deed)s",
        deed=deed_id)  # fmt: skip


def forget(conn: Connection, days: int = KEPT) -> int:
    """Remove errands that are older than `days`; return how many."""
    return run(conn, "DELETE FROM errand WHERE begun_at < now() - %(days)s * interval '1 day'", days=days)


def _joined(conn: Connection, errand: Errand, part: int) -> int:
    """The deed of the whole errand, which the deed of a slice becomes a part of."""
    if errand.deed_id is None:
        return deeds.record(conn, "errand", _by(conn, part), {"deeds": [part]})
    sql = """
        UPDATE deed SET before = jsonb_set(before, '{deeds}', %(part)s::jsonb || (before -> 'deeds'))
         WHERE id = %(id)s AND undone_at IS NULL
        """
    if not run(conn, sql, id=errand.deed_id, part=Json([part])):
        raise Conflict("this was undone meanwhile")
    return errand.deed_id


def _by(conn: Connection, deed_id: int) -> str:
    return str(value(conn, "SELECT by_name FROM deed WHERE id = %(id)s", id=deed_id))


def _set(conn: Connection, errand: Errand, assignments: str, **parameters: Any) -> Errand:
    sql = f"UPDATE errand SET {assignments} WHERE id = %(id)s RETURNING {_COLUMNS}"
    after = one(conn, Errand, sql, id=errand.id, **parameters)
    assert after is not None
    if after.ended:
        run(conn, "UPDATE errand SET ids = '{}' WHERE id = %(id)s", id=errand.id)
    return after
