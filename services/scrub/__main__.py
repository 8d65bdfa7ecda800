"""Runs the scrubber until SIGTERM or SIGINT: a round, then a rest until the next is due."""

import logging
import os
import signal
import sys
import threading

import psycopg2

from services.scrub.round import Scrubber
from shared import health, logs, process, settings
from shared.db import scrubs
from shared.db.connection import Connect, connector
from shared.settings import Settings
from shared.storage import Storage

log = logging.getLogger(__name__)

_NICENESS = 10
_PAUSE = 60.0  # seconds until it is asked again whether a round is due
_PROBLEM = 30.0  # seconds until a database that does not answer is asked again


def main() -> int:
    """Serve; return the exit status."""
    values = settings.load(needs=("database_url",))
    logs.configure("scrub", values.log_format)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    os.nice(_NICENESS)
    connect = connector(values.database_url)
    turns = health.Turns(float("inf"))  # a round may last for days
    with health.serving(values, turns):
        _run(values, connect, stop, turns)
    return 0


def _run(values: Settings, connect: Connect, stop: threading.Event, turns: health.Turns) -> None:
    turns.good()
    while not stop.is_set():
        try:
            pause = _turn(values, connect, stop)
            turns.good()
            stop.wait(pause)
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            turns.bad(f"cannot reach the database: {str(error).strip()}")
            log.warning("cannot reach the database, trying again in %.0f s: %s", _PROBLEM, str(error).strip())
            stop.wait(_PROBLEM)


def _turn(values: Settings, connect: Connect, stop: threading.Event) -> float:
    """Make a round if one is due; return how many seconds to rest."""
    storage = Storage(values.storage)
    if not values.scrub_rate or not storage.originals.is_dir():  # an unmounted disk is no loss
        return _PAUSE
    with connect() as conn:
        begun = scrubs.unfinished(conn)
        if begun is None and scrubs.wait(conn, values.scrub_days) <= 0:
            begun = scrubs.begin(conn, steady=True)
    if begun is None:
        return _PAUSE
    if Scrubber(connect, storage, values.scrub_rate, stop).run(begun):
        log.info("a round came to its end")
    return 0.0


if __name__ == "__main__":
    sys.exit(process.run(main))
