"""How PostgreSQL reads what a piece of code asks it for."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psycopg2.extensions import connection, cursor


@contextmanager
def noted(conn: connection, about: str = "") -> Iterator[list[str]]:
    """The plans of the queries that are made meanwhile on this connection and hold `about`, a pattern."""
    plans: list[str] = []

    class Explained(cursor):
        def execute(self, sql, parameters=None):
            if sql.lstrip().startswith(("SELECT", "WITH")) and re.search(about, sql):
                super().execute(f"EXPLAIN {sql}", parameters)
                plans.append("\n".join(row[0] for row in self.fetchall()))
            super().execute(sql, parameters)

    conn.cursor_factory = Explained
    try:
        yield plans
    finally:
        conn.cursor_factory = None


def plans(conn: connection, ask: Callable[[], object], about: str = "") -> str:
    """The plans of all queries that `ask` makes on this connection, as one text; those that hold `about`."""
    with noted(conn, about) as found:
        ask()
    return "\n\n".join(found)
