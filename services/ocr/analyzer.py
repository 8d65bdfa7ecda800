"""Reads the text in photos, scans and video frames, and says where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from PIL.Image import Image

from services.ocr import tess
from services.ocr.page import is_page
from services.ocr.rapid import LONGEST, TITLE, Rapid
from services.ocr.reading import Line, Reader, confidence
from services.ocr.repeats import merged
from services.ocr.tess import Tesseract
from shared import frames
from shared.analyzer import FrameAnalyzer
from shared.domain import Derived, Finding, Media, MediaKind
from shared.text import clean

PAGE = 4000  # px of the long side that a page is read at; A4 at 300 dots an inch has 3508
TRUSTED = 0.7  # confidence from which Tesseract's reading of a page is taken as it is
DOUBTFUL = 0.6  # confidence below which it is not taken at all


class Text(FrameAnalyzer):
    """Yields one finding a line of text, in reading order.

    Left to choose, it reads photos with RapidOCR and pages with Tesseract, and a page that Tesseract
    is not sure about with both.
    """

    name = "ocr"
    version = 1

    def __init__(
        self,
        engine: str = "auto",
        languages: tuple[str, ...] = ("eng",),
        *,
        threads: int = 0,
        sampling: frames.Sampling = FrameAnalyzer.sampling,
    ) -> None:
        self._choice, self._languages, self._threads = engine, languages, threads
        self.sampling = sampling
        self._engines: tuple[str, ...] = ()
        self._pages: Reader | None = None
        self._photos: Reader | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where a language that Tesseract is to read is not installed.

        Left to choose, it does without Tesseract on a machine that has none.
        """
        pages = self._choice == "tesseract" or (self._choice == "auto" and tess.is_installed())
        if pages:
            tess.check(self._languages)
        self._engines = tuple(
            engine
            for engine, used in (("rapidocr", self._choice != "tesseract"), ("tesseract", pages))
            if used
        )
        self.engine = " + ".join(tess.title() if name == "tesseract" else TITLE for name in self._engines)
        self.model = "+".join(
            ("PP-OCRv4", *self._languages) if "rapidocr" in self._engines else self._languages
        )

    def models(self) -> Mapping[str, int]:
        """The engines that are installed; left to choose, it takes both."""
        return {"rapidocr": 0} | ({"tesseract": 0} if tess.is_installed() else {})

    def load(self) -> None:
        """Bring the engines that the setting asks for into memory."""
        self.check()
        if "tesseract" in self._engines:
            self._pages = Tesseract(self._languages, self._threads)
        if "rapidocr" in self._engines:
            self._photos = Rapid(self._threads)

    def reads_original(self, media: Media) -> bool:
        """Small print is read from the original."""
        return frames.reads_original(media, max(PAGE, LONGEST))

    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        """Read every picture; in a video, text that stays is one finding with its start and end."""
        if media.kind is MediaKind.VIDEO:
            seen = frames.pictures(media, self.longest, self.sampling)
            yield from merged((second or 0.0, self.read(image)) for second, image in seen)
            return
        [(_, preview)] = frames.pictures(media, self.longest, self.sampling)
        longest = PAGE if is_page(preview) else LONGEST
        for _, image in frames.pictures(media, longest, self.sampling):
            yield from self.look(image)

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield the lines of one upright picture."""
        for line in self.read(image):
            yield Finding(text=line.text, score=line.score, box=line.box)

    def read(self, image: Image) -> list[Line]:
        """Return the lines of one upright picture, cleaned of what nobody can see."""
        return [replace(line, text=clean(line.text)) for line in self._read(image)]

    def _read(self, image: Image) -> list[Line]:
        if self._pages is None or self._photos is None:
            return cast("Reader", self._pages or self._photos).read(image)
        if not is_page(image):
            return self._photos.read(image)
        page = self._pages.read(image)
        if page and confidence(page) >= TRUSTED:
            return page
        return better(page, self._photos.read(image))


def better(page: list[Line], photo: list[Line]) -> list[Line]:
    """The reading with more sure characters; Tesseract's only where it half believes it itself."""
    if confidence(page) < DOUBTFUL:
        return photo
    return max(photo, page, key=_weight)


def _weight(lines: list[Line]) -> float:
    return sum(line.score * len(line.text) for line in lines)
