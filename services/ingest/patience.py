"""When a file in the inbox is complete: unchanged for a while, no writer, and whole as its format goes."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from services.ingest.listing import Look
from shared.keeping import content

Complete = Callable[[Path], bool]


@dataclass(frozen=True)
class Waiting:
    """A file that was seen: since when it did not change, when to look again, and what is missing."""

    look: Look
    since: float
    again: float
    reason: str | None = None
    whole: bool = False


@dataclass(frozen=True)
class Ready:
    """A file to take; `truncated` where it never became whole."""

    path: str
    size: int
    truncated: bool


class Patience:
    """Remembers the looks at every waiting file.  Times are seconds of a steady clock."""

    def __init__(self, inbox: Path, complete: Complete, stable: float, incomplete: float) -> None:
        self._inbox, self._complete = inbox, complete
        self._stable, self._incomplete = stable, incomplete
        self._waiting: dict[str, Waiting] = {}

    def ready(self, files: Mapping[str, Look], now: float, limit: int) -> list[Ready]:
        """Return up to `limit` files of this look that are complete; forget those that are gone."""
        self._waiting = {path: self._seen(path, look, now) for path, look in files.items()}
        found: list[Ready] = []
        for path, waiting in self._waiting.items():
            if waiting.again > now:
                continue
            if len(found) == limit:
                break
            self._waiting[path] = examined = self._examined(path, waiting, now)
            if examined.again <= now:
                found.append(Ready(path, examined.look.size, truncated=not examined.whole))
        return found

    def next_look(self, now: float) -> float | None:
        """When the next file may be complete after `now`, None where none waits."""
        return min((one.again for one in self._waiting.values() if one.again > now), default=None)

    def problems(self) -> dict[str, str]:
        """What the waiting files wait for, where that is worth telling."""
        return {path: waiting.reason for path, waiting in self._waiting.items() if waiting.reason}

    def _seen(self, path: str, look: Look, now: float) -> Waiting:
        before = self._waiting.get(path)
        if before is None or before.look != look:
            return Waiting(look, now, now + self._stable)
        return before

    def _examined(self, path: str, waiting: Waiting, now: float) -> Waiting:
        """Look into a file that did not change for long enough."""
        later = now + max(self._stable, 1.0)
        try:
            if _written(self._inbox / path):
                return replace(waiting, again=later, reason="it is open for writing in another program")
            whole = waiting.whole or (waiting.look.size > 0 and self._complete(self._inbox / path))
        except FileNotFoundError:
            return replace(waiting, again=later)
        except OSError as error:
            return replace(waiting, again=later, reason=f"it cannot be read: {error.strerror}")
        end = waiting.since + self._incomplete
        if whole or now >= end:
            return replace(waiting, again=now, whole=whole, reason=None)
        what = "it looks unfinished" if waiting.look.size else "it is empty"
        reason = f"{what}; it is taken as it is when nothing comes for {self._incomplete:.0f} s"
        return replace(waiting, again=end, reason=reason)


def _written(file: Path) -> bool:
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return content.unwritten(descriptor) is False
    finally:
        os.close(descriptor)
