"""What taking files in costs, beside hashing them, reading their metadata and drawing them in a bare loop."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench import floors, photos, usage
from bench.library import Library
from bench.report import Figure
from services.cli.stack.programs import WORKERS
from shared.db import analyses
from shared.db.connection import connector
from tests.e2e.running import Running, until
from tests.integration.web import Declared

COUNT, WARM = 200, 4
PATIENCE = 600.0


def measure(folder: Path) -> Iterator[Figure]:
    """CPU seconds of every process that takes part, PostgreSQL included, against those of the bare loop."""
    files = photos.make(folder / "photos", COUNT + WARM)
    stack = Running(folder)
    stack.start("--only", "ingest")
    library = Library(stack.database_url, stack.data / "storage")
    _plan_for_analyzers(stack)
    try:
        _take(files[:WARM], stack, library, WARM)
        before = usage.cpu(stack.family())
        seconds = _take(files[WARM:], stack, library, COUNT + WARM)
        spent = usage.cpu(stack.family()) - before
    finally:
        library.close()
        stack.stop()
    kept = [str(stack.data / "storage/originals" / file.name) for file in files[WARM:]]
    variables = stack.environment | {"VIPS_CONCURRENCY": "1"}  # as in our own decoder: cheapest in CPU
    floor = floors.measure("ingest", environment=variables, files=kept, folder=folder / "bare")
    yield Figure(f"ingest of {COUNT} photos of 12 MP, CPU", spent, "s", floor["cpu"], 1.25)
    yield Figure("ingest, CPU a photo", spent / COUNT * 1000, "ms", floor["cpu"] / COUNT * 1000)
    yield Figure("ingest, two threads beside one bare loop", COUNT / seconds, "/s", COUNT / floor["wall"])


def _plan_for_analyzers(stack: Running) -> None:
    """Let every analyzer be known, so that the ledger is written too."""
    with connector(stack.database_url)() as conn:
        for name in WORKERS:
            analyses.register(conn, Declared(name))
    conn.close()


def _take(files: list[Path], stack: Running, library: Library, total: int) -> float:
    """Let the files lie in the inbox; return the seconds until all are visible."""
    began = time.monotonic()
    for file in files:
        file.rename(stack.inbox / file.name)
    until(lambda: library.count() >= total, PATIENCE, pause=0.1)
    return time.monotonic() - began
