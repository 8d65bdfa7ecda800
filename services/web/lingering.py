"""Reads on after a refusal, so that it reaches a proxy that is still sending.

A connection that is closed with bytes unread is reset, and the proxy may lose the answer with it.
"""

import socket
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Flask, Response, request

from services.web.context import settings

SECONDS = 5.0  # at most; a proxy hangs up as soon as it has the answer
CHUNK = 1 << 16


def linger_on_refusals(app: Flask) -> None:
    """Discard what is left of a request's body once its refusal was sent."""
    app.after_request(_linger)


def _linger(response: Response) -> Response:
    if response.status_code >= 400 and settings().proxies and request.method not in {"GET", "HEAD"}:
        response.call_on_close(partial(_discard, request.environ))
    return response


def _discard(environ: Mapping[str, Any]) -> None:
    connection, ends = environ.get("gunicorn.socket"), time.monotonic() + SECONDS
    if not isinstance(connection, socket.socket):
        return
    patience = connection.gettimeout()
    connection.settimeout(SECONDS)
    try:
        while environ["wsgi.input"].read(CHUNK) and time.monotonic() < ends:
            continue
        connection.settimeout(patience)
    except OSError:
        return
