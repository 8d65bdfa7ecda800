"""Which batch a file of the inbox belongs to: files of one source that come without a long pause are one."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from shared.db import batches
from shared.db.connection import Connect

PAUSE = 60.0  # seconds without a file after which the next one begins a new batch


@dataclass
class _Open:
    """The batch that files of one source arrive in now."""

    id: int
    last: float


class InboxBatch:
    """The batches that files arrive in now, for several threads; `label` names the source of a path."""

    def __init__(
        self,
        connect: Connect,
        source: str,
        pause: float = PAUSE,
        label: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self._connect, self._source, self._pause, self._label = connect, source, pause, label
        self._lock = threading.Lock()
        self._open: dict[str, _Open] = {}

    def __call__(self, path: str = "") -> int:
        """The batch for a file that arrives now from this path of the inbox."""
        source = self._label(path) or self._source
        with self._lock:
            batch = self._open.get(source)
            if batch is None or time.monotonic() - batch.last > self._pause:
                with self._connect() as conn:
                    batch = _Open(batches.begin(conn, source, "inbox"), 0.0)
                self._open[source] = batch
            batch.last = time.monotonic()
            return batch.id
