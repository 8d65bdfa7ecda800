"""The journal of what people did to files, so that they can take it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extras import Json

from shared.db.connection import Connection, columns, one, run, value
from shared.errors import Conflict, NotFound

KEPT = 30  # days that a deed can be undone


@dataclass(frozen=True)
class Deed:
    """Something that was done; `before` is what it takes to undo it, in the shape of its `kind`."""

    id: int
    kind: str
    by_name: str
    before: Any
    at: datetime
    undone_at: datetime | None


def record(conn: Connection, kind: str, by: str, before: Any) -> int:
    """Write down what `by` did; return the number to undo it by."""
    return int(
        value(
            conn,
            "INSERT INTO deed (kind, by_name, before) VALUES (%(kind)s, %(by)s, %(before)s) RETURNING id",
            kind=kind,
            by=by,
            before=Json(before),
        )
    )


def begin_undo(conn: Connection, deed_id: int) -> Deed:
    """Mark a deed as undone and return it, locked; the caller undoes it in the same transaction.

    Raises `NotFound`, and `Conflict` where it was undone before.
    """
    deed = one(conn, Deed, f"SELECT {columns(Deed)} FROM deed WHERE id = %(id)s FOR UPDATE", id=deed_id)
    if deed is None:
        raise NotFound("this can no longer be undone")
    if deed.undone_at:
        raise Conflict("this was undone already")
    run(conn, "UPDATE deed SET undone_at = now() WHERE id = %(id)s", id=deed_id)
    return deed


def forget(conn: Connection, days: int = KEPT) -> int:
    """Remove deeds that are older than `days`; return how many."""
    return run(conn, "DELETE FROM deed WHERE at < now() - %(days)s * interval '1 day'", days=days)
