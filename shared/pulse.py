"""What a worker says about itself while it works: its lease goes on, it is alive, it lacks weights."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from shared.analyzer import Analyzer
from shared.db import analyses, leases, workers
from shared.db.connection import Connect
from shared.domain import Lease
from shared.errors import InvalidSetting, MissingWeights

log = logging.getLogger(__name__)


class Heartbeat:
    """Renews the lease of the file in hand every third of its time, in a thread of its own."""

    def __init__(self, connect: Connect, seconds: float) -> None:
        self._connect = connect
        self._seconds = seconds
        self._lease: Lease | None = None
        self._thread: threading.Thread | None = None

    @contextmanager
    def of(self, lease: Lease) -> Iterator[None]:
        """Keep `lease` alive inside the block."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
            self._thread.start()
        self._lease = lease
        try:
            yield
        finally:
            self._lease = None

    def _beat(self) -> None:
        pause = threading.Event()
        while not pause.wait(self._seconds / 3):
            if lease := self._lease:
                self._renew(lease)

    def _renew(self, lease: Lease) -> None:
        try:
            with self._connect() as conn:
                leases.renew(conn, lease, seconds=self._seconds)
        except psycopg2.Error as error:
            log.warning("cannot renew the lease of analysis %s: %s", lease.id, error)


class Pulse:
    """Registers the analyzer, and tells every `seconds` that the worker is alive or what it lacks."""

    def __init__(self, connect: Connect, analyzer: Analyzer, name: str, *, seconds: float = 2.0) -> None:
        self._connect = connect
        self._analyzer = analyzer
        self._name = name
        self._seconds = seconds
        self._registered: int | None = None
        self._missing: str | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beat inside the block; at its end give back what this worker still holds."""
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()
            self._leave()

    def _beat(self) -> None:
        while True:
            try:
                self.tell()
            except psycopg2.Error as error:
                log.warning("cannot reach the database: %s", str(error).strip())
            if self._stop.wait(self._seconds):
                return

    def tell(self) -> None:
        """Beat once."""
        missing = self._lacking()
        with self._connect() as conn:
            # Better weights may have come, and with them another version.
            if self._registered != self._analyzer.version or (self._missing and not missing):
                planned = analyses.register(conn, self._analyzer)
                log.info("registered version %s, %s files planned", self._analyzer.version, planned)
            analyses.block(conn, self._analyzer.name, missing)
            workers.seen(conn, self._name, self._analyzer.name)
        self._registered, self._missing = self._analyzer.version, missing

    def _lacking(self) -> str | None:
        try:
            self._analyzer.check()
        except (MissingWeights, InvalidSetting) as error:
            if self._missing is None:
                log.warning("%s", error)
            return str(error)
        return None

    def _leave(self) -> None:
        try:
            with self._connect() as conn:
                leases.release_all(conn, self._name)
                workers.gone(conn, self._name)
        except psycopg2.Error as error:
            log.warning("what this worker held is taken back when its lease ends: %s", str(error).strip())
