"""A ledger with many rows and the processes that work on it, for measuring dispatch on a RabbitMQ."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from amqp.exceptions import NotFound
from kombu import Connection

from bench import usage
from shared import queue
from shared.db import analyses
from shared.db.connection import Connect, connector, run, value
from tests.conftest import ROOT
from tests.e2e.running import Running, until
from tests.integration.rabbit import Rabbit
from tests.integration.web import Declared

PATIENCE = 900.0
LANE = queue.lane("sleeper", person=False)
SLEEPER = Declared("sleeper", engine="sleep")


class Ledger:
    """One database and one broker; `stack` runs PostgreSQL and the dispatcher."""

    def __init__(self, folder: Path, rabbit: Rabbit) -> None:
        self.rabbit = rabbit
        self.stack = Running(folder, {"BROKER_URL": rabbit.url})
        self.stack.start("--only", "dispatch")
        self.connect: Connect = connector(self.stack.database_url)
        with self.connect() as conn:
            analyses.register(conn, SLEEPER)

    def fill(self, count: int, *, real: bool = True) -> None:
        """Let `count` files wait, and nothing else be there; `real` ones are on the disk."""
        with self.connect() as conn:
            run(conn, "TRUNCATE media RESTART IDENTITY CASCADE")
            run(conn, "DELETE FROM done_count")
        originals = self.stack.data / "storage/originals"
        originals.mkdir(parents=True, exist_ok=True)
        for number in range(1, count + 1) if real else ():
            (originals / str(number)).write_text(str(number))
        with self.connect() as conn:
            run(conn, _FILES, count=count)
        with self.connect() as conn:
            analyses.plan(conn)

    def count(self, state: str) -> int:
        """How many rows are in `state`."""
        with self.connect() as conn:
            return int(value(conn, "SELECT count(*) FROM analysis WHERE state = %(state)s", state=state))

    def rate(self) -> float:
        """Files done a second, without the first and the last fifth of them."""
        with self.connect() as conn:
            return float(value(conn, _RATE))

    def process(self, service: str) -> psutil.Process:
        """The process of a service of the stack."""
        (found,) = [each for each in self.stack.family() if f"services.{service}" in each.cmdline()]
        return found

    def postgres(self) -> list[psutil.Process]:
        """The database server with all its processes."""
        (server,) = [
            each for each in self.stack.family() if each.name() == "postgres" and "-D" in each.cmdline()
        ]
        return usage.tree(server.pid)

    @contextmanager
    def workers(self, number: int, seconds: float) -> Iterator[Sequence[psutil.Process]]:
        """Let `number` simulated workers take `seconds` for each file."""
        environ = self.stack.environment | {"DATABASE_URL": self.stack.database_url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "bench.sleeper", str(seconds)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": (self.stack.folder / "workers.log").open("ab")}
        started = [subprocess.Popen(command, env=environ, cwd=ROOT, **quiet) for _ in range(number)]
        try:
            until(lambda: self.consumers() >= number, 60)
            yield [psutil.Process(process.pid) for process in started]
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)

    def consumers(self) -> int:
        """How many workers take messages of the sleeper; none before dispatch has made its queues."""
        with Connection(self.rabbit.url) as connection:
            try:
                return int(connection.default_channel.queue_declare(LANE, passive=True).consumer_count)
            except NotFound:
                return 0

    def wait_done(self, count: int) -> None:
        """Wait until `count` rows are done."""
        until(lambda: self.count("done") >= count, PATIENCE, pause=0.2)

    def close(self) -> None:
        """End all processes."""
        self.stack.stop()


_FILES = """
    WITH arrived AS (INSERT INTO batch (source, via) VALUES ('bench', 'inbox') RETURNING id)
    INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, source, batch_id)
    SELECT sha512(n::text::bytea), length(n::text), n, n, 'image', 'image/jpeg', now(), 'file date', 'bench',
           arrived.id
      FROM generate_series(1, %(count)s) AS n, arrived
    """

_RATE = """
    WITH ends AS (
        SELECT ended_at, row_number() OVER (ORDER BY ended_at) AS place, count(*) OVER () AS n
          FROM analysis WHERE state = 'done'
    )
    SELECT (count(*) - 1) / extract(epoch FROM max(ended_at) - min(ended_at))
      FROM ends WHERE place BETWEEN n * 0.2 AND n * 0.8
    """
