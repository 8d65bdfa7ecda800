"""Runs the web application until it is told to stop."""

import gc
import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from services.web import feed, metrics
from services.web.app import CONNECTIONS, create_app
from services.web.health import trouble
from services.web.unread import Worker
from shared import health, logs, process, settings
from shared.db.connection import pooled
from shared.settings import Settings

THREADS = 16 + feed.MOST  # one for each stream of news beside those that work


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with one process of many threads, so that an upload of hours holds up no one."""

    def __init__(self, app: Flask, held: Settings) -> None:
        self._app, self._settings = app, held
        super().__init__()

    def load_config(self) -> None:
        """Everything comes from our settings; a file of gunicorn's own is not looked for."""
        for name, value in options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application to serve."""
        return self._app


def options(held: Settings) -> dict[str, Any]:
    """How gunicorn is run.  Its timeout is about a worker that hangs, not about a request that lasts."""
    host = f"[{held.host}]" if ":" in held.host else held.host
    return {
        "bind": f"{host}:{held.port}",
        "workers": 1,
        "worker_class": Worker,
        "threads": THREADS,
        "timeout": 60,
        "graceful_timeout": 10,
        "keepalive": 75,
        "limit_request_line": 8190,
        "forwarded_allow_ips": "",
        "control_socket_disable": True,
        "logconfig_dict": _logging(held),
        "proc_name": "bowerbird-web",
        "post_worker_init": _measured(held),
    }


def _measured(held: Settings) -> Callable[[Any], None]:
    """Serve the metrics from the process that counts, on HEALTH_PORT and never through the public door."""

    def begin(worker: Any) -> None:
        worker.wsgi.extensions["alive"] = lambda: worker.alive
        gc.collect()
        gc.freeze()  # what is there from the beginning stays: to look through it all again takes 50 ms
        stack = ExitStack()
        stack.enter_context(health.serving(held, partial(trouble, worker.wsgi)))
        worker.cfg.set("worker_exit", lambda _arbiter, _worker: stack.close())

    return begin


def _logging(held: Settings) -> dict[str, Any]:
    """Gunicorn's lines go where ours go, in the same format; it logs no requests, the application does."""
    return {
        "handlers": {"console": {"()": partial(logs.handler, "web", held.log_format)}},
        "formatters": {},
        "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True}},
    }


def main() -> int:
    """Serve until SIGTERM or SIGINT."""
    held = settings.load(needs=("database_url",))
    logs.configure("web", held.log_format)
    logging.getLogger(__name__).info("listening on http://%s:%s", held.host, held.port)
    connect = metrics.counted(pooled(held.database_url, CONNECTIONS))
    Server(create_app(held, connect), held).run()
    return 0


if __name__ == "__main__":
    sys.exit(process.run(main))
