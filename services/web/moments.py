"""When in a recording something was found, as marks on the line of its length."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.web.seen import kind
from shared.db.details import Found

LANES = {"object": 0, "face": 4, "read": 8, "spoken": 12}  # where on the line each kind has its marks
SHORTEST = 0.8  # percent of the line that a mark takes at least
MOST = 600  # marks on a line; more could not be told apart


@dataclass(frozen=True)
class Mark:
    """Where in a recording something was found: `x` and `width` in percent of its length."""

    kind: str
    x: float
    y: int
    width: float


def timeline(findings: Iterable[Found], duration: float | None) -> list[Mark]:
    """One mark for each place of a recording at which something of a kind was found."""
    if not duration:
        return []
    marks = {_mark(found, duration): None for found in findings if _timed(found)}
    return list(marks)[:MOST]


def _timed(found: Found) -> bool:
    return found.start is not None and kind(found) in LANES


def _mark(found: Found, duration: float) -> Mark:
    start = found.start or 0.0
    end = found.end if found.end is not None else start
    return Mark(
        kind=(what := kind(found)),
        x=round(min(start / duration, 1) * 100, 1),
        y=LANES[what],
        width=max(round((end - start) / duration * 100, 1), SHORTEST),
    )
