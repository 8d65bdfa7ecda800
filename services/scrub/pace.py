"""Keeps a reader to so many bytes a second."""

import threading
import time

_LONGEST = 1.0  # seconds that one wait may take, so that a stop is heard


class Pace:
    """Spreads reads over time; a rate of 0 does not wait at all."""

    def __init__(self, rate: float, stop: threading.Event) -> None:
        self._rate = rate
        self._stop = stop
        self._due = time.monotonic()

    def read(self, size: int) -> None:
        """Tell that `size` bytes were read; return when the next may be read, or at a stop."""
        if not self._rate:
            return
        self._due = max(self._due, time.monotonic() - _LONGEST) + size / self._rate
        while not self._stop.is_set() and (rest := self._due - time.monotonic()) > 0:
            self._stop.wait(min(rest, _LONGEST))
