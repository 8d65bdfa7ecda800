"""A part of the library as SQL: where its files are read from, and on which conditions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_OF_TEXT = "EXISTS (SELECT FROM media_text"


@dataclass(frozen=True)
class Condition:
    """A boolean expression and its parameters; `costly` where it is better asked of few files."""

    sql: str
    parameters: dict[str, Any]
    costly: bool = False


@dataclass(frozen=True)
class Clauses:
    """FROM and WHERE of a selection.  `time` and `id` are the columns that order it newest first.

    `distances` are those of files that look like an example, the nearest first.  `costly` conditions are
    asked last, of `media`.
    """

    source: str
    conditions: tuple[str, ...]
    parameters: dict[str, Any]
    time: str
    id: str
    distances: Mapping[int, float] = field(default_factory=dict)
    costly: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The conditions as one expression."""
        return " AND ".join((*self.conditions, *self.costly)) or "true"

    def listing(self, columns: str, by: str, most: str) -> str:
        """The query of the first files in an order, `most` of them, for these columns of `media`.

        What is dear is asked only until there are enough.
        """
        if self.source != "media" or not any(map(is_of_text, self.conditions)):
            return self._first(columns, by, most)
        # Many files may be asked for a text in vain, of which an index alone tells the numbers.
        chosen = self._first("media.id", by, most)
        return f"SELECT {columns} FROM media WHERE media.id = ANY (ARRAY ({chosen})) ORDER BY {by}"

    def _first(self, columns: str, by: str, most: str) -> str:
        if not self.costly or self.source != "media":
            return f"SELECT {columns} FROM {self.source} WHERE {self.where} ORDER BY {by} LIMIT {most}"
        # The files come out in the order of the inner query.  To ask for it once more would let the planner
        # reckon with all of them, and not with the first that are enough.
        cheap = replace(self, costly=())
        return f"""
            SELECT {columns} FROM (SELECT * FROM media WHERE {cheap.where} ORDER BY {by} OFFSET 0) AS media
             WHERE {" AND ".join(self.costly)} LIMIT {most}
            """


def of_text(query: str) -> str:
    """That a file holds a text that many files hold; `query` is the place of the tsquery in the SQL."""
    fits = f"media_text.document @@ to_tsquery('simple', {query})"
    return f"{_OF_TEXT} WHERE media_text.media_id = media.id AND {fits})"


def is_of_text(condition: str) -> bool:
    """Whether a condition is one by `of_text`."""
    return condition.startswith(_OF_TEXT)
