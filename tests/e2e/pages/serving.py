"""A web server for a page to ask: each request has a thread, and every answer is closed in the end."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Give the application's address while it is served; streams of news end with it."""
    closing = Event()
    app.extensions["alive"] = lambda: not closing.is_set()
    httpd = make_server("127.0.0.1", 0, closed(app.wsgi_app), threaded=True)
    httpd.daemon_threads = False  # closing waits for the uploads that are under way
    thread = Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        closing.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def closed(app: Wsgi) -> Wsgi:
    """Close what is sent also where the browser hangs up, which werkzeug's server forgets at times."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        parts = app(environ, start_response)
        return _to_the_end(parts)

    return answer


def _to_the_end(parts: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from (part for part in parts)  # `parts` themselves would be closed here, and again below
    finally:
        if close := getattr(parts, "close", None):
            close()
