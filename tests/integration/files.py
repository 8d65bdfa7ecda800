"""Rows of files for tests that need no bytes."""

from typing import Any
from uuid import uuid4

from shared.db.connection import Connect, run, value


def file(connect: Connect, name: str = "IMG_1.jpg", kind: str = "image", **columns: Any) -> int:
    """Add one media row and return its id."""
    given = {
        "sha512": uuid4().bytes * 4,
        "size": 1,
        "path": f"{uuid4().hex}/{name}",
        "name": name,
        "kind": kind,
        "mime": f"{kind}/x",
        "taken_at": "2021-07-08 09:10:11",
        "taken_from": "file date",
        "source": "inbox",
    } | columns
    with connect() as conn:
        given["batch_id"] = value(conn, "INSERT INTO batch (source, via) VALUES ('a', 'inbox') RETURNING id")
        names, places = ", ".join(given), ", ".join(f"%({column})s" for column in given)
        sql = f"INSERT INTO media ({names}) VALUES ({places}) RETURNING id"
        return int(value(conn, sql, **given))


def files(connect: Connect, count: int, kind: str = "image") -> None:
    """Add `count` media rows at once."""
    with connect() as conn:
        batch = value(conn, "INSERT INTO batch (source, via) VALUES ('a', 'inbox') RETURNING id")
        run(
            conn,
            """
            INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, source, batch_id)
            SELECT sha512(gen_random_uuid()::text::bytea), 1, gen_random_uuid() || '.jpg', n || '.jpg',
                   %(kind)s, 'image/jpeg', now(), 'file date', 'inbox', %(batch)s
              FROM generate_series(1, %(count)s) AS n
            """,
            kind=kind,
            batch=batch,
            count=count,
        )
