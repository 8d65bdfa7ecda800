"""Text on pages, read with Tesseract in a limited child; pytesseract reads what it prints.

pytesseract would start the program without limits, and leave it behind when the worker is killed.
"""

import shutil
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytesseract
from PIL.Image import Image, Transpose
from pytesseract.pytesseract import file_to_dict, osd_to_dict

from services.ocr.reading import Line, likely, turned
from shared import sandbox
from shared.domain import Box
from shared.errors import DecoderStopped, MissingWeights, UnreadableMedia

LEAST = 0.3  # score of a line
SURE = 4.0  # orientation confidence; on upright pages false alarms stay below 2, turned ones give 5 to 11
TIMEOUT = 120.0
_TEXT = 11  # column of the table
_known: set[str] = set()
_TURNS = {90: Transpose.ROTATE_270, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_90}

Word = dict[str, Any]


class Tesseract:
    """Reads pages in columns and paragraphs, after turning them upright."""

    def __init__(self, languages: tuple[str, ...], threads: int) -> None:
        self._languages = "+".join(languages)
        self._threads = threads

    def read(self, image: Image) -> list[Line]:
        """Return the lines of one picture in reading order; raise `DecoderStopped` at the time limit."""
        grey = image.convert("L")
        degrees = self.orientation(grey)
        upright = grey.transpose(_TURNS[degrees]) if degrees else grey
        table = self._run(upright, "-l", self._languages, "--psm", "3", "tsv")
        words = rows(file_to_dict(table, "\t", _TEXT))
        return [turned(line, degrees) for line in likely(lines(words, upright.size), LEAST)]

    def orientation(self, image: Image) -> int:
        """Return by how many degrees to turn the picture clockwise to stand upright; 0 where unsure."""
        try:
            told = osd_to_dict(self._run(image, "-l", "osd", "--psm", "0"))
        except DecoderStopped:
            raise
        except UnreadableMedia:  # too few characters to tell
            return 0
        return int(told["rotate"]) if told["orientation_conf"] >= SURE else 0

    def _run(self, image: Image, *arguments: str) -> str:
        with TemporaryDirectory(prefix="bowerbird-") as folder:
            file = Path(folder, "page.pgm")
            image.save(file)
            limit = {"OMP_THREAD_LIMIT": str(self._threads)} if self._threads else {}
            command = ["tesseract", str(file), "stdout", *arguments]
            return sandbox.run(command, timeout=TIMEOUT, environment=limit).decode(errors="replace")


@cache
def title() -> str:
    """Name and version of the program."""
    return f"tesseract {pytesseract.get_tesseract_version()}"


def is_installed() -> bool:
    """Whether there is the program at all."""
    return shutil.which("tesseract") is not None


def check(languages: tuple[str, ...]) -> None:
    """Raise `MissingWeights` where the program or one of its languages is not installed."""
    for language in languages:
        if language not in _installed(languages):
            raise MissingWeights(f"tesseract cannot read {language!r}; install tesseract-ocr-{language}")


def _installed(languages: tuple[str, ...]) -> set[str]:
    """Ask the program once it has all of `languages`, and again each time before."""
    if not set(languages) <= _known:
        try:
            listed = sandbox.run(["tesseract", "--list-langs"], timeout=TIMEOUT)
        except UnreadableMedia as error:
            raise MissingWeights("tesseract does not run; install the package tesseract-ocr") from error
        _known.update(listed.decode(errors="replace").split())
    return _known


def rows(table: dict[str, list[Any]]) -> list[Word]:
    """The words of Tesseract's table: the rows that have text and a confidence."""
    found = [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]
    return [row for row in found if str(row["text"]).strip() and row["conf"] >= 0]


def lines(words: list[Word], size: tuple[int, int]) -> list[Line]:
    """Join words to lines, in Tesseract's reading order."""
    numbered = groupby(words, key=lambda word: (word["block_num"], word["par_num"], word["line_num"]))
    return [_line(list(members), size) for _, members in numbered]


def _line(words: list[Word], size: tuple[int, int]) -> Line:
    width, height = size
    left, top = min(w["left"] for w in words), min(w["top"] for w in words)
    right = max(w["left"] + w["width"] for w in words)
    bottom = max(w["top"] + w["height"] for w in words)
    box = Box(left / width, top / height, (right - left) / width, (bottom - top) / height)
    return Line(" ".join(w["text"] for w in words), _mean(w["conf"] for w in words) / 100, box)


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers)
