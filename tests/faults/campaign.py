"""A running system that a case does something bad to: files arrive, services work, everything must settle."""

import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amqp.exceptions import NotFound
from kombu import Connection, Queue

from shared import queue
from tests import invariants
from tests.faults import contents
from tests.faults.table import Case
from tests.integration.crew import Crew

SETTINGS: dict[str, object] = {
    "lease_seconds": 2,
    "max_attempts": 100,
    "window": 10,
    "stable_seconds": 0.2,
    "rescan_seconds": 1,
    "incomplete_seconds": 2,
    "min_free": 0,
    "log_format": "text",
}
PATIENCE = 300.0  # seconds from the end of the fault until everything must have settled


@dataclass
class Campaign:
    """Files, processes and counts of one case; `settings` change what the services are told."""

    crew: Crew
    case: Case
    settings: dict[str, object] = field(default_factory=lambda: dict(SETTINGS))
    dropped: list[bytes] = field(default_factory=list)
    expected: set[str] = field(default_factory=lambda: {"done"})

    @property
    def inbox(self) -> Path:
        return self.crew.data / "inbox"

    def ingest(self, **settings: object) -> subprocess.Popen[bytes]:
        return self.crew.start("services.ingest", **self.settings | settings)

    def dispatcher(self, **settings: object) -> subprocess.Popen[bytes]:
        return self.crew.dispatcher(**self.settings | settings)

    def worker(
        self, name: str = "fake", version: int = 1, *, pause: float = 0.1, **settings: object
    ) -> subprocess.Popen[bytes]:
        return self.crew.worker(name, version, pause, **self.settings | settings)

    def start(self, *, workers: int = 2, pause: float = 0.1) -> list[subprocess.Popen[bytes]]:
        """Start ingest, a dispatcher and `workers`; return the workers once their analyzer is known."""
        self.inbox.mkdir(exist_ok=True)
        self.ingest()
        self.dispatcher()
        started = [self.worker(pause=pause) for _ in range(workers)]
        self.crew.wait(lambda: self.crew.value("SELECT 1 FROM analyzer"))
        return started

    def drop(self, count: int) -> None:
        """Put so many more files into the inbox."""
        for _ in range(count):
            self.dropped.append(contents.drop(self.inbox, len(self.dropped)))

    def drained(self) -> bool:
        """Whether ingest has taken every file."""
        return not any(names for _, _, names in os.walk(self.inbox))  # which bears folders that vanish

    def done(self) -> int:
        return int(self.value("SELECT count(*) FROM analysis WHERE state = 'done'"))

    def value(self, sql: str, **parameters: Any) -> Any:
        return self.crew.value(sql, **parameters)

    def settle(self, seconds: float = PATIENCE) -> None:
        """Wait until all is taken in, looked at and acknowledged, then check and count everything."""
        end = time.monotonic() + seconds
        self.crew.wait(self.drained, seconds)
        self.crew.wait(self._ended, max(1.0, end - time.monotonic()))
        self.crew.wait(self._acknowledged, max(10.0, end - time.monotonic()))
        self.check()

    def check(self) -> None:
        """The invariants: nothing lost, nothing double, nothing left over."""
        self.count()
        invariants.check(self.crew.connect, self.crew.storage, self.inbox, self.dropped)
        invariants.check_analyses(self.crew.connect)
        assert {row.state for row in self.crew.rows()} <= self.expected
        assert self.value(_ONE_RESULT_EACH), "a finished analysis has not exactly one result"
        assert self._made("state = 'done'") <= self._derived() <= self._made("true")

    def _made(self, where: str) -> set[str]:
        """The names of what workers made of files, of analyses of which `where` holds."""
        with self.crew.connect() as conn, conn.cursor() as cursor:
            cursor.execute(f"{_MADE} WHERE {where}")
            return {f"{sha512}-made.txt" for (sha512,) in cursor.fetchall()}

    def _derived(self) -> set[str]:
        return {path.name for path in (self.crew.storage.root / "derived").rglob("*made.txt")}

    def count(self) -> None:
        rows = self.crew.rows()
        self.case.count(
            files=len(self.dropped),
            rows=len(rows),
            again=sum(row.attempt > 1 for row in rows),
            most=max((row.attempt for row in rows), default=0),
            sent_again=sum(map(int, re.findall(r"(\d+) messages for \S+ got lost", self.log("dispatch")))),
            fenced=self.log("fakes").count("is held by another worker"),
            failed=sum(row.state == "failed" for row in rows),
        )

    def log(self, service: str) -> str:
        """What the services of this name have told so far."""
        return "".join(file.read_text(errors="replace") for file in self.crew.data.glob(f"*{service}.log"))

    def depth(self) -> int:
        """Messages that lie in the queues of the fake analyzer."""
        if not self.crew.broker:
            return 0
        with Connection(self.crew.broker) as connection:
            return sum(_waiting(connection, lane) for lane in queue.lanes("fake"))

    def _ended(self) -> bool:
        return not self.value("SELECT count(*) FROM analysis WHERE state NOT IN ('done', 'failed')")

    def _acknowledged(self) -> bool:
        return self.depth() == 0


def _waiting(connection: Connection, lane: Queue) -> int:
    """The messages in a lane; one that nobody has made yet holds none."""
    with connection.channel() as channel:
        try:
            return int(lane(channel).queue_declare(passive=True).message_count)
        except NotFound:
            return 0


_MADE = "SELECT encode(sha512, 'hex') FROM media JOIN analysis ON media.id = media_id"
_ONE_RESULT_EACH = """
    SELECT count(*) FILTER (WHERE state = 'done') = count(DISTINCT finding.analysis_id)
           AND count(finding.id) = count(DISTINCT finding.analysis_id)
      FROM analysis LEFT JOIN finding ON finding.analysis_id = analysis.id
    """
