"""The ingest service: takes complete files out of the inbox until it is told to stop."""

import logging
import os
import signal
import sys
import threading
from contextlib import ExitStack
from functools import partial

from services.ingest import metrics
from services.ingest.batching import InboxBatch
from services.ingest.chores import Chore, Chores
from services.ingest.patience import Patience
from services.ingest.reports import Reports
from services.ingest.returning import Returner
from services.ingest.sources import Sources
from services.ingest.taking import Taker
from services.ingest.wakeups import Wakeups
from services.ingest.watcher import Watcher
from shared import crash, health, logs, process, settings
from shared.db import recognition, uniting
from shared.db.connection import Connect, connector
from shared.decoding import Decoder, complete
from shared.errors import StorageFull
from shared.keeping import Keeper, captions_in, disk
from shared.keeping.removal import Remover
from shared.keeping.sent import Sweeper
from shared.keeping.xmp_in import Reader
from shared.settings import Settings
from shared.storage import Storage

log = logging.getLogger(__name__)

RETURNING = 2.0  # seconds between two looks for batches that are to go back to the inbox
SWEEPING = 300.0  # seconds between two looks at uploads that no one ended
READING = 2.0  # seconds between two looks for XMP that came in
DESCRIBING = 10.0  # seconds between two looks for pictures of an earlier release without their captions
RECOGNISING = 1.0  # seconds between two looks for faces that came in
EMPTYING = 20.0  # seconds between two looks for what is to leave the trash


def main() -> int:
    """Run until SIGTERM or SIGINT; files that are being kept are finished first."""
    values = settings.load(needs=("database_url",))
    logs.configure("ingest", values.log_format)
    crash.arm(values.crash)
    stop = threading.Event()
    with ExitStack() as stack:
        watcher = compose(values, stack)
        chores = Chores(chores_of(values, stack))
        chores.start()
        stack.callback(chores.close)
        stack.enter_context(health.serving(values, partial(_ready, watcher, values)))

        def end(*_: object) -> None:
            stop.set()
            watcher.wakeups.wake()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        log.info("watching %s", values.inbox)
        watcher.run(stop)
    return 0


def _ready(watcher: Watcher, values: Settings) -> str | None:
    """What keeps files in the inbox, also where nothing is wrong with this process."""
    if trouble := watcher.turns():
        return trouble
    try:
        disk.check_room(values.storage if values.storage.is_dir() else values.data, 0, values.min_free)
    except StorageFull as error:
        return str(error)
    return None


def compose(values: Settings, stack: ExitStack) -> Watcher:
    """Build the watcher of these settings; its decoders end with `stack`."""
    values.inbox.mkdir(parents=True, exist_ok=True)
    threads = len(os.sched_getaffinity(0))
    storage = Storage(values.storage)
    metrics.watch_disk(values.data, values.min_free)
    keepers = [
        Keeper(
            connector(values.database_url),
            storage,
            stack.enter_context(Decoder()),
            min_free=values.min_free,
        )
        for _ in range(threads)
    ]
    wakeups = Wakeups(values.inbox)
    sources = Sources(connector(values.database_url))
    batch = InboxBatch(connector(values.database_url), values.source, label=sources.label)
    return Watcher(
        inbox=values.inbox,
        patience=Patience(values.inbox, complete, values.stable_seconds, values.incomplete_seconds),
        taker=Taker(values.inbox, keepers, batch, wakeups.wake),
        reports=Reports(connector(values.database_url), values.rescan_seconds),
        wakeups=wakeups,
        rescan=values.rescan_seconds,
        sources=sources,
    )


def chores_of(values: Settings, stack: ExitStack) -> list[Chore]:
    """What else is done where inbox and storage lie; its decoder ends with `stack`."""
    connect, storage = connector(values.database_url), Storage(values.storage)
    people = connector(values.database_url, durable=False)  # what a power cut takes is found out again
    keeper = Keeper(connect, storage, stack.enter_context(Decoder()), min_free=values.min_free)
    return [
        Chore("sweeping uploads", SWEEPING, Sweeper(connect, storage, keeper).sweep),
        Chore("giving back", RETURNING, Returner(connect, values.inbox, storage).step),
        Chore("reading XMP", READING, Reader(connect, storage).step),
        Chore("reading captions", DESCRIBING, partial(captions_in.step, connect, storage)),
        Chore("recognising people", RECOGNISING, partial(recognise, people)),
        Chore("emptying the trash", EMPTYING, Remover(connect, storage, values.trash_days).sweep),
    ]


def recognise(connect: Connect) -> None:
    """Find out whose the faces are that came in, and keep people in order; a slice of what there is to do."""
    recognition.step(connect)
    uniting.step(connect)


if __name__ == "__main__":
    sys.exit(process.run(main))
