"""The database of a library whose stack does not run, for as long as a command needs it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg2

from services.cli.stack import place, postgres, programs
from services.cli.stack.child import Child
from services.cli.stack.journal import Journal
from shared.db.connection import connector
from shared.settings import Settings

_START = 60.0  # seconds; after a power cut the server replays its journal first
_STOP = 20.0
_BEAT = 0.05


@contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """Start the embedded database of DATA and yield the settings with its address; stop it at the end.

    Raises `Conflict` where a stack runs there, and `DatabaseFailed`.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    with place.held(settings.data):
        cluster = postgres.cluster(settings.data)
        journal = Journal(settings.data / "logs", lambda _: None, verbose=False)
        child = Child(programs.database(cluster), journal)
        child.start()
        try:
            _wait(child, cluster.url, journal)
            yield replace(settings, database_url=cluster.url)
        finally:
            _stop(child)


def _wait(child: Child, url: str, journal: Journal) -> None:
    deadline = time.monotonic() + _START
    connect = connector(url)
    while True:
        try:
            with connect() as conn:
                pass
        except psycopg2.OperationalError as error:
            if not child.alive or time.monotonic() > deadline:
                log = journal.file("postgres")
                raise postgres.DatabaseFailed(f"PostgreSQL did not start; see {log}") from error
            time.sleep(_BEAT)
        else:
            conn.close()
            return


def _stop(child: Child) -> None:
    child.send(child.program.stop)
    deadline = time.monotonic() + _STOP
    while child.alive and time.monotonic() < deadline:
        time.sleep(_BEAT)
    child.kill()
