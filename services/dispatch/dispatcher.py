"""Tells the broker what is next, as much as it shall hold, and takes back what got lost."""

import logging
import time

from services.dispatch import metrics
from shared import crash, logs
from shared.db import (
    cells,
    clocks,
    editions,
    following,
    index,
    outbox,
    pace,
    places,
    progress,
    steering,
    successors,
    takeovers,
    workers,
)
from shared.db.connection import Connect
from shared.db.outbox import Expired, Lane
from shared.publisher import Publisher
from shared.queue import PREFETCH
from shared.settings import Settings

log = logging.getLogger(__name__)

_BATCH = 20  # rows that one transaction publishes: a worker waits for its end
_UNCLAIMED = 900.0  # seconds after which a message that nobody claimed is sent again
_SETTLED = 5.0  # seconds after which a message that is not in its queue is lost
_SET_BACK = 1.0  # seconds by which the database's clock may be set back unheeded
_UNSEEN = 60.0  # seconds after which a silent worker is forgotten


class Dispatcher:
    """Fills the queues and sweeps the ledger; any number may run at once."""

    def __init__(self, settings: Settings, connect: Connect, publisher: Publisher) -> None:
        self._settings = settings
        self._connect = connect
        self._publisher = publisher
        self._ahead = float("inf")  # of the database's clock before our steady one
        metrics.WINDOW.set(settings.window)

    def fill(self) -> int:
        """Publish what is due, up to the window of each queue; return how many messages.

        Raises `BrokerUnavailable`; what was not published stays due.
        """
        with self._connect() as conn:
            lanes = outbox.lanes(conn)
        for lane in lanes:
            metrics.OUTSTANDING.labels(*metrics.queue(lane.analyzer, lane.person)).set(lane.published)
        return sum(self._top_up(lane) for lane in lanes)

    def sweep(self) -> None:
        """Take back expired leases and lost messages."""
        with self._connect() as conn:
            swept = outbox.sweep(
                conn, attempts=self._settings.max_attempts, backoff=self._settings.backoff_seconds
            )
            workers.forget(conn, seconds=_UNSEEN)
        for one in swept.expired:
            _tell(one)
        metrics.UNCLAIMED.inc(swept.unclaimed)
        if swept.unclaimed:
            log.warning("%s messages that nobody claimed are sent again", swept.unclaimed)

    def heed_clock(self) -> None:
        """Let nothing wait for an hour that the database's clock was set back by, or once at the start."""
        with self._connect() as conn:
            ahead = clocks.shown(conn) - time.monotonic()
            before, self._ahead = self._ahead, ahead
            if before - ahead < _SET_BACK:
                return
            waited = clocks.bring_near(
                conn,
                backoff=self._settings.backoff_seconds,
                longest=outbox.LONGEST_WAIT,
                unclaimed=_UNCLAIMED,
                lease=self._settings.lease_seconds,
            )
        if waited:
            log.warning("the database's clock was set back; %s analyses no longer wait for it", waited)

    def count(self) -> None:
        """Count what is done, for those who ask how far the work is."""
        with self._connect() as conn:
            progress.count_done(conn)
            successors.count_seen(conn)
            pace.roll(conn)

    def tally(self) -> None:
        """Count what changed in the library into its tallies, so that readers need not add it up."""
        with self._connect() as conn:
            cells.fold(conn)
            places.fold(conn)

    def reveal(self) -> None:
        """Let a version serve that has seen all, and search know of what changed, of some files.

        That is a threshold, a model, a place, a date.
        """
        steps = takeovers.switch_covered, steering.catch_up, following.catch_up, editions.sweep
        for step in (*steps, index.catch_up):
            with self._connect() as conn:
                step(conn)

    def inspect(self) -> None:
        """Send again what an emptied queue lost, and mark what the broker gave up.

        Raises `BrokerUnavailable`.
        """
        with self._connect() as conn:
            lanes = [lane for lane in outbox.lanes(conn) if lane.published]
        for lane in lanes:
            if self._publisher.waiting(lane.analyzer, person=lane.person) == 0:
                self._recover(lane)
        for job in self._publisher.dead():
            with logs.bound(media_id=job.media_id, analyzer=job.analyzer, segment=job.segment):
                log.warning("the broker gave up a message")
            metrics.DEAD.labels(job.analyzer).inc()
            with self._connect() as conn:
                outbox.dead(
                    conn,
                    job,
                    attempts=self._settings.max_attempts,
                    backoff=self._settings.backoff_seconds,
                )

    def measure(self) -> None:
        """Look how many messages lie in every queue, and so make those that workers wait for.

        Raises `BrokerUnavailable`.
        """
        with self._connect() as conn:
            names = outbox.known(conn)
        for name in names:
            metrics.known(name)
            for person in (True, False):
                depth = self._publisher.waiting(name, person=person)
                metrics.DEPTH.labels(*metrics.queue(name, person)).set(depth)

    def _top_up(self, lane: Lane) -> int:
        total, published = 0, _BATCH if lane.published < self._settings.window else 0
        while published == _BATCH:
            published = self._publish(lane)
            total += published
        return total

    def _publish(self, lane: Lane) -> int:
        """Publish a batch in one transaction: the rows are noted as published once the broker has them."""
        with self._connect() as conn:
            if not outbox.alone(conn):
                return 0
            due = outbox.due(conn, lane, window=self._settings.window, batch=_BATCH)
            self._publisher.publish([row.job for row in due], person=lane.person)
            crash.at("published")
            outbox.mark(conn, [row.id for row in due], seconds=_UNCLAIMED)
        crash.at("marked")
        metrics.PUBLISHED.labels(*metrics.queue(lane.analyzer, lane.person)).inc(len(due))
        return len(due)

    def _recover(self, lane: Lane) -> None:
        with self._connect() as conn:
            lost = outbox.lost(conn, lane, published_before=_SETTLED, seconds=_UNCLAIMED, held=PREFETCH)
        if lost:
            metrics.LOST.labels(lane.analyzer).inc(lost)
            log.warning("%s messages for %s got lost and are sent again", lost, lane.analyzer)


def _tell(expired: Expired) -> None:
    """Name a job whose lease ran out, in the words that its worker's lines have too."""
    again = expired.state == "queued"
    metrics.EXPIRED.labels("requeued" if again else "failed").inc()
    with logs.bound(**{name: told for name, told in vars(expired).items() if name != "state"}):
        log.warning("its lease ran out; it is %s", "tried again" if again else "given up")
