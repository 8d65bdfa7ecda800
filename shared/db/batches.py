"""Batches: what arrived together, by which way, and whose it is."""

from shared.db.connection import Connection, value


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
