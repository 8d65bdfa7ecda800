"""Answers requests that cannot be read, before the application hears of them, as it would answer itself."""

import logging
import socket
import time
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import ThreadWorker

from services.web.answers import problem
from services.web.headers import ALWAYS
from services.web.words import _

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds in which the rest of a request is read: a connection closed before is reset
CHUNK = 1 << 16


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker of threads, whose one place for such answers is its own method.

    No setting or hook reaches them, the application is not asked, and its page has none of our headers.
    """

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Say why a request was refused, in the form of every other page."""
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        log.info("refused a request that cannot be read: %s", type(exc).__name__)
        with suppress(OSError):  # who sends such things may have left
            client.sendall(refusal(self.wsgi, exc))
            _drain(client)


def refusal(app: Flask, error: Exception) -> bytes:
    """The whole answer to a request that could not be read, its headers and its page."""
    with app.test_request_context():
        response = problem(*_said(error))
    response.headers.update(ALWAYS | {"Cache-Control": "no-store", "Connection": "close"})
    return f"HTTP/1.1 {response.status}\r\n{response.headers}".encode() + response.get_data()


def _said(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, LimitRequestLine):
        return 414, "URI Too Long", _("This address is too long. If it holds a search, make it shorter.")
    if isinstance(error, LimitRequestHeaders):
        return 431, "Request Header Fields Too Large", _("This request says too much about itself.")
    return 400, "Bad Request", _("This request could not be understood.")


def _drain(client: socket.socket) -> None:
    client.shutdown(socket.SHUT_WR)
    client.settimeout(PATIENCE)
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and client.recv(CHUNK):
        continue
