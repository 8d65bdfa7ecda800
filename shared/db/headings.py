"""Which heading each file of a page stands under, in orders that are none of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows
from shared.db.orders import FOLDER, PIXELS, RATING, SIZE, onward
from shared.db.selection import Sort

_STEPS = {
    SIZE: ((1_000_000_000, "1000"), (100_000_000, "100"), (10_000_000, "10"), (1_000_000, "1")),
    PIXELS: ((40_000_000, "huge"), (10_000_000, "large"), (1_000_000, "medium"), (0, "small")),
}
_LETTER = "left(lower(media.name), 1)"


def _step(measure: str, least: str) -> str:
    steps = " ".join(f"WHEN {measure} > {bound} THEN '{name}'" for bound, name in _STEPS[measure])
    return f"CASE {steps} ELSE '{least}' END"


_KEYS: dict[str, str] = {
    "added": "to_char(media.added_at, 'YYYY-MM')",
    "name": f"CASE WHEN {_LETTER} ~ '^[0-9]' THEN '0' ELSE upper({_LETTER}) END",
    "folder": FOLDER,
    "size": _step(SIZE, "0"),
    "pixels": _step(PIXELS, "none"),
    "rating": f"({RATING})::text",
}


@dataclass(frozen=True)
class _Held:
    id: int
    key: str


def keys(conn: Connection, sort: Sort, ids: Sequence[int]) -> dict[int, str]:
    """The key of the heading of each file; nothing for orders without headings or with months."""
    by = onward(sort)
    if by not in _KEYS or not ids:
        return {}
    sql = f"SELECT id, {_KEYS[by]} AS key FROM media WHERE id = ANY (%(ids)s)"
    return {held.id: held.key for held in rows(conn, _Held, sql, ids=list(ids))}
