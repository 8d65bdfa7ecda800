"""One round of the scrubber: every original hashed again, every file among them known."""

import hashlib
import logging
import os
import stat
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from services.scrub.pace import Pace
from shared.db import scrubs
from shared.db.connection import Connect
from shared.db.scrubs import Kept, Round, Verdict
from shared.errors import UnreadableMedia
from shared.keeping.content import CHUNK, opened
from shared.storage import Storage

log = logging.getLogger(__name__)

_BATCH = 50  # originals between two notes of the position
_PATHS = 500
_YOUNG = 3600.0  # seconds; a file without a row may just be on its way in


class Scrubber:
    """Looks at the originals of one library, at no more than `rate` bytes a second; 0 is no limit."""

    def __init__(self, connect: Connect, storage: Storage, rate: float, stop: threading.Event) -> None:
        self._connect = connect
        self._storage = storage
        self._stop = stop
        self._pace = Pace(rate, stop)

    def run(self, begun: Round) -> bool:
        """Go on with a round from where it was; return whether it came to its end."""
        position: int | None = begun.position
        while position is not None and not self._stop.is_set():
            position = self._advance(begun, position)
        if self._stop.is_set():
            return False
        for paths in _slices(_files(self._storage.originals), _PATHS):
            if self._stop.is_set():
                return False
            self._find_strays(begun, paths)
        with self._connect() as conn:
            scrubs.end(conn, begun.id)
        return True

    def _advance(self, begun: Round, position: int) -> int | None:
        """Look at the next originals; return the new position, None after the last."""
        with self._connect() as conn:
            kept = scrubs.next_kept(conn, position, _BATCH)
        looked: list[tuple[Kept, Verdict]] = []
        for one in kept:
            verdict = self._look(one)
            if self._stop.is_set():
                break  # it may have been cut short
            looked.append((one, verdict))
        if looked:
            position = looked[-1][0].id
            with self._connect() as conn:
                scrubs.note(conn, begun.id, [verdict for _, verdict in looked], position=position)
        return position if kept else None

    def _look(self, kept: Kept) -> Verdict:
        try:
            with opened(self._storage.original(kept.path)) as descriptor:
                size = os.fstat(descriptor).st_size
                digest = self._hash(descriptor) if size == kept.size else None
        except FileNotFoundError:
            return self._ill(kept, "missing", "the file is not there")
        except UnreadableMedia as error:
            return self._ill(kept, "changed", str(error))
        except OSError as error:
            return self._ill(kept, "unreadable", error.strerror or type(error).__name__)
        if self._stop.is_set() or digest == kept.sha512:
            return Verdict(kept.path, kept.id, size)
        was = (
            f"{size} bytes instead of {kept.size}" if digest is None else f"its SHA-512 is now {digest[:12]}…"
        )
        return self._ill(kept, "changed", was)

    def _hash(self, descriptor: int) -> str:
        hashed = hashlib.sha512()
        while not self._stop.is_set() and (chunk := os.read(descriptor, CHUNK)):
            hashed.update(chunk)
            self._pace.read(len(chunk))
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)  # leave the cache to those who browse
        return hashed.hexdigest()

    def _ill(self, kept: Kept, state: scrubs.State, detail: str) -> Verdict:
        log.error("originals/%s is %s: %s", kept.path, state, detail)
        return Verdict(kept.path, kept.id, 0, state, detail)

    def _find_strays(self, begun: Round, files: list[Path]) -> None:
        root = self._storage.originals
        named = {os.fspath(file.relative_to(root)): file for file in files}
        stored = [name for name in named if _storable(name)]
        with self._connect() as conn:
            unknown = scrubs.unknown(conn, stored)
        odd = [name for name in named if not _storable(name)]
        strays = [name for name in [*unknown, *odd] if _settled(named[name])]
        for name in strays:
            log.warning("originals/%s belongs to no file of the library", _shown(name))
        verdicts = [Verdict(_shown(name), None, 0, "stray", "no file of the library") for name in strays]
        with self._connect() as conn:
            scrubs.note(conn, begun.id, verdicts)


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in names:
            yield Path(place, name)


def _slices(files: Iterable[Path], size: int) -> Iterator[list[Path]]:
    rest = iter(files)
    while taken := list(islice(rest, size)):
        yield taken


def _settled(file: Path) -> bool:
    try:
        there = file.lstat()
    except FileNotFoundError:
        return False
    return time.time() - there.st_ctime > _YOUNG or not stat.S_ISREG(there.st_mode)


def _storable(name: str) -> bool:
    return _shown(name) == name


def _shown(name: str) -> str:
    """The name as it can be stored: bytes that are no UTF-8 as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()
