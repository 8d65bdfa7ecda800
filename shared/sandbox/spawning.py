"""Starts processes from one thread that lives as long as this process.

PR_SET_PDEATHSIG kills a child when the *thread* that started it ends; a web server's threads come and go.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Spawner:
    """One lasting thread; a forked process gets its own, as threads do not survive a fork."""

    def __init__(self) -> None:
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def call(self, start: Callable[[], T]) -> T:
        """What `start()` returns, called on the lasting thread."""
        return self._thread.submit(start).result()

    def _renew(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="spawner")


spawner = Spawner()
