"""Tells open pages that something moved, so that they show it without being loaded again.

An event carries no content: each page asks for its own part, and is given what its reader may see.
"""

import time
from collections.abc import Callable, Iterator

from flask import Blueprint, Flask, Response, abort, current_app

from services.web.answers import Problem
from services.web.feed import PERIOD, Feed
from services.web.operations import operation
from shared.db.connection import Connect
from shared.db.stir import Stir

bp = Blueprint("live", __name__, url_prefix="/api")

# Seconds after which a silent stream says that it is alive, and hears whether anybody listens.
HEARTBEAT = 5.0
LASTS = 300.0  # seconds; then the browser comes again, and is asked again who it is
FIELDS = {"newest": "media", "trashed": "media", "ended": "analysis", "changed": "change"}


def feed_pages(app: Flask, connect: Connect) -> None:
    """Give the application its feed."""
    app.extensions["feed"] = Feed(connect)


@bp.get("/events")
@operation({503: Problem}, media=("text/event-stream",))
def events() -> Response:
    """Server-sent events: `media` when files came or went, `change` of one, `analysis` that ended."""
    feed: Feed = current_app.extensions["feed"]
    alive: Callable[[], bool] = current_app.extensions.get("alive", lambda: True)
    if not feed.join():
        abort(503, "too many pages are open; this one goes on without live news")
    answer = Response(_told(feed, alive), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    places = [feed.leave]
    answer.call_on_close(lambda: places and places.pop()())  # a server may close an answer twice
    return answer


def _told(feed: Feed, alive: Callable[[], bool]) -> Iterator[str]:
    seen = feed.after(None, PERIOD)  # before a page hears anything: what comes later is news to it
    yield "retry: 2000\n\n"
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
