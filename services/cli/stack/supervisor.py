"""Starts the embedded stack, keeps it running, and stops it so that no process is left."""

import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psutil
import psycopg2

from services.cli.stack import programs
from services.cli.stack.child import Child, Program
from services.cli.stack.journal import Journal
from services.cli.stack.postgres import Cluster, DatabaseFailed
from shared.db.connection import connector
from shared.db.migrate import migrate
from shared.settings import Settings

BEAT = 0.1
GRACE = 7.0  # seconds that the services have to end in good order; the database has them after that
DATABASE_GRACE = 4.0
DATABASE_START = 60.0  # after a power cut the server replays its journal first

Say = Callable[[str], None]


@dataclass(frozen=True)
class Hooks:
    """What the supervisor asks and tells while it runs: `ready` until it says yes, then `announce` once."""

    ready: Callable[[], bool]
    announce: Callable[[], None]
    say: Say


class Supervisor:
    """The processes of one stack.  Everything happens in the main thread, as children die with theirs."""

    def __init__(self, settings: Settings, cluster: Cluster | None, journal: Journal, hooks: Hooks) -> None:
        self._settings, self._cluster, self._journal, self._hooks = settings, cluster, journal, hooks
        self._database: Child | None = None
        self._services: list[Child] = []
        self._stopping = threading.Event()
        self._interrupts = 0

    def run(self, services: Iterable[str]) -> None:
        """Run the stack until SIGINT or SIGTERM; a second one ends it the hard way."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._interrupt)
        try:
            self._start_database()
            if not self._stopping.is_set():
                self._start_services(services)
            self._watch()
        finally:
            self._stop()

    def _start_database(self) -> None:
        if self._cluster:
            self._database = Child(programs.database(self._cluster), self._journal)
            self._database.start()
        connect = connector(self._settings.database_url)
        deadline = time.monotonic() + DATABASE_START
        while not self._stopping.is_set():
            try:
                with connect() as conn:
                    migrate(conn)
                conn.close()
            except psycopg2.OperationalError as error:
                self._check_database(error, late=time.monotonic() > deadline)
                self._stopping.wait(BEAT)
            else:
                return

    def _check_database(self, error: Exception, *, late: bool) -> None:
        dead = self._database is not None and not self._database.alive
        if dead:
            raise DatabaseFailed(f"PostgreSQL did not start; see {self._journal.file('postgres')}") from error
        if late:
            words = str(error).strip().splitlines() or ["no answer"]
            raise DatabaseFailed(f"the database cannot be reached: {words[-1]}") from error

    def _start_services(self, services: Iterable[str]) -> None:
        wanted: list[Program] = [programs.service(self._settings, name) for name in services]
        weights = programs.weights(self._settings)
        for program in [*wanted, *([weights] if weights else [])]:
            child = Child(program, self._journal)
            child.start()
            self._services.append(child)

    def _watch(self) -> None:
        announced = False
        while not self._stopping.wait(BEAT):
            for child in self._children():
                happened = child.tend()
                if happened:
                    self._hooks.say(happened)
            if not announced and self._hooks.ready():
                announced = True
                self._hooks.announce()

    def _children(self) -> Iterable[Child]:
        return [*([self._database] if self._database else []), *self._services]

    def _interrupt(self, number: int, frame: object) -> None:
        self._interrupts += 1
        self._stopping.set()

    def _stop(self) -> None:
        """Services first, then the database, then whatever any of them left behind."""
        family = psutil.Process().children(recursive=True)
        for child in self._services:
            child.send(child.program.stop)
        self._wait(self._services, GRACE)
        for child in self._services:
            child.kill()
        if self._database:
            self._database.send(self._database.program.stop)
            self._wait([self._database], DATABASE_GRACE, patient=True)
            self._database.kill()
        for process in family:
            if process.is_running():
                process.kill()
        psutil.wait_procs(family, timeout=2)

    def _wait(self, children: list[Child], seconds: float, *, patient: bool = False) -> None:
        """Wait for all to end; a second Ctrl-C cuts that short, but for the database."""
        deadline = time.monotonic() + seconds
        while any(child.alive for child in children) and time.monotonic() < deadline:
            if self._interrupts > 1 and not patient:
                return
            time.sleep(BEAT / 2)
