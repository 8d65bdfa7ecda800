"""Looks at the database for all open pages at once, and wakes those that wait for something to move."""

import logging
import time
from threading import Condition, Thread

import psycopg2
from psycopg2.pool import PoolError

from shared.db.connection import Connect
from shared.db.stir import Stir, stir

log = logging.getLogger(__name__)

PERIOD = 1.0  # seconds between two looks at the database
MOST = 24  # streams; each keeps a thread


class Feed:
    """Looks at the library for everybody who listens, as long as there is somebody."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._moved = Condition()
        self._listeners = 0
        self._watched = False
        self._now: Stir | None = None

    def join(self) -> bool:
        """Be one of those who listen; False where they are too many already."""
        with self._moved:
            if self._listeners >= MOST:
                return False
            self._listeners += 1
            if not self._watched:
                self._watched = True
                Thread(target=self._watch, name="live", daemon=True).start()
            return True

    def leave(self) -> None:
        """Listen no more."""
        with self._moved:
            self._listeners -= 1

    def after(self, seen: Stir | None, seconds: float) -> Stir | None:
        """Wait until the marks differ from those `seen`, at most so long; return them as they are."""
        with self._moved:
            self._moved.wait_for(lambda: self._now != seen, seconds)
            return self._now

    def _watch(self) -> None:
        while True:
            self._look()
            time.sleep(PERIOD)
            with self._moved:
                if not self._listeners:
                    self._watched = False
                    return

    def _look(self) -> None:
        try:
            with self._connect() as conn:
                found = stir(conn)
        except (psycopg2.Error, PoolError) as error:
            log.warning("cannot look for what moved: %s", type(error).__name__)
            return
        with self._moved:
            if found != self._now:
                self._now = found
                self._moved.notify_all()
