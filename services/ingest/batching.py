"""Which batch a file of the inbox belongs to: files that come without a long pause are one."""

import threading
import time

from shared.db import batches
from shared.db.connection import Connect

PAUSE = 60.0  # seconds without a file after which the next one begins a new batch


class InboxBatch:
    """The batch that files arrive in now, for several threads."""

    def __init__(self, connect: Connect, source: str, pause: float = PAUSE) -> None:
        self._connect, self._source, self._pause = connect, source, pause
        self._lock = threading.Lock()
        self._batch: int | None = None
        self._last = 0.0

    def __call__(self) -> int:
        """The batch for a file that arrives now."""
        with self._lock:
            if self._batch is None or time.monotonic() - self._last > self._pause:
                with self._connect() as conn:
                    self._batch = batches.begin(conn, self._source, "inbox")
            self._last = time.monotonic()
            return self._batch
