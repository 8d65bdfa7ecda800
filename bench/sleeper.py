"""A simulated worker: it finds nothing and takes a fixed time for it."""

import sys
import time
from collections.abc import Iterator

from shared import worker
from shared.analyzer import Analyzer
from shared.domain import Finding, Media, MediaKind
from shared.settings import Settings


class Sleeper(Analyzer):
    """Sleeps for `seconds` over every file."""

    name = "sleeper"
    version = 1
    accepts = frozenset({MediaKind.IMAGE})
    engine = "sleep"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def analyze(self, media: Media) -> Iterator[Finding]:
        """Let time pass."""
        time.sleep(self._seconds)
        yield from ()


def build(_: Settings) -> Sleeper:
    """The sleeper of the first word of the command line."""
    return Sleeper(float(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(worker.serve(build))
