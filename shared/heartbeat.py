"""Keeps the lease of the file in hand alive while it is analysed."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from shared.db import leases
from shared.db.connection import Connect
from shared.domain import Lease
from shared.errors import CredentialsRefused, UntrustedServer

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
        except (CredentialsRefused, UntrustedServer) as error:
            log.debug("cannot renew the lease: %s", error)  # the worker itself tells people
        except psycopg2.Error as error:
            log.warning("cannot renew the lease of analysis %s: %s", lease.id, error)
