"""From the drop of one photo until it is visible, and until it is found by its objects; and the memory."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import photos, usage
from bench.library import Library
from bench.report import Figure
from services.cli.stack.programs import SERVICES
from tests.e2e.running import Running, until

DROPS = 7


def measure(folder: Path) -> Iterator[Figure]:
    """The whole stack with every analyzer, idle between the drops."""
    stack = Running(folder, {"MODELS_DIR": os.environ.get("MODELS_DIR", "")})
    first = stack.start()
    library = Library(stack.database_url, stack.data / "storage")
    try:
        files = photos.scenes(folder / "scenes", DROPS + 1, step=6)
        _drop(files.pop(), stack, library)  # models are loaded by the first
        times = [_drop(file, stack, library) for file in files]
        yield Figure("from drop to visible, median", statistics.median(t[0] for t in times), "s", limit=1.5)
        yield Figure("from drop to visible, worst", max(t[0] for t in times), "s", limit=1.5)
        yield Figure("from drop to found by objects, median", _median(times), "s", limit=4.0)
        yield Figure("from drop to found by objects, worst", max(t[1] for t in times), "s", limit=4.0)
        yield from _memory(stack)
    finally:
        library.close()
        stopped = stack.stop()
    yield Figure("first start until ready", first, "s")
    yield Figure("second start until ready", stack.start(), "s", limit=10.0)
    yield Figure("until everything stopped", max(stopped, stack.stop()), "s", limit=12.0)


def _median(times: list[tuple[float, float]]) -> float:
    return statistics.median(time[1] for time in times)


def _drop(file: Path, stack: Running, library: Library) -> tuple[float, float]:
    """Seconds until the file is visible and until it is found by an object."""
    began = time.monotonic()
    file.rename(stack.inbox / file.name)
    visible = _until(lambda: library.shows(file.name), began)
    searchable = _until(lambda: library.searchable(file.name), began)
    until(lambda: not any(library.left(name) for name in SERVICES), 120, pause=0.2)
    time.sleep(2)  # the machine comes to rest
    return visible, searchable


def _until(true: Callable[[], bool], began: float) -> float:
    until(true, 60, pause=0.01)
    return time.monotonic() - began


def _memory(stack: Running) -> Iterator[Figure]:
    for name in ("postgres", *SERVICES):
        processes = [one for one in stack.family() if _belongs(one.cmdline(), name)]
        below = [child for one in processes for child in usage.tree(one.pid)]
        whole = sorted(set(below), key=lambda one: one.pid)
        yield Figure(f"memory of {name}, {len(whole)} processes, PSS", usage.memory(whole), "MiB")
        yield Figure(f"memory of {name}, RSS", usage.memory(whole, "rss"), "MiB")
    yield Figure("memory of everything, PSS", usage.memory(stack.family()), "MiB")


def _belongs(command: list[str], name: str) -> bool:
    return f"services.{name}" in command or (name == "postgres" and Path(command[0]).name == "postgres")
