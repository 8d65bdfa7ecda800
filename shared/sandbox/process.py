"""A limited process: how it is started, ended, and how its end is put into words.

The limits are those of a decoder: address space, CPU seconds, size of a written file, 64 open files, no
core dump, no new privileges, its own process group, an empty environment and a fresh working folder.
A process dies with the *thread* that started it (PR_SET_PDEATHSIG).
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from shared.errors import DecoderStopped, UnreadableMedia

MEMORY = 2 << 30
FILE_SIZE = 4 << 30


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, bytes of the largest written file, seconds of CPU (None: set later)."""

    memory: int = MEMORY
    files: int = FILE_SIZE
    cpu: int | None = None

    def prefix(self) -> list[str]:
        """The command that applies these limits to the command behind it."""
        limits = [f"--as={self.memory}", f"--fsize={self.files}", "--nofile=64", "--core=0"]
        cpu = [f"--cpu={self.cpu}:{self.cpu + 2}"] if self.cpu else []
        return ["setpriv", "--no-new-privs", "--pdeathsig", "KILL", "prlimit", *limits, *cpu, "--"]


@dataclass(frozen=True)
class Streams:
    """Where standard input comes from, and where output and errors go."""

    out: IO[bytes] | int
    err: IO[bytes]
    into: int = subprocess.DEVNULL


def start(
    limits: Limits, command: list[str], streams: Streams, *, folder: str, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start `command` in `folder`, limited; raise `DecoderStopped` where the program is not there."""
    program = shutil.which(command[0])
    if program is None:
        raise DecoderStopped(f"{command[0]} is not installed")
    base = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder}
    return subprocess.Popen(
        [*limits.prefix(), program, *command[1:]],
        stdin=streams.into,
        stdout=streams.out,
        stderr=streams.err,
        cwd=folder,
        env=base | dict(environment),
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End `process` and everything that it started; nothing happens where all of it has ended."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


def failure(who: str, code: int, words: str) -> UnreadableMedia:
    """The error for an exit status other than 0 (negative: a signal) and the last words on stderr."""
    if code > 0 and _short_of_memory(words):
        return DecoderStopped(f"{who} ran out of its memory")
    if code > 0:
        return UnreadableMedia(f"{who}: {_without_name(words, who) or f'failed with status {code}'}")
    name = signal.Signals(-code).name
    reasons = {
        "SIGXCPU": "used more than its CPU time",
        "SIGXFSZ": "wrote more than it may",
        "SIGKILL": "was killed, most likely for want of memory",
    }
    return DecoderStopped(f"{who} {reasons.get(name, f'crashed ({name})')}")


def last_words(err: IO[bytes]) -> str:
    """The last line of a tool's error output that says something, without paths."""
    err.seek(0, os.SEEK_END)
    err.seek(max(0, err.tell() - 4096))
    lines = [line.strip() for line in err.read().decode(errors="replace").splitlines()]
    words = next((line for line in reversed(lines) if line), "")
    return re.sub(r"(file:)?/[^\s:'\"]+", "the file", words)[:300]


def _short_of_memory(words: str) -> bool:
    return "MemoryError" in words or "cannot allocate memory" in words.lower()


def _without_name(words: str, who: str) -> str:
    return words.removeprefix("the file: ").removeprefix(f"{who}: ")
