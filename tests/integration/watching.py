"""An ingest service in threads of the test, over a library with fake decoders."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.ingest.batching import InboxBatch
from services.ingest.patience import Complete, Patience
from services.ingest.reports import Reports
from services.ingest.sources import Sources
from services.ingest.taking import Taker
from services.ingest.wakeups import Wakeups
from services.ingest.watcher import Watcher
from shared.db import inbox as inbox_rows
from shared.db.connection import connector
from shared.keeping import Keeper
from tests.integration.intake import FakeDecoder, Library


@contextmanager
def watching(
    library: Library,
    database: str,
    *,
    complete: Complete = lambda _: True,
    threads: int = 2,
    stable: float = 0.2,
    incomplete: float = 600.0,
    empty: float = 0.3,
    min_free: int = 0,
    rescan: float = 0.5,
) -> Iterator[Watcher]:
    """Run the service until the block ends."""
    keepers = [
        Keeper(connector(database), library.storage, FakeDecoder(before=library.decoder.before), min_free)
        for _ in range(threads)
    ]
    wakeups = Wakeups(library.inbox)
    sources = Sources(connector(database))
    batch = InboxBatch(connector(database), "Anna's phone", label=sources.label)
    watcher = Watcher(
        inbox=library.inbox,
        patience=Patience(library.inbox, complete, stable, incomplete),
        taker=Taker(library.inbox, keepers, batch, wakeups.wake),
        reports=Reports(connector(database), rescan),
        wakeups=wakeups,
        rescan=rescan,
        empty=empty,
        sources=sources,
    )
    stop = threading.Event()
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    try:
        yield watcher
    finally:
        stop.set()
        wakeups.wake()
        thread.join(30)
    assert not thread.is_alive()


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something to become true, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def left(library: Library) -> list[str]:
    """The files in the inbox and in its claims."""
    found = []
    for folder, folders, names in os.walk(library.inbox):  # which, unlike rglob, bears folders that vanish
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [os.path.relpath(Path(folder, name), library.inbox) for name in names + links]
    return sorted(found)


def reasons(library: Library) -> dict[str, str]:
    """What the status page tells of the inbox."""
    with library.connect() as conn:
        return {problem.path: problem.reason for problem in inbox_rows.problems(conn)}


def drop(folder: Path, files: dict[str, bytes]) -> list[bytes]:
    """Put files into the inbox and return their contents."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return list(files.values())
