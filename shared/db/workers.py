"""Which workers are there, and what each looks at now."""

from shared.db.connection import Connection, run


def seen(conn: Connection, name: str, analyzer: str) -> None:
    """Note that the worker `name` is alive."""
    run(
        conn,
        """
        INSERT INTO worker (name, analyzer, media_id)
        VALUES (%(name)s, %(analyzer)s,
                (SELECT media_id FROM analysis WHERE state = 'running' AND worker = %(name)s LIMIT 1))
        ON CONFLICT (name) DO UPDATE SET media_id = EXCLUDED.media_id, seen_at = now()
        """,
        name=name,
        analyzer=analyzer,
    )


def gone(conn: Connection, name: str) -> None:
    """Forget a worker that ended in order."""
    run(conn, "DELETE FROM worker WHERE name = %(name)s", name=name)


def forget(conn: Connection, *, seconds: float) -> int:
    """Forget workers not seen for `seconds`; return how many."""
    return run(
        conn,
        "DELETE FROM worker WHERE seen_at < now() - %(seconds)s * interval '1 second'",
        seconds=seconds,
    )
