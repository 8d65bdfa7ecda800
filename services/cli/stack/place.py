"""The folder that a stack runs in: its lock, and the file by which other commands find it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from services.cli.locks import locked


@dataclass(frozen=True)
class Stack:
    """A stack that runs: its supervisor, and where its parts are."""

    pid: int
    address: str
    database_url: str
    broker_url: str


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the folder for one supervisor; raise `Conflict` where another one runs in it."""
    with locked(data / "stack.lock", lambda: f"Bowerbird is already running in {data}{_where(data)}"):
        _file(data).unlink(missing_ok=True)
        yield
        _file(data).unlink(missing_ok=True)


def publish(data: Path, stack: Stack) -> None:
    """Let other commands find `stack`; only the same user can read it."""
    new = _file(data).with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(stack), file)
    new.replace(_file(data))


def find(data: Path) -> Stack | None:
    """The stack that runs in `data`; None where none does, or none that is ready."""
    stack = _read(data)
    return stack if stack and _locked(data) else None


def _read(data: Path) -> Stack | None:
    try:
        return Stack(**json.loads(_file(data).read_text()))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _locked(data: Path) -> bool:
    with (data / "stack.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _where(data: Path) -> str:
    stack = _read(data)
    return f" (process {stack.pid}, {stack.address})" if stack else ""


def _file(data: Path) -> Path:
    return data / "stack.json"
