"""Each analyzer's rate through the queue beside the same model in a bare loop over the same files."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bench import floors, photos
from bench.library import Library
from bench.report import Figure
from services.cli.stack import programs
from shared import settings as environment
from shared.domain import Media
from tests.e2e.running import Running, until

PATIENCE = 500.0
PHOTOS, FILMS = 40, 6


def measure(folder: Path) -> Iterator[Figure]:
    """One analyzer at a time: nothing else competes for the cores."""
    stack = Running(folder, {"MODELS_DIR": os.environ.get("MODELS_DIR", "")})
    _fill(stack, folder)
    for analyzer in programs.WORKERS:
        rate, media = _through_the_queue(stack, analyzer)
        if not rate:
            print(f"{analyzer}: nothing to measure; its weights or its kind of file are missing")
            continue
        variables = stack.environment | programs.variables(environment.load(stack.environment))
        floor = floors.measure(
            "rate",
            environment=variables,
            niceness=programs.NICENESS,
            analyzer=analyzer,
            media=list(map(asdict, media)),
        )
        yield Figure(f"{analyzer} through the queue", rate, "/s", floor["rate"], 0.9, "above")


def _through_the_queue(stack: Running, analyzer: str) -> tuple[float, list[Media]]:
    """Files a second behind the first, which the model is loaded for, and which files they were."""
    stack.start("--only", "dispatch", "--only", analyzer)
    library = Library(stack.database_url, stack.data / "storage")
    try:
        until(lambda: library.known(analyzer), 60)
        until(lambda: not library.left(analyzer), PATIENCE, pause=0.2)
        number, seconds = library.span(analyzer)
        return (number / seconds if number > 0 else 0.0), library.media(analyzer, Path(tempfile.gettempdir()))
    finally:
        library.close()
        stack.stop()


def _fill(stack: Running, folder: Path) -> None:
    files = [
        *photos.scenes(folder / "scenes", PHOTOS),
        *photos.films(folder / "films", FILMS),
        *photos.talks(folder / "talks"),
    ]
    stack.start("--only", "ingest")
    library = Library(stack.database_url, stack.data / "storage")
    for file in files:
        file.rename(stack.inbox / file.name)
    until(lambda: library.count() >= len(files), PATIENCE, pause=0.2)
    library.close()
    stack.stop()
