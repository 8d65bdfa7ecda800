"""Files along what tells how many of something each has, in that order."""

from dataclasses import dataclass
from typing import Any, Protocol

from shared.db.clauses import Clauses
from shared.db.connection import Connection, rows

_FIRST_LOOK = 10  # times as many files of a step as are wanted


class Place(Protocol):
    """Where a file stands in an order: see `orders.Cursor`."""

    @property
    def key(self) -> str | None:
        """How many it has."""


@dataclass(frozen=True)
class _File:
    id: int


@dataclass(frozen=True)
class Step:
    """Files with from `least` to `most`: the table that tells how many, if any, and what orders them."""

    least: int
    most: int
    table: str  # as `counted`; '' for none, or a question that counts
    where: str
    keys: tuple[str, ...]
    places: tuple[str, ...] = ("%(after_key)s::bigint", "%(after_time)s::timestamp", "%(after_id)s::bigint")

    @property
    def indexed(self) -> bool:
        """Whether an index gives the counts in order: of a table, not of what is counted just now."""
        return self.table.isidentifier()

    def behind(self, place: Place | None, *, backwards: bool) -> str | None:
        """What those fulfil that come behind the place; None where all of them stand before it."""
        at = None if place is None else int(place.key or 0)
        if at is not None and (at > self.most if backwards else at < self.least):
            return None
        if at is None or not self.least <= at <= self.most:
            return self.where
        keys, side = ", ".join(self.keys), ">" if backwards else "<"
        return f"{self.where} AND ({keys}) {side} ({', '.join(self.places[-len(self.keys) :])})"


@dataclass(frozen=True)
class Walk:
    """The files of a step that a search finds, in one direction; `conditions` are those of the step."""

    step: Step
    found: Clauses
    conditions: str
    direction: str

    def nearest(self, conn: Connection, limit: int, known: dict[str, Any]) -> list[int]:
        """The first `limit` of them.

        Of a search that finds many these are soon met along the step, which no planner is to weigh against
        all that the search finds.
        """
        known = known | {"counted_most": limit, "counted_looked": _FIRST_LOOK * limit}
        met = rows(conn, _File, self._met(), **known) if self.step.indexed else []
        found = met if len(met) == limit else rows(conn, _File, self._all(), **known)
        return [file.id for file in found]

    def _met(self) -> str:
        return f"""
            SELECT counted.media_id AS id
              FROM (SELECT * FROM {self.step.table} AS counted WHERE {self.conditions}
                     ORDER BY {self._order} LIMIT %(counted_looked)s) AS counted
             CROSS JOIN LATERAL (SELECT FROM {self.found.source}
                                  WHERE {self.found.where} AND media.id = counted.media_id OFFSET 0) AS met
             ORDER BY {self._order} LIMIT %(counted_most)s
            """

    def _all(self) -> str:
        table = self.step.table
        join = f"JOIN {table} AS counted ON counted.media_id = media.id" if table else ""
        return f"""
            SELECT media.id FROM {self.found.source} {join} WHERE {self.found.where} AND {self.conditions}
             ORDER BY {self._order} LIMIT %(counted_most)s
            """

    @property
    def _order(self) -> str:
        return ", ".join(f"{key} {self.direction}" for key in self.step.keys)
