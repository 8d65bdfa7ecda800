"""The folders in which analyzers make files, one for each process."""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ABANDONED = 24 * 3600  # seconds after which the folder of a process that was killed is removed


@contextmanager
def empty(root: Path) -> Iterator[Path]:
    """A folder of this process, empty before and after; made once, for making one costs a millisecond."""
    folder = root / f"{socket.gethostname()}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    try:
        yield folder
    finally:
        _clear(folder)


def sweep(root: Path) -> None:
    """Remove the folders of processes that ended long ago."""
    for folder in root.glob("*"):
        if folder.stat().st_mtime < time.time() - _ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)


def _clear(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
