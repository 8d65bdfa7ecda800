"""System calls of a running process that fail, made by strace."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.conftest import skip_or_fail


@contextmanager
def failing(process: int, calls: str, path: Path) -> Iterator[None]:
    """Let `calls` on `path` fail with an input/output error in a process and its children."""
    if not shutil.which("strace"):
        skip_or_fail("no strace: install the package strace")
    options = ["-f", "-q", "-o", "/dev/null", "-P", str(path), "-e", f"inject={calls}:error=EIO"]
    family = [process, *(child.pid for child in psutil.Process(process).children(recursive=True))]
    command = ["strace", *options, "-e", f"trace={calls}", *(f"--attach={member}" for member in family)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        for member in family:
            _attach(tracer, member)
        yield
    finally:
        tracer.terminate()
        _, said = tracer.communicate()
    assert b"rror" not in said, said


def _attach(tracer: "subprocess.Popen[bytes]", pid: int) -> None:
    end = time.monotonic() + 30
    while f"TracerPid:\t{tracer.pid}" not in Path(f"/proc/{pid}/status").read_text():
        if tracer.poll() is not None:
            skip_or_fail(f"strace may not look at processes here: {tracer.communicate()[1].decode()}")
        assert time.monotonic() < end
        time.sleep(0.05)
