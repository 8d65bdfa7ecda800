"""Joins text that stays on the screen over several frames of a video to one finding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from services.ocr.reading import Line
from shared.domain import Finding
from shared.text import fold

ALIKE = 0.85  # similarity from which two readings of one line are the same text


@dataclass
class _Shown:
    line: Line
    start: float
    end: float


def merged(frames: Iterable[tuple[float, list[Line]]]) -> Iterator[Finding]:
    """Yield each text once for as long as it is read in following frames, in its best reading.

    `start` is the first frame's second and `end` the last one's.
    """
    shown: list[_Shown] = []
    for second, lines in frames:
        kept = [_continued(shown, line, second) for line in lines]
        yield from (_finding(old) for old in shown if old.end < second)
        shown = kept
    yield from map(_finding, shown)


def _continued(shown: list[_Shown], line: Line, second: float) -> _Shown:
    """Take up what the last frame showed already, each only once."""
    for old in shown:
        if old.end < second and _alike(old.line.text, line.text):
            old.end = second
            best = max(old.line, line, key=lambda reading: reading.score)
            return replace(old, line=best)
    return _Shown(line, second, second)


def _alike(one: str, other: str) -> bool:
    one, other = fold(one), fold(other)
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _finding(shown: _Shown) -> Finding:
    line = shown.line
    return Finding(text=line.text, score=line.score, box=line.box, start=shown.start, end=shown.end)
