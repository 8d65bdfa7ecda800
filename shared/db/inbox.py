"""What lies in the inbox and is not taken, for the status page; one shared list of all ingest processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg2.extras import execute_values

from shared.db.connection import Connection, rows, run

SHOWN = 1000  # lines; a folder of a million links needs no more to be noticed


@dataclass(frozen=True)
class InboxProblem:
    """A file that stays in the inbox; `path` is below it and safe to show."""

    path: str
    reason: str
    seen_at: datetime


def report(conn: Connection, reasons: Mapping[str, str]) -> None:
    """Write or renew the problems that this process sees now, by path."""
    if not reasons:
        return
    with conn.cursor() as cursor:
        execute_values(
            cursor,
            """
            INSERT INTO inbox_problem (path, reason) VALUES %s
            ON CONFLICT (path) DO UPDATE SET reason = EXCLUDED.reason, seen_at = now()
            """,
            sorted(reasons.items())[:SHOWN],  # one order for all processes, or they deadlock
        )


def forget(conn: Connection, *, older_than: float, paths: list[str]) -> None:
    """Remove `paths` and what no process renewed for `older_than` seconds."""
    run(
        conn,
        """
        DELETE FROM inbox_problem
         WHERE path = ANY (%(paths)s) OR seen_at < now() - make_interval(secs => %(older_than)s)
        """,
        older_than=older_than,
        paths=paths,
    )


def problems(conn: Connection) -> list[InboxProblem]:
    """Everything that is left in the inbox, with the reason."""
    return rows(conn, InboxProblem, "SELECT path, reason, seen_at FROM inbox_problem ORDER BY path")
