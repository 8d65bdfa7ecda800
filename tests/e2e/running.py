"""A Bowerbird that really runs, started as a person starts it, for the tests to look at from outside."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.conftest import ROOT

BOWERBIRD = [sys.executable, "-m", "services.cli"]
START = 60.0  # seconds; the first start makes a database


def until(true: Callable[[], Any], seconds: float = 30.0, pause: float = 0.05) -> Any:
    """Return what `true` gives as soon as that is true; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = true()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"not within {seconds:g} s")


@dataclass
class Running:
    """One stack on a folder of its own; `settings` are further variables."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    output: Path = Path()

    @property
    def data(self) -> Path:
        return self.folder / "var"

    @property
    def inbox(self) -> Path:
        return self.data / "inbox"

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DATA": str(self.data),
            "PORT": "0",
            "PYTHONPATH": str(ROOT),
            "MIN_FREE": str(1 << 20),
            "MAP_TILES": "",
        }
        return {**os.environ, **own, **self.settings}

    def start(self, *words: str) -> float:
        """Start and wait until it is ready; return how many seconds that took."""
        began = time.monotonic()
        self.launch(*words)
        until(lambda: self.ended() or "Sign in" in self.said(), START)
        assert not self.ended(), self.said()
        return time.monotonic() - began

    def launch(self, *words: str) -> None:
        """Start without waiting."""
        self._launch([*BOWERBIRD, "run", *words])

    def launch_make(self, files: Path) -> None:
        """Start as the README says, without waiting."""
        given = {
            name: self.environment[name]
            for name in ("DATA", "PORT", "MODELS_DIR")
            if name in self.environment
        }
        self._launch(["make", "run", f"FILES={files}", *(f"{name}={value}" for name, value in given.items())])

    def interrupt(self) -> None:
        """Press Ctrl-C: everything in the foreground hears it."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)

    def _launch(self, command: list[str]) -> None:
        self.output = self.folder / f"output-{time.time_ns()}.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def said(self) -> str:
        """What it printed so far."""
        return self.output.read_text()

    @property
    def address(self) -> str:
        return str(json.loads((self.data / "stack.json").read_text())["address"])

    @property
    def database_url(self) -> str:
        return str(json.loads((self.data / "stack.json").read_text())["database_url"])

    @property
    def link(self) -> str:
        """The one-time sign-in link that it printed."""
        found = re.search(r"http\S+/welcome/\S+", self.said())
        assert found, self.said()
        return found.group()

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything below it, and all that names our folder."""
        assert self.process
        below = psutil.Process(self.process.pid).children(recursive=True)
        return [psutil.Process(self.process.pid), *below]

    def member(self, words: str) -> psutil.Process:
        """The first of them whose command begins with, or names, these words."""
        return until(lambda: next((one for one in self.family() if words in _command(one)), None))

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        """Stop as Ctrl-C does; return how many seconds that took."""
        if self.ended():
            return 0.0
        assert self.process
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began

    def command(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run the `bowerbird` command on this stack."""
        return subprocess.run(
            [*BOWERBIRD, *words], env=self.environment, capture_output=True, text=True, check=False, **options
        )

    def answer(self, *words: str) -> Any:
        """What a command with `--json` says; fails where the command does."""
        done = self.command(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def drop(self, file: Path, path: str | None = None) -> Path:
        """Copy a file into the inbox as a person does."""
        target = self.inbox / (path or file.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
        return target

    def files(self, query: str = "", *words: str) -> list[dict[str, Any]]:
        """The files that a search finds."""
        found: list[dict[str, Any]] = self.answer("search", query, *words)["files"]
        return found


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; one that only waits to be reaped does not."""
    return [one for one in processes if _runs(one)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # it ended meanwhile
        return ""


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended between the two questions
        return False
