"""Asks the one configured tile server, and leaves it alone while it does not answer."""

import http.client
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message

from shared import __version__
from shared.errors import BowerbirdError

PATIENCE = 5.0  # seconds for one tile, looking up the name included
AT_ONCE = 4
LARGEST = 1 << 20  # bytes of a tile
_SHORTEST_REST = 15.0  # seconds
_LONGEST_REST = 300.0
_AGENT = f"Bowerbird/{__version__} (self-hosted photo library)"
_BROKEN = (urllib.error.URLError, http.client.HTTPException, OSError)


class TileUnavailable(BowerbirdError):
    """The tile server does not answer, or refuses."""


class NoSuchTile(BowerbirdError):
    """The tile server has no such tile."""


@dataclass(frozen=True)
class Known:
    """By what a tile that is held already is asked after again."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """What the server sent; no `body` where the one that is known still holds."""

    body: bytes | None
    headers: Message


@dataclass
class Rest:
    """A circuit breaker: after a failure no one asks for a while, which doubles with each; then one tries."""

    clock: Callable[[], float] = time.monotonic
    _until: float = 0.0
    _pause: float = _SHORTEST_REST
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def over(self) -> bool:
        """Whether the server may be asked; the first to hear so after a rest is the one that tries."""
        with self._lock:
            now = self.clock()
            if now < self._until:
                return False
            if self._until:
                self._until = now + PATIENCE
            return True

    def begin(self) -> None:
        """The server failed."""
        with self._lock:
            self._until = self.clock() + self._pause
            self._pause = min(2 * self._pause, _LONGEST_REST)

    def end(self) -> None:
        """The server answered."""
        with self._lock:
            self._until, self._pause = 0.0, _SHORTEST_REST


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The configured address is the only one that is asked."""

    def redirect_request(self, *_: object) -> None:
        """Take no other address."""


class TileServer:
    """Fetches tiles by a template with `{z}`, `{x}` and `{y}`."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._rest = Rest()

    def fetch(self, z: int, x: int, y: int, known: Known | None = None) -> Fetched:
        """One tile; raises `NoSuchTile` or `TileUnavailable`, the latter within a few seconds."""
        if not self._rest.over():
            raise TileUnavailable("the tile server did not answer a moment ago")
        if not self._places.acquire(timeout=PATIENCE):
            raise TileUnavailable("the tile server is slow")
        answers: queue.SimpleQueue[Fetched | Exception] = queue.SimpleQueue()
        request = self._request(z, x, y, known or Known())
        # A thread, as looking up a name heeds no time-out; the place is free when it has really ended.
        threading.Thread(target=self._ask, args=(request, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=PATIENCE)
        except queue.Empty:
            answer = TimeoutError("it does not answer")
        if isinstance(answer, OSError | http.client.HTTPException):
            self._rest.begin()
            raise TileUnavailable(f"the tile server cannot be reached: {answer}") from answer
        self._rest.end()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _request(self, z: int, x: int, y: int, known: Known) -> urllib.request.Request:
        url = self._template.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
        headers = {"User-Agent": _AGENT, "Accept": "image/*"}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
        return urllib.request.Request(url, headers=headers)  # noqa: S310  # the rule of MAP_TILES lets http(s) pass

    def _ask(self, request: urllib.request.Request, answers: queue.SimpleQueue[Fetched | Exception]) -> None:
        try:
            answers.put(self._answer(request))
        except (NoSuchTile, *_BROKEN) as error:
            answers.put(error)
        finally:
            self._places.release()

    def _answer(self, request: urllib.request.Request) -> Fetched:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                body = answer.read(LARGEST + 1)
                if len(body) > LARGEST:
                    raise OSError("a tile of more than a megabyte")
                return Fetched(body, answer.headers)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.client.NOT_MODIFIED:
                return Fetched(None, error.headers)
            if error.code in {http.client.NOT_FOUND, http.client.GONE}:
                raise NoSuchTile("there is no such tile") from error
            raise
