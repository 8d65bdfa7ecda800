"""One process of the stack: started, watched, started again when it crashes, and stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from services.cli.stack.journal import Journal

SHORTEST, LONGEST = 1.0, 30.0  # seconds before a crashed process is started again; doubled each time
STEADY = 60.0  # seconds after which a crash counts as the first one


@dataclass(frozen=True)
class Program:
    """What is run: `prepare` comes before each start; `stop` is the signal that ends it in good order."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    stop: signal.Signals = signal.SIGTERM
    prepare: Callable[[], None] = field(default=lambda: None)
    once: bool = False  # it is expected to end by itself
    drains: bool = False  # people may let it end, and then it is not started again


class Child:
    """A `Program` with its present process.  To be used in the main thread only, which it dies with."""

    def __init__(self, program: Program, journal: Journal) -> None:
        self.program, self._journal = program, journal
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._due = 0.0
        self._pause = SHORTEST

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches the supervisor alone."""
        self.program.prepare()
        self._process = subprocess.Popen(
            self.program.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.program.environment),
            start_new_session=True,
        )
        self._started, self._due = time.monotonic(), 0.0
        assert self._process.stdout is not None
        self._journal.collect(self.program.name, self._process.stdout, loud=self.program.once)

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process that runs."""
        return self._process.pid if self._process and self.alive else None

    def tend(self) -> str | None:
        """Start the process again once its pause is over; return what happened, for a person."""
        if self.alive or self._process is None:
            return None
        if self._due == 0.0:
            return self._ended(self._process.returncode)
        if time.monotonic() >= self._due:
            self.start()
        return None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, where it runs."""
        if self._process and self.alive:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End the process and its group at once."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _ended(self, status: int) -> str | None:
        if self.program.once:
            self._process = None
            return None
        if status == 0 and self.program.drains:
            self._process = None
            return f"{self.program.name} ended in good order and is not started again"
        if time.monotonic() - self._started > STEADY:
            self._pause = SHORTEST
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST)
        self._due = time.monotonic() + pause
        how = f"with status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"
        log = self._journal.file(self.program.name)
        return f"{self.program.name} ended {how}; starting it again in {pause:g} s (see {log})"
