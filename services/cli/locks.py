"""A file that one process at a time may hold."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.errors import Conflict


@contextmanager
def locked(file: Path, refusal: Callable[[], str]) -> Iterator[None]:
    """Hold `file`, made where it is not there; raise `Conflict` with `refusal` where another does."""
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(refusal()) from error
        yield
