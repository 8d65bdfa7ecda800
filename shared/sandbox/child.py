"""A persistent limited Python process that answers one request after another."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import IO, Any, Self

from shared.errors import DecoderStopped, UnreadableMedia
from shared.sandbox.process import FILE_SIZE, MEMORY, Limits, Streams, failure, kill, last_words, start
from shared.sandbox.spawning import spawner

RECYCLE = 500
ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "2"}


class Child:
    """Runs `module`, whose main calls `serve` with a handler, in a limited process.

    The process starts with the first request, and again after a crash, a stop, or `RECYCLE` requests.
    It dies with this process, and serves one thread at a time.
    """

    def __init__(self, module: str, *, memory: int = MEMORY, files: int = FILE_SIZE) -> None:
        self._command = [sys.executable, "-P", "-m", module]
        self._limits = Limits(memory, files)
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._errors: IO[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process that answered last; None where the next request starts one."""
        return self._process.pid if self._process else None

    def ask(self, request: dict[str, Any], *, timeout: float = 60, cpu: int = 60) -> dict[str, Any]:
        """Return the handler's answer to `request`; raise `UnreadableMedia` where the handler did.

        Raises `DecoderStopped` where the child crashed or ran out of memory, of `cpu` seconds of its
        own, or of `timeout` seconds on the wall; the next request gets a fresh child then.
        """
        if self._served >= RECYCLE or (self._process and self._process.poll() is not None):
            self.close()
        process = self._process or self._start()
        self._served += 1
        try:
            line = _exchange(process, {"request": request, "cpu": cpu}, time.monotonic() + timeout)
        except TimeoutError as error:
            self.close()
            raise DecoderStopped(f"the decoder was stopped after {timeout:g} seconds") from error
        if not line:
            raise self._crashed(process)
        return self._answer(json.loads(line))

    def close(self) -> None:
        """Stop the process with everything that it started, and remove its folder."""
        if self._process:
            kill(self._process)
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
        if self._errors:
            self._errors.close()
        if self._folder:
            self._folder.cleanup()
        self._process = self._folder = self._errors = None
        self._served = 0

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = tempfile.TemporaryDirectory(prefix="bowerbird-")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        streams = Streams(subprocess.PIPE, self._errors, subprocess.PIPE)
        begin = partial(start, self._limits, self._command, streams)
        folder = self._folder.name
        self._process = spawner.call(lambda: begin(folder=folder, environment=ENVIRONMENT))
        return self._process

    def _answer(self, answer: dict[str, Any]) -> dict[str, Any]:
        if "unreadable" in answer:
            raise UnreadableMedia(str(answer["unreadable"]))
        if "stopped" in answer:
            self.close()
            raise DecoderStopped(str(answer["stopped"]))
        return dict(answer["answer"])

    def _crashed(self, process: subprocess.Popen[bytes]) -> DecoderStopped:
        code = process.wait()
        words = last_words(self._errors) if self._errors else ""
        self.close()
        return DecoderStopped(str(failure("the decoder", code, words)))


def _exchange(process: subprocess.Popen[bytes], question: dict[str, Any], deadline: float) -> bytes:
    """Send one line and return the line that comes back; empty where the process ended instead."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    received = bytearray()
    poll = select.poll()
    poll.register(process.stdout.fileno(), select.POLLIN)
    while not received.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError
        piece = os.read(process.stdout.fileno(), 1 << 20)
        if not piece:
            return b""
        received += piece
    return bytes(received)
