"""Health and metrics over HTTP, in a thread, for a service without a web page of its own."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, disable_created_metrics, generate_latest

from shared.errors import InvalidSetting
from shared.settings import Settings

log = logging.getLogger(__name__)

Ready = Callable[[], str | None]

_REQUESTS = 4  # answered at a time; others are turned away
_PATIENCE = 5.0  # seconds for a client to ask, and for another's question about readiness to end
_TEXT = "text/plain; charset=utf-8"
disable_created_metrics()  # type: ignore[no-untyped-call]  # twice the lines, and nobody asks


@contextmanager
def serving(settings: Settings, ready: Ready) -> Iterator[None]:
    """Answer /healthz, /readyz and /metrics on HEALTH_HOST:HEALTH_PORT inside the block.

    `ready` returns None, or the sentence that says why this service cannot work now.  Where the port
    is 0 nothing listens.
    """
    if not settings.health_port:
        yield
        return
    with _listening(settings, ready) as server:
        threading.Thread(target=server.serve_forever, args=(0.1,), name="health", daemon=True).start()
        log.info("health and metrics on http://%s:%s", settings.health_host, settings.health_port)
        try:
            yield
        finally:
            server.shutdown()


def _listening(settings: Settings, ready: Ready) -> "_Server":
    host, port = settings.health_host, settings.health_port
    try:
        return _Server((host, port), ready)
    except OSError as error:
        raise InvalidSetting(f"HEALTH_PORT={port}: cannot listen on {host}: {error.strerror}") from error


class Turns:
    """Readiness of a loop: its last good turn must not be longer ago than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: float | None = None
        self._trouble: str | None = None

    def good(self) -> None:
        """Note that a turn ended well."""
        self._last, self._trouble = time.monotonic(), None

    def bad(self, sentence: str) -> None:
        """Note what stands in the way of a turn."""
        self._trouble = sentence

    def __call__(self) -> str | None:
        """None while all is well, else what is wrong."""
        if self._trouble:
            return self._trouble
        if self._last is None:
            return "it is starting"
        silent = time.monotonic() - self._last
        return f"nothing has happened for {silent:.0f} s" if silent > self._seconds else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], ready: Ready) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)
        self._ready, self._asking = ready, threading.Lock()
        self._free = threading.BoundedSemaphore(_REQUESTS)
        os.register_at_fork(after_in_child=self.socket.close)  # the port ends with this process

    def readiness(self) -> str | None:
        """What `ready` says; it is asked by one client at a time, for it may wait for a server."""
        if not self._asking.acquire(timeout=_PATIENCE):
            return "it takes too long to find out"
        try:
            return self._ready()
        finally:
            self._asking.release()

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.warning("a question about health was not answered", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE
    server_version, sys_version = "bowerbird", ""

    def do_GET(self) -> None:
        """Answer one of the three pages; `/` and `/health` are old names of the first."""
        alive = dict.fromkeys(("/healthz", "/health", "/"), self._healthz)
        pages = alive | {"/readyz": self._readyz, "/metrics": self._metrics}
        page = pages.get(self.path.partition("?")[0])
        if page is None:
            self._answer(404, _TEXT, b"there are /healthz, /readyz and /metrics\n")
            return
        page()

    def _healthz(self) -> None:
        self._answer(200, _TEXT, b"alive\n")

    def _readyz(self) -> None:
        trouble = self.server.readiness()
        self._answer(503 if trouble else 200, _TEXT, f"{trouble or 'ready'}\n".encode())

    def _metrics(self) -> None:
        self._answer(200, CONTENT_TYPE_LATEST, generate_latest())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """No line for a question that comes every few seconds."""
