"""Dispatchers and workers as real processes on a test's database and broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha512
from pathlib import Path
from typing import Any
from uuid import uuid4

from shared.db import analyses
from shared.db.connection import Connect, connector, rows, value
from shared.storage import Storage
from tests.integration.files import file

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Row:
    """What a test asks of an analysis."""

    media_id: int
    analyzer: str
    segment: int
    state: str
    attempt: int
    reason: str | None


@dataclass
class Crew:
    """Starts, stops and kills processes; all have ended when the test ends."""

    data: Path
    database: str
    broker: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def connect(self) -> Connect:
        return connector(self.database)

    @property
    def storage(self) -> Storage:
        return Storage(self.data / "storage")

    def start(
        self, module: str, *arguments: str, prefix: Sequence[str] = (), **environ: object
    ) -> subprocess.Popen[bytes]:
        """Start `python -m module`, behind the command `prefix`; `environ` are settings, in lower case."""
        given = {
            "data": self.data,
            "database_url": self.database,
            "broker_url": self.broker,
            "backoff_seconds": 0.1,
        } | environ
        with (self.data / f"{module}.log").open("ab") as log:
            process = subprocess.Popen(
                [*prefix, sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=os.environ | {name.upper(): str(setting) for name, setting in given.items()},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def dispatcher(self, **environ: object) -> subprocess.Popen[bytes]:
        return self.start("services.dispatch", **environ)

    def worker(
        self, name: str = "fake", version: int = 1, pause: float = 0.8, **environ: object
    ) -> subprocess.Popen[bytes]:
        """Start a worker of the fake analyzer, which looks at a real picture for `pause` seconds."""
        return self.start("tests.integration.fakes", name, str(version), str(pause), **environ)

    def add(self, content: str, kind: str = "image") -> int:
        """Store a file whose text tells the fake analyzer what to do, and plan its analyses."""
        bytes_ = f"{content}\n{uuid4()}".encode()  # no two files are the same
        media_id = file(self.connect, kind=kind, size=len(bytes_), sha512=sha512(bytes_).digest())
        with self.connect() as conn:
            path = value(conn, "SELECT path FROM media WHERE id = %(id)s", id=media_id)
            original = self.storage.original(path)
            original.parent.mkdir(parents=True)
            original.write_bytes(bytes_)
            analyses.plan(conn, media_id)
        return media_id

    def rows(self) -> list[Row]:
        with self.connect() as conn:
            columns = "media_id, analyzer, segment, state, attempt, reason"
            return rows(conn, Row, f"SELECT {columns} FROM analysis ORDER BY media_id, analyzer, segment")

    def row(self, media_id: int) -> Row:
        (found,) = [row for row in self.rows() if row.media_id == media_id]
        return found

    def value(self, sql: str, **parameters: Any) -> Any:
        with self.connect() as conn:
            return value(conn, sql, **parameters)

    def wait(self, condition: Callable[[], Any], seconds: float = 60) -> Any:
        """Return what `condition` gives as soon as that is true; fail with the logs after `seconds`."""
        end = time.monotonic() + seconds
        while not (answer := condition()):
            assert time.monotonic() < end, f"not within {seconds} s: {self.rows()[:20]}\n{self.logs()}"
            time.sleep(0.05)
        return answer

    def wait_for(self, media_id: int, state: str, seconds: float = 60) -> Row:
        return self.wait(lambda: (row := self.row(media_id)).state == state and row, seconds)

    def wait_all(self, seconds: float = 60) -> None:
        """Wait until every analysis ended."""
        self.wait(lambda: all(row.state in {"done", "failed"} for row in self.rows()), seconds)

    def looks(self) -> list[str]:
        looks = self.data / "looks"
        return looks.read_text().splitlines() if looks.exists() else []

    def logs(self) -> str:
        return "\n".join(f"{log.name}:\n{log.read_text()[-3000:]}" for log in self.data.glob("*.log"))

    def stop(self, process: subprocess.Popen[bytes], seconds: float = 30) -> int:
        process.terminate()
        return process.wait(seconds)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End the process and its children at once, as a power cut would."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self.processes:
            self.kill(process)
