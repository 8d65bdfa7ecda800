"""When in a recording several things are there at once, or within some seconds of each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Stretch = tuple[float, float]


@dataclass(frozen=True)
class Hit:
    """Something that was wanted: which, by its place in the list of them, and from when to when."""

    wanted: int
    start: float
    end: float
    finding: int
    where: str
    text: str
    score: float | None = None


@dataclass(frozen=True)
class Moment:
    """A stretch in which all that was wanted is there, and what shows it; `second` is where it begins."""

    second: float
    end: float
    hits: tuple[Hit, ...]


def moments(hits: Sequence[Hit], count: int, window: float) -> list[Moment]:
    """The moments at which each of `count` things is at most `window` seconds from every other, in order.

    Stretches that lie no further apart than the window are one moment.  The gap of any two of several
    stretches is at most the window where all of them, each longer by half of it at both ends, have a
    second in common (Helly's theorem in one dimension).
    """
    common: list[Stretch] = [(float("-inf"), float("inf"))]
    for wanted in range(count):
        common = _shared(common, _united((hit for hit in hits if hit.wanted == wanted), window / 2))
    return [_moment(stretch, hits, window / 2) for stretch in common] if count else []


def _united(hits: Iterable[Hit], more: float) -> list[Stretch]:
    """The stretches of hits, each longer by `more` at both ends, those that meet united."""
    found: list[Stretch] = []
    for start, end in sorted((hit.start - more, hit.end + more) for hit in hits):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _shared(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What two lists of stretches, each in order, have in common."""
    found, one, other = [], 0, 0
    while one < len(some) and other < len(others):
        start, end = max(some[one][0], others[other][0]), min(some[one][1], others[other][1])
        if start <= end:
            found.append((start, end))
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found


def _moment(stretch: Stretch, hits: Sequence[Hit], more: float) -> Moment:
    """It begins when all are there, or, where they are only near each other, with the first of them."""
    held = [hit for hit in hits if hit.start - more <= stretch[1] and hit.end + more >= stretch[0]]
    held.sort(key=lambda hit: (hit.start, hit.wanted, -(hit.score or 0)))
    firsts = {hit.wanted: hit for hit in reversed(held)}.values()
    last, ended = max(hit.start for hit in firsts), min(hit.end for hit in firsts)
    second = last if last <= ended else min(hit.start for hit in firsts)
    return Moment(second, max(second, *(hit.end for hit in held)), tuple(held))
