"""Runs one tool once, inside the limits."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from shared.errors import DecoderStopped
from shared.sandbox.process import FILE_SIZE, MEMORY, Limits, Streams, failure, kill, last_words, start


def run(
    command: list[str],
    *,
    timeout: float,
    memory: int = MEMORY,
    cpu: int | None = None,
    files: int = FILE_SIZE,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Run `command` once inside the limits and return what it wrote to standard output.

    `memory` and `files` (the largest file that it may write, standard output included) are bytes, `cpu`
    and `timeout` seconds.  Raises `UnreadableMedia` with the tool's last words where it exits with an
    error, `DecoderStopped` where it crashed or had to be stopped.
    """
    tool = Path(command[0]).name
    with (
        tempfile.TemporaryDirectory(prefix="bowerbird-") as folder,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        limits = Limits(memory, files, cpu)
        process = start(limits, command, Streams(out, err), folder=folder, environment=environment or {})
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise DecoderStopped(f"{tool} was stopped after {timeout:g} seconds") from error
        finally:
            kill(process)
        if code:
            raise failure(tool, code, last_words(err))
        out.seek(0)
        return out.read()
