"""Looks at live pictures in the process that analyzes, with the model that is in memory there.

A picture that somebody watches live comes between two pictures of files, never beside one: models are not
made for two threads.  What is seen goes back to who asked and nowhere else.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import psycopg2
from PIL import Image

from shared.analyzer import Analyzer, FrameAnalyzer
from shared.db import glances
from shared.db.bell import Bell
from shared.db.connection import Connect, connector
from shared.db.glances import Glance
from shared.domain import Finding, Outline
from shared.errors import BowerbirdError, InvalidSetting, UnreadableMedia
from shared.text import clean

log = logging.getLogger(__name__)

LONGEST = 1280  # px of a side
_REST = 5.0  # seconds after the database went away
_WAIT = 30.0  # seconds for a bell that was not heard
MOST = 300  # findings of one picture that are told
_LINE = 200  # characters of a line that was read
Look = Callable[[Image.Image], Iterator[Finding]]
Other = Callable[[str], Analyzer]


@dataclass(frozen=True)
class Watcher:
    """Answers for one analyzer: `hand` looks, one picture at a time, with the model that `load` brings.

    `other` gives the analyzer with another of its models, where somebody asks for that.
    """

    name: str
    load: Callable[[], None]
    look: Look
    connect: Connect
    hand: Executor
    turn: threading.Lock
    other: Other | None = None

    def answer_all(self) -> None:
        """Look at everything that waits."""
        while self._answer_one():
            pass

    def _answer_one(self) -> bool:
        with self.connect() as conn:
            glance = glances.take(conn, self.name)
        if glance is None:
            return False
        began = time.monotonic()
        done = self.hand.submit(self._look, glance)
        error = done.exception()
        answer = {"problem": _reason(error)} if error else {"findings": done.result()}
        with self.connect() as conn:
            glances.tell(conn, glance.id, answer | {"seconds": round(time.monotonic() - began, 4)})
        return True

    def _look(self, glance: Glance) -> list[dict[str, Any]]:
        picture = _picture(glance.frame)
        look = self._with(glance.model)
        return [_told(found) for found in look(picture) if found.label or found.text or found.outline][:MOST]

    def _with(self, model: str) -> Look:
        if not model or self.other is None:
            self.load()
            return self.look
        analyzer = self.other(model)
        if not isinstance(analyzer, FrameAnalyzer):
            raise InvalidSetting(f"{model} looks at no pictures")
        return _one_at_a_time(analyzer.look, self.turn)


def begin(
    analyzer: FrameAnalyzer, load: Callable[[], None], url: str, other: Other | None = None
) -> threading.Event:
    """Answer live pictures from now on, until this process ends or what is returned is set."""
    over, turn = threading.Event(), threading.Lock()
    look = _one_at_a_time(analyzer.look, turn)
    analyzer.look = look  # type: ignore[method-assign, assignment]
    hand = ThreadPoolExecutor(1)
    watcher = Watcher(analyzer.name, load, look, connector(url, durable=False), hand, turn, other)
    threading.Thread(target=_serve, args=(watcher, url, over), daemon=True, name="glances").start()
    return over


def _serve(watcher: Watcher, url: str, over: threading.Event) -> None:
    while not over.is_set():
        try:
            with Bell(url, glances.CHANNEL) as bell:
                while not over.is_set():
                    watcher.answer_all()
                    bell.wait(_WAIT)
        except psycopg2.Error as error:
            log.debug("no live pictures for now: %s", error)
            over.wait(_REST)


def _one_at_a_time(look: Look, turn: threading.Lock) -> Look:
    def guarded(image: Image.Image) -> Iterator[Finding]:
        with turn:
            found = list(look(image))
        return iter(found)

    return guarded


def _picture(frame: bytes) -> Image.Image:
    """The picture; only a JPEG of a moderate size is opened."""
    image = Image.open(BytesIO(frame), formats=("JPEG",))
    if max(image.size) > LONGEST:
        raise UnreadableMedia(f"a live picture has at most {LONGEST} pixels a side")
    return image.convert("RGB")


def _told(found: Finding) -> dict[str, Any]:
    box = found.box and [found.box.left, found.box.top, found.box.width, found.box.height]
    told = {"label": found.label or clean(found.text or "", _LINE), "score": found.score, "box": box}
    return told | {"outline": _drawn(found.outline)} if found.outline else told


def _drawn(outline: Outline) -> dict[str, Any]:
    points = [round(number, 4) for point in outline.points for number in point]
    return {"kind": outline.kind, "points": points, "sure": [round(one, 2) for one in outline.sure] or None}


def _reason(error: BaseException) -> str:
    return str(error) if isinstance(error, BowerbirdError) else f"it failed: {type(error).__name__}"
