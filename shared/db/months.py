"""How many files of a selection each month holds."""

from dataclasses import dataclass, replace
from typing import Any

from shared.db import cells
from shared.db.connection import Connection, rows
from shared.db.search import clauses
from shared.db.selection import Selection


@dataclass(frozen=True)
class Month:
    """A month, say `2024-09`, and how many files were taken in it."""

    month: str
    count: int


def months(conn: Connection, selection: Selection) -> list[Month]:
    """The months of the selection that hold files, the newest first."""
    if cells.tallied(selection):
        known = cells.source(conn, selection, None)
        return _counted(conn, f"SELECT month, files FROM ({known.sql}) AS known", known.parameters)
    found = clauses(conn, replace(selection, sort="newest"))
    month = f"date_trunc('month', {found.time}) AS month"
    read = f"SELECT {month}, 1 AS files FROM {found.source} WHERE {found.where}"
    return _counted(conn, read, found.parameters)


def _counted(conn: Connection, rows_of_files: str, parameters: dict[str, Any]) -> list[Month]:
    sql = f"""
        SELECT to_char(month, 'YYYY-MM') AS month, sum(files)::bigint AS count
          FROM ({rows_of_files}) AS held GROUP BY held.month HAVING sum(files) > 0 ORDER BY held.month DESC
        """
    return rows(conn, Month, sql, **parameters)
