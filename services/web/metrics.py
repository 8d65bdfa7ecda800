"""What the web application counts: requests by route, and connections in use."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, g, request
from prometheus_client import Counter, Gauge, Histogram

from shared.db.connection import Connect, Connection

REQUESTS = Counter("bowerbird_http_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "bowerbird_http_request_duration_seconds",
    "From request to the answer's first byte",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600),
)
CONNECTIONS = Gauge("bowerbird_database_connections", "Connections to the database in use")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def begun() -> None:
    """Note when this request came."""
    g.begun = time.perf_counter()


def ended(route: str, response: Response) -> None:
    """Count this request; `route` is as it is written, so that there are only so many."""
    method = request.method if request.method in _METHODS else "other"
    REQUESTS.labels(method, route, response.status_code).inc()
    SECONDS.labels(route).observe(time.perf_counter() - g.begun)


def counted(connect: Connect) -> Connect:
    """Count the connections that are open to someone."""

    @contextmanager
    def opened() -> Iterator[Connection]:
        with CONNECTIONS.track_inprogress(), connect() as conn:
            yield conn

    return opened
