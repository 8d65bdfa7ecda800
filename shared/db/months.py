"""How many files of a selection each month holds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.db import cells
from shared.db.connection import Connection, rows, value
from shared.db.lowering import lowered
from shared.db.search import Clauses, clauses
from shared.db.selection import Selection

MOST = 10_000  # files that are counted where no cell knows them


@dataclass(frozen=True)
class Month:
    """A month, say `2024-09`, and how many files were taken in it; None where counting would take long."""

    month: str
    count: int | None


def months(conn: Connection, selection: Selection) -> list[Month]:
    """The months of the selection that hold files, the newest first.

    Of a large selection that no cell knows, all months between its newest and its oldest file.
    """
    selection = lowered(conn, selection)
    if cells.tallied(selection):
        known = cells.source(conn, selection, None, ("month",))
        return _counted(conn, f"SELECT month, files FROM ({known.sql}) AS known", known.parameters)
    newest = clauses(conn, replace(selection, sort="newest"))
    counted = _counted(conn, _first(newest, "DESC", "date_trunc('month', {time}) AS month, 1 AS files"),
                       newest.parameters | {"most": MOST + 1})  # fmt: skip
    if sum(month.count or 0 for month in counted) <= MOST:
        return counted
    oldest, latest = (
        value(conn, _first(newest, order, "{time}"), **newest.parameters, most=1) for order in ("ASC", "DESC")
    )
    return list(_between(oldest, latest))


def _first(found: Clauses, order: str, columns: str) -> str:
    return f"""
        SELECT {columns.format(time=found.time)} FROM {found.source} WHERE {found.where}
         ORDER BY {found.time} {order}, {found.id} {order} LIMIT %(most)s
        """


def _counted(conn: Connection, rows_of_files: str, parameters: dict[str, Any]) -> list[Month]:
    sql = f"""
        SELECT to_char(month, 'YYYY-MM') AS month, sum(files)::bigint AS count
          FROM ({rows_of_files}) AS held GROUP BY held.month HAVING sum(files) > 0 ORDER BY held.month DESC
        """
    return rows(conn, Month, sql, **parameters)


def _between(oldest: datetime, newest: datetime) -> Iterator[Month]:
    """Every month of the calendar from the newest to the oldest."""
    for number in range(newest.year * 12 + newest.month - 1, oldest.year * 12 + oldest.month - 2, -1):
        yield Month(f"{number // 12:04}-{number % 12 + 1:02}", None)
