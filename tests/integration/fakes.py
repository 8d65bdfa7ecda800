"""An analyzer for tests that does what the file tells it; run as a worker of its own.

The first word of a file is what happens: `label`, `slow`, `kill`, `segfault`, `exit`, `abort`,
`memory`, `hang`, `broken`, `bug`, `missing`, `derive`, `long`; the second is its parameter.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from shared import worker
from shared.analyzer import Analyzer
from shared.domain import Derived, Finding, Media, MediaKind, Span
from shared.errors import MissingWeights, UnreadableMedia
from shared.sandbox import process
from shared.settings import Settings
from shared.weights import Weights


class Fake(Analyzer):
    """Finds the words of a file, and notes every look in `DATA/looks`."""

    accepts = frozenset({MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO})
    engine = "fake"
    model = "none"

    def __init__(self, settings: Settings, name: str, version: str = "1", pause: str = "0.8") -> None:
        self.name = name  # type: ignore[misc]
        self.version = int(version)
        self._pause = pause
        if name == "detect":  # the one whose model can be chosen
            self.model = settings.detect_model
        self._weights = settings.models_dir / f"{name}.weights"
        self._looks = settings.data / "looks"

    def check(self) -> None:
        if self.name == "needy" and not self._weights.exists():
            raise MissingWeights(f"{self._weights.name} is not there; run `bowerbird models fetch`")
        if self.model == "absent.onnx":
            Weights(self._weights.parent).path(self.model)

    def load(self) -> None:
        self.check()

    def spans(self, media: Media) -> list[Span]:
        if media.original.read_bytes().startswith(b"long"):
            return [Span(0, 10), Span(10, 20), Span(20, None)]
        return [Span()]

    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        with self._looks.open("a") as looks:
            looks.write(f"{self.name} {media.id} {media.span.start:.0f}\n")
        told, _, _ = media.original.read_text(errors="replace").partition("\n")
        action, _, parameter = told.partition(" ")
        if action in ACTIONS:
            yield from ACTIONS[action](media, parameter)
        else:
            yield from steady(media, self._pause)


def steady(media: Media, parameter: str) -> Iterator[Finding | Derived]:
    """What is done with every real picture."""
    made = media.workdir / "made"
    made.write_text(str(media.id))
    yield Derived("made.txt", made)
    select.select([], [], [], float(parameter))  # libfaketime breaks time.sleep
    yield Finding(label="thing", score=0.5)


def label(media: Media, parameter: str) -> Iterator[Finding]:
    yield Finding(label=parameter.split(maxsplit=1)[0], score=0.5, start=media.span.start or None)


def slow(media: Media, parameter: str) -> Iterator[Finding]:
    time.sleep(float(parameter.split(maxsplit=1)[0]))
    yield Finding(label="slow", score=0.5)


def kill(media: Media, parameter: str) -> Iterator[Finding]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield Finding(label="survived")


def segfault(media: Media, parameter: str) -> Iterator[Finding]:
    ctypes.string_at(0)
    yield Finding(label="survived")


def leave(media: Media, parameter: str) -> Iterator[Finding]:
    os._exit(1)
    yield Finding(label="survived")


def memory(media: Media, parameter: str) -> Iterator[Finding]:
    yield Finding(label=str(len(bytearray(1 << 60))))


def eat(media: Media, parameter: str) -> Iterator[Finding]:
    """Take so many MiB, which the kernel may not have."""
    yield Finding(label=str(len(b"x" * (int(parameter.split(maxsplit=1)[0]) << 20))))


def abort(media: Media, parameter: str) -> Iterator[Finding]:
    os.abort()
    yield Finding(label="survived")


def hang(media: Media, parameter: str) -> Iterator[Finding]:
    """Hang; `deaf` to every polite end, `family` also with a process of its own as a decoder is one."""
    if parameter == "family":
        streams = process.Streams(subprocess.DEVNULL, media.workdir.joinpath("errors").open("wb"))
        child = process.start(
            process.Limits(), ["sleep", "600"], streams, folder=str(media.workdir), environment={}
        )
        with (media.workdir.parents[2] / "family").open("a") as family:
            family.write(f"{child.pid} {time.time()}\n")
    while True:
        try:
            time.sleep(1)
        except BaseException as error:
            if parameter not in {"deaf", "family"}:
                raise
            del error
    yield Finding(label="survived")


def broken(media: Media, parameter: str) -> Iterator[Finding]:
    raise UnreadableMedia(parameter)
    yield Finding(label="survived")


def bug(media: Media, parameter: str) -> Iterator[Finding]:
    raise KeyError(parameter)
    yield Finding(label="survived")


def derive(media: Media, parameter: str) -> Iterator[Derived]:
    made = media.workdir / "made"
    made.write_text(parameter)
    yield Derived("made.txt", made)


ACTIONS: dict[str, Callable[[Media, str], Iterator[Any]]] = {
    "label": label,
    "slow": slow,
    "kill": kill,
    "segfault": segfault,
    "exit": leave,
    "memory": memory,
    "eat": eat,
    "hang": hang,
    "abort": abort,
    "broken": broken,
    "bug": bug,
    "derive": derive,
}

if __name__ == "__main__":
    sys.exit(worker.serve(lambda settings: Fake(settings, *sys.argv[1:])))
