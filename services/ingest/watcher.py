"""Looks at the inbox again and again and has every complete file taken."""

import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import psycopg2

from services.ingest import listing, metrics
from services.ingest.patience import Patience
from services.ingest.reports import Reports
from services.ingest.sources import Sources
from services.ingest.taking import Taker
from services.ingest.wakeups import Wakeups
from shared import crash
from shared.health import Turns

log = logging.getLogger(__name__)

EMPTY = 60.0  # seconds that a folder has been empty before it is removed: a copy into it may go on
LONGEST_TURN = 300.0  # seconds; a look at a full inbox and the pause after it end before
ABANDONED = 60.0  # seconds after which a claim that nobody holds is one of a crashed process


@dataclass
class Watcher:
    """The loop of the ingest service; `look_once` is one turn of it."""

    inbox: Path
    patience: Patience
    taker: Taker
    reports: Reports
    wakeups: Wakeups
    rescan: float = 30.0
    empty: float = EMPTY
    sources: Sources | None = None
    turns: Turns = field(default_factory=lambda: Turns(LONGEST_TURN))

    def __post_init__(self) -> None:
        self._vacated: set[str] = set()
        self._rescanned = float("-inf")

    def run(self, stop: threading.Event) -> None:
        """Take files until `stop` is set; whoever sets it wakes the watcher."""
        self.taker.recover(older_than=0)
        while not stop.is_set():
            begun = time.monotonic()
            try:
                self.look_once()
                self.turns.good()
            except (psycopg2.Error, OSError) as error:
                self.turns.bad(f"cannot look at the inbox: {str(error).strip()}")
                log.warning("the inbox is looked at again later: %s", error)
            self.wakeups.wait(self._pause(begun))
        self.wakeups.close()
        self.taker.close()

    def look_once(self) -> None:
        """List the inbox, offer what is complete, and tell what is not taken."""
        found = self._list()
        self.wakeups.follow(found.folders)
        files = {path: look for path, look in found.files.items() if not self.taker.is_busy(path)}
        for ready in self.patience.ready(files, time.monotonic(), self.taker.room()):
            crash.at("found")
            self.taker.offer(ready)
        self._recover()
        self._remove_empty()
        problems = found.problems | self.patience.problems() | self.taker.problems(found.files)
        metrics.WAITING.set(len(found.files))
        metrics.PROBLEMS.set(len(problems))
        self.reports.update(problems)

    def _list(self) -> listing.Listing:
        if self.sources is None:
            return listing.look(self.inbox)
        self.sources.refresh()
        return listing.look(self.inbox, self.sources.unwanted)

    def _recover(self) -> None:
        """Try abandoned claims at every rescan, and those that failed when they are due."""
        now = time.monotonic()
        if now >= self._rescanned + self.rescan:
            self._rescanned = now
        elif not self.taker.is_due(now):
            return
        self.taker.recover(older_than=ABANDONED)

    def _pause(self, begun: float) -> float:
        """Seconds until a file may be complete or a rescan is due, but twice as long as the look took."""
        now = time.monotonic()
        times = [self._rescanned + self.rescan, self.patience.next_look(now), self.taker.next_try(now)]
        return max(min(moment for moment in times if moment) - now, 2 * (now - begun), 0.05)

    def _remove_empty(self) -> None:
        """Remove folders that taken files left empty, once no copy into them seems to go on."""
        self._vacated |= self.taker.vacated() - {"."}
        for path in sorted(self._vacated, reverse=True):
            folder = self.inbox / path
            try:
                if time.time() - folder.lstat().st_mtime < self.empty:
                    continue
                folder.rmdir()
            except OSError:  # files came, or it is gone
                self._vacated.discard(path)
                continue
            self._vacated.discard(path)
            self._vacated |= {str(PurePosixPath(path).parent)} - {"."}
