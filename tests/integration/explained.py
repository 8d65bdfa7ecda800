"""How PostgreSQL reads what a piece of code asks it for."""

from collections.abc import Callable
from typing import ClassVar

from psycopg2.extensions import connection, cursor


class Explained(cursor):
    """Notes the plan of every query."""

    noted: ClassVar[list[str]] = []

    def execute(self, sql, parameters=None):
        if sql.lstrip().startswith(("SELECT", "WITH")):
            super().execute(f"EXPLAIN {sql}", parameters)
            self.noted.append("\n".join(row[0] for row in self.fetchall()))
        super().execute(sql, parameters)


def plans(conn: connection, ask: Callable[[], object]) -> str:
    """The plans of all queries that `ask` makes on this connection."""
    Explained.noted.clear()
    conn.cursor_factory = Explained
    try:
        ask()
    finally:
        conn.cursor_factory = None
    return "\n\n".join(Explained.noted)
