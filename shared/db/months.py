"""How many files of a selection each month holds."""

from dataclasses import dataclass, replace

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
    found = clauses(conn, replace(selection, sort="newest"))
    sql = f"""
        SELECT to_char(month, 'YYYY-MM') AS month, count
          FROM (SELECT date_trunc('month', {found.time}) AS month, count(*) AS count
                  FROM {found.source} WHERE {found.where} GROUP BY 1) AS counted
         ORDER BY counted.month DESC
    """
    return rows(conn, Month, sql, **found.parameters)
