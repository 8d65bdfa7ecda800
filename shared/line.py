"""A line to the web application: one kept HTTP connection, with limits so that nothing hangs."""

import http.client
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from shared.errors import MediaUnavailable

Answer = TypeVar("Answer")

SILENCE = 15.0  # seconds without one byte after which a connection counts as broken
PATIENCE = 40.0  # seconds without progress, over any number of connections, after which we give up
SLOWEST = 1 << 16  # bytes that are progress
_CHUNK = 1 << 18
_PAUSE = 0.5, 4.0  # seconds between two attempts, the first and the longest
BROKEN = (http.client.HTTPException, OSError)


class Interrupted(Exception):
    """The other side cannot answer just now, or stopped; asking again may work."""


class Line:
    """Asks the web application at `url`; for one thread."""

    def __init__(self, url: str, token: str, context: ssl.SSLContext | None) -> None:
        self._parts = urlsplit(url)
        self._headers = {"Authorization": f"Bearer {token}", "User-Agent": "bowerbird-worker"}
        self._context = context
        self._connection: http.client.HTTPConnection | None = None
        self._moved, self._bytes = time.monotonic(), 0

    def patiently(self, attempt: Callable[[], Answer]) -> Answer:
        """Repeat `attempt` until it succeeds; raise `MediaUnavailable` where nothing moves for long."""
        self._moved, pause = time.monotonic(), _PAUSE[0]
        while True:
            try:
                return attempt()
            except (Interrupted, *BROKEN) as error:
                self.close()
                if time.monotonic() - self._moved + pause > PATIENCE:
                    address = f"{self._parts.scheme}://{self._parts.netloc}"
                    raise MediaUnavailable(f"{address} does not give out media: {_words(error)}") from error
            time.sleep(pause)
            pause = min(2 * pause, _PAUSE[1])

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: Any = None
    ) -> http.client.HTTPResponse:
        """Send a request and return the answer, whatever its status below 500.

        Raises `Interrupted` for those above, and what is in `BROKEN`.
        """
        if self._connection is None:
            self._connection = self._opened()
        self._connection.request(method, path, body, {**self._headers, **(headers or {})})
        answer = self._connection.getresponse()
        if answer.status >= 500 or answer.status in {408, 429}:
            raise Interrupted(f"{answer.status} {answer.reason}")
        return answer

    def chunks(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        """The body as it arrives; raises `Interrupted` where it only drips."""
        while data := answer.read1(_CHUNK):
            self._note(len(data))
            yield data
        answer.close()  # read1 does not see the end, and the next question would find the line taken

    def sent(self, file: Path) -> Iterator[bytes]:
        """The content of `file`, to be sent as a body."""
        with file.open("rb") as stream:
            while data := stream.read(_CHUNK):
                yield data
                self._note(len(data))

    def close(self) -> None:
        """Hang up; the next question opens another connection."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _opened(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=SILENCE, context=self._context)
        return http.client.HTTPConnection(host, port, timeout=SILENCE)

    def _note(self, count: int) -> None:
        self._bytes += count
        now = time.monotonic()
        if self._bytes >= SLOWEST:
            self._moved, self._bytes = now, 0
        elif now - self._moved > PATIENCE:
            raise Interrupted(f"fewer than {SLOWEST} bytes came in {PATIENCE:.0f} s")


def _words(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).strip()
