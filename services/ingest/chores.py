"""What is done now and then beside taking files in, in a thread of its own, so that neither waits."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg2

from shared.errors import BowerbirdError

log = logging.getLogger(__name__)

TICK = 1.0  # seconds between two looks at the clock


@dataclass(frozen=True)
class Chore:
    """Something to do every `seconds`, at once at first; `name` is for the log."""

    name: str
    seconds: float
    work: Callable[[], None]


class Chores:
    """Does each chore when it is due, until it is closed."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End once the chore at hand is done."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        due = dict.fromkeys(self._chores, 0.0)
        while not self._stop.is_set():
            for chore in self._chores:
                if time.monotonic() >= due[chore]:
                    _do(chore)
                    due[chore] = time.monotonic() + chore.seconds
            self._stop.wait(TICK)


def _do(chore: Chore) -> None:
    try:
        chore.work()
    except (psycopg2.Error, OSError, BowerbirdError) as error:
        log.warning("%s is tried again later: %s", chore.name, str(error).strip())
