"""Tells open pages that something moved, so that they show it without being loaded again.

An event carries no content: each page asks for its own part, and is given what its reader may see.
"""

import logging
import time
from collections.abc import Callable, Iterator
from threading import Condition, Thread

import psycopg2
from flask import Blueprint, Flask, Response, abort, current_app
from psycopg2.pool import PoolError

from services.web.answers import Problem
from services.web.operations import operation
from shared.db.connection import Connect
from shared.db.stir import Stir, stir

log = logging.getLogger(__name__)
bp = Blueprint("live", __name__, url_prefix="/api")

PERIOD = 1.0  # seconds between two looks at the database
HEARTBEAT = 15.0  # seconds after which a silent stream says that it is alive
LASTS = 300.0  # seconds; then the browser comes again, and is asked again who it is
MOST = 24  # streams; each keeps a thread
FIELDS = {"newest": "media", "trashed": "media", "ended": "analysis"}


class Feed:
    """Looks at the library for everybody who listens, as long as there is somebody."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._moved = Condition()
        self._listeners = 0
        self._watched = False
        self._now: Stir | None = None

    def join(self) -> bool:
        """Be one of those who listen; False where they are too many already."""
        with self._moved:
            if self._listeners >= MOST:
                return False
            self._listeners += 1
            if not self._watched:
                self._watched = True
                Thread(target=self._watch, name="live", daemon=True).start()
            return True

    def leave(self) -> None:
        """Listen no more."""
        with self._moved:
            self._listeners -= 1

    def after(self, seen: Stir | None, seconds: float) -> Stir | None:
        """Wait until the marks differ from those `seen`, at most so long; return them as they are."""
        with self._moved:
            self._moved.wait_for(lambda: self._now != seen, seconds)
            return self._now

    def _watch(self) -> None:
        while True:
            self._look()
            time.sleep(PERIOD)
            with self._moved:
                if not self._listeners:
                    self._watched = False
                    return

    def _look(self) -> None:
        try:
            with self._connect() as conn:
                found = stir(conn)
        except (psycopg2.Error, PoolError) as error:
            log.warning("cannot look for what moved: %s", type(error).__name__)
            return
        with self._moved:
            if found != self._now:
                self._now = found
                self._moved.notify_all()


def feed_pages(app: Flask, connect: Connect) -> None:
    """Give the application its feed."""
    app.extensions["feed"] = Feed(connect)


@bp.get("/events")
@operation({503: Problem}, media=("text/event-stream",))
def events() -> Response:
    """Server-sent events: `media` when files came or went, `analysis` when analyses ended."""
    feed: Feed = current_app.extensions["feed"]
    alive: Callable[[], bool] = current_app.extensions.get("alive", lambda: True)
    if not feed.join():
        abort(503, "too many pages are open; this one goes on without live news")
    answer = Response(_told(feed, alive), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    answer.call_on_close(feed.leave)
    return answer


def _told(feed: Feed, alive: Callable[[], bool]) -> Iterator[str]:
    yield "retry: 2000\n\n"
    seen = feed.after(None, PERIOD)
    began = spoke = time.monotonic()
    while alive() and time.monotonic() < began + LASTS:
        now = feed.after(seen, PERIOD)
        if now != seen:
            yield "".join(f"event: {name}\ndata: {{}}\n\n" for name in _moved(seen, now))
            seen, spoke = now, time.monotonic()
        elif time.monotonic() > spoke + HEARTBEAT:
            yield ": still here\n\n"
            spoke = time.monotonic()


def _moved(seen: Stir | None, now: Stir | None) -> list[str]:
    names = [
        name for field, name in FIELDS.items() if getattr(seen, field, None) != getattr(now, field, None)
    ]
    return sorted(set(names))
