"""What an OCR engine gives back, and how lines are ordered, filtered and merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from PIL.Image import Image

from shared.domain import Box

LONELY = 0.9  # score below which a single character by itself is taken for noise


@dataclass(frozen=True)
class Line:
    """One line of text with its box as fractions of the picture and a score of 0..1."""

    text: str
    score: float
    box: Box


class Reader(Protocol):
    """An OCR engine: reads a picture's lines in reading order."""

    def read(self, image: Image) -> list[Line]:
        """Return the lines of one upright RGB picture."""


def likely(lines: Iterable[Line], least: float) -> list[Line]:
    """Drop what is more likely texture than text: low scores, and unsure single characters."""
    return [
        line
        for line in lines
        if line.text.strip() and line.score >= (least if len(line.text.strip()) > 1 else LONELY)
    ]


def confidence(lines: list[Line]) -> float:
    """The mean score of all characters, 0 where there are none."""
    letters = sum(len(line.text) for line in lines)
    return sum(line.score * len(line.text) for line in lines) / letters if letters else 0.0


def ordered(lines: Iterable[Line]) -> list[Line]:
    """Sort boxes into rows from top to bottom, and each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        if rows and abs(_middle(line) - _middle(rows[-1][0])) < 0.5 * rows[-1][0].box.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box.left)]


def turned(line: Line, degrees: int) -> Line:
    """Map a line of a picture that was turned clockwise by `degrees` back to the picture before."""
    box = line.box
    for _ in range(degrees // 90):
        box = Box(box.top, 1 - box.left - box.width, box.height, box.width)
    return Line(line.text, line.score, box)


def _middle(line: Line) -> float:
    return line.box.top + line.box.height / 2
