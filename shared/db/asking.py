"""A question while it becomes SQL: its parameters, and what its leaves have in common."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared.db import texts
from shared.db.clauses import Clauses, of_text
from shared.db.confines import renamed
from shared.db.connection import Connection, numbers, rows
from shared.db.texts import FEW

NEVER = "false"


@dataclass(frozen=True)
class _Match:
    media_id: int


@dataclass
class Asking:
    """Gathers the parameters of the conditions; `time` is the column that tells when a file was taken.

    `filled` tells what lies in a smart album; None where what fills one is asked for.
    """

    conn: Connection
    time: str
    visible: Callable[[int], bool]
    prefix: str = "asked"
    filled: Callable[[int], Clauses] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """The place of a value in the SQL."""
        name = f"{self.prefix}_{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s"

    def among(self, values: list[str]) -> str:
        """The place of several texts in the SQL."""
        return f"({self.bind(values)}::text[])"

    def of(self, column: str, values: list[str]) -> str:
        """That a column holds one of these; of one alone so written that an index orders its files."""
        if not values:
            return NEVER
        given = self.among(values)
        return f"{column} = {given}[1]" if len(values) == 1 else f"{column} = ANY {given}"

    def gathered(self, table: str, where: str) -> str:
        """That a file has a row of `table` that fits.

        Where few files have one they are named by number, so that any index may lead to them; where many
        have one it is met soon on the way from the newest.
        """
        few = self.few(f"SELECT media_id FROM {table} WHERE {where}")
        return few or f"EXISTS (SELECT FROM {table} WHERE {where} AND {table}.media_id = media.id OFFSET 0)"

    def selected(self, found: Clauses) -> str:
        """That a file is one of a selection, whose parameters get names of their own."""
        before = f"{self.prefix}_{len(self.parameters)}_"
        self.parameters |= {f"{before}{name}": value for name, value in found.parameters.items()}
        sql = f"SELECT {found.id} AS media_id FROM {found.source} WHERE {found.where}"
        return self.few(renamed(sql, before)) or f"media.id IN ({renamed(sql, before)})"

    def few(self, sql: str) -> str | None:
        """That a file is one of those that a query names; None where they are many."""
        found = rows(self.conn, _Match, f"{sql} LIMIT {FEW + 1}", **self.parameters)
        return None if len(found) > FEW else self.numbered([row.media_id for row in found])

    def numbered(self, ids: list[int]) -> str:
        """That a file is one of these."""
        return f"media.id = ANY ({self.bind(numbers(sorted(set(ids))))}::bigint[])" if ids else NEVER

    def worded(self, query: str) -> str:
        """That the document of a file fits a tsquery."""
        ids = texts.matching(self.conn, query)
        if ids is not None:
            return self.numbered(ids)
        return of_text(self.bind(query))
