"""Takes complete files out of the inbox into the library, several at a time, and tries again what failed."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

import psycopg2

from services.ingest import claims, metrics
from services.ingest.claims import Claim
from services.ingest.patience import Ready
from shared.errors import BowerbirdError, FileBusy
from shared.keeping import Keeper, names

log = logging.getLogger(__name__)

LIMIT = 1000  # files handed to the threads at a time: they are claimed one by one
LONGEST_PAUSE = 600.0  # seconds between attempts on a claim that keeps failing


@dataclass(frozen=True)
class _Setback:
    """A claim that could not be kept: how often, and when to try again."""

    path: str
    attempts: int
    again: float


class Taker:
    """Claims and keeps files in as many threads as there are keepers."""

    def __init__(
        self, inbox: Path, keepers: Sequence[Keeper], batch: Callable[[str], int], drained: Callable[[], None]
    ) -> None:
        self._inbox, self._batch, self._drained = inbox, batch, drained
        self._keepers: queue.SimpleQueue[Keeper] = queue.SimpleQueue()
        for keeper in keepers:
            self._keepers.put(keeper)
        self._swept = keepers[0]
        self._pool = ThreadPoolExecutor(len(keepers), thread_name_prefix="take")
        self._lock = threading.Lock()
        self._busy: set[str | UUID] = set()
        self._setbacks: dict[UUID, _Setback] = {}
        self._problems: dict[str, str] = {}
        self._vacated: set[str] = set()

    def room(self) -> int:
        """How many more files may be offered now."""
        return LIMIT - len(self._busy)

    def is_busy(self, path: str) -> bool:
        """Tell whether the file has been offered and not ended yet."""
        return path in self._busy

    def offer(self, ready: Ready) -> None:
        """Claim and keep a file as soon as a thread is free."""
        self._submit(ready.path, partial(self._take, ready), ready.path)

    def is_due(self, now: float) -> bool:
        """Tell whether a claim that failed is to be tried again."""
        with self._lock:
            return any(one.again <= now for id_, one in self._setbacks.items() if id_ not in self._busy)

    def recover(self, *, older_than: float) -> None:
        """Keep what was claimed before a crash, or failed and is due again.

        A claim younger than `older_than` seconds may be one that another process works on.
        """
        now = time.time()
        pending = list(claims.pending(self._inbox))
        self._swept.sweep({str(claim.id) for claim in pending})
        self._forget_setbacks({claim.id for claim in pending})
        for claim in pending:
            setback = self._setbacks.get(claim.id)
            if claim.id in self._busy or (setback and setback.again > time.monotonic()):
                continue
            if setback or claim.age(now) >= older_than:
                self._submit(claim.id, partial(self._keep, claim, truncated=False), claim.path or "")

    def _forget_setbacks(self, pending: set[UUID]) -> None:
        """Another process may have kept what failed here."""
        with self._lock:
            self._setbacks = {id_: one for id_, one in self._setbacks.items() if id_ in pending}

    def problems(self, listed: Iterable[str]) -> dict[str, str]:
        """Why files could not be taken, of those that are still `listed` or claimed."""
        with self._lock:
            there = {*listed, *(setback.path for setback in self._setbacks.values())}
            self._problems = {path: why for path, why in self._problems.items() if path in there}
            return dict(self._problems)

    def vacated(self) -> set[str]:
        """Folders from which files were taken since the last call."""
        with self._lock:
            folders, self._vacated = self._vacated, set()
            return folders

    def next_try(self, now: float) -> float | None:
        """When the next claim that failed is due after `now`, None where none is."""
        with self._lock:
            return min((one.again for one in self._setbacks.values() if one.again > now), default=None)

    def close(self) -> None:
        """Finish the files that are being kept, and start no other."""
        self._pool.shutdown(cancel_futures=True)

    def _submit(self, key: str | UUID, work: Callable[[], None], path: str) -> None:
        with self._lock:
            self._busy.add(key)
        self._pool.submit(work).add_done_callback(partial(self._ended, key, path))

    def _ended(self, key: str | UUID, path: str, future: "Future[None]") -> None:
        """Note how one file ended, whatever was raised: no file may stop the others."""
        if future.cancelled():
            return
        error = future.exception()
        with self._lock:
            self._busy.discard(key)
            if error is None:
                self._problems.pop(path, None)
            elif not isinstance(error, FileBusy):
                self._problems[path] = _reason(error)
        if error is not None and not isinstance(error, OSError | BowerbirdError | psycopg2.Error):
            log.error("could not take %s", names.safe(path), exc_info=error)
        if len(self._busy) == LIMIT // 2:
            self._drained()

    def _take(self, ready: Ready) -> None:
        id_ = uuid4()
        with self._lock:
            self._busy.add(id_)
        try:
            self._check_room(ready.size)
            claim = claims.claim(self._inbox, ready.path, id_)
            with self._lock:
                self._vacated.add(str(PurePosixPath(ready.path).parent))
            self._keep(claim, truncated=ready.truncated)
        except FileNotFoundError:
            log.debug("another process took %s", names.safe(ready.path))
        finally:
            with self._lock:
                self._busy.discard(id_)

    def _check_room(self, size: int) -> None:
        """Leave a file in the inbox, rather than claimed, while the disk is full."""
        keeper = self._keepers.get()
        try:
            keeper.check_room(size)
        finally:
            self._keepers.put(keeper)

    def _keep(self, claim: Claim, *, truncated: bool) -> None:
        keeper = self._keepers.get()
        try:
            if claim.path is None:
                keeper.forget(claim.id)
            else:
                size = metrics.size(claim.file)
                with metrics.TAKING.time():
                    kept = keeper.take(
                        claim.file,
                        claim=claim.id,
                        path=claim.path,
                        batch=self._batch(claim.path),
                        truncated=truncated,
                    )
                metrics.taken(size, duplicate=kept.duplicate)
                became = "back from the trash:" if kept.restored else "known:" if kept.duplicate else "kept"
                log.info("%s %s", became, names.safe(claim.path))
        except BaseException:
            self._put_off(claim)
            raise
        finally:
            self._keepers.put(keeper)
        claims.release(claim)
        with self._lock:
            self._setbacks.pop(claim.id, None)

    def _put_off(self, claim: Claim) -> None:
        metrics.SETBACKS.inc()
        with self._lock:
            before = self._setbacks.get(claim.id)
            attempts = before.attempts + 1 if before else 1
            again = time.monotonic() + min(2.0**attempts, LONGEST_PAUSE)
            self._setbacks[claim.id] = _Setback(claim.path or "", attempts, again)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"it could not be taken: {error.strerror or error}"
    if isinstance(error, BowerbirdError):
        return str(error)
    if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
        return "the database cannot be reached; it is tried again"
    return f"it could not be taken: {type(error).__name__}"
