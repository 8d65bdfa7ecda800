"""A hundred thousand rows that wait: how many messages the broker holds, and how dispatch's memory grows."""

import statistics
import time
from collections.abc import Iterator

import psutil
from kombu import Connection, Consumer, Queue
from kombu.message import Message

from bench.ledger import LANE, PATIENCE, Ledger
from bench.report import Figure
from shared import queue
from shared.db.connection import run
from shared.settings import Settings
from tests.e2e.running import until

ROWS, DRAINED, WARM = 100_000, 15_000, 3_000
STILL = 5.0  # seconds in which nobody takes a message
_HELD = 50  # messages that the drain takes at a time


class Drain:
    """Ends rows as fast as it can, as many workers would, and looks at the queue meanwhile."""

    def __init__(self, ledger: Ledger, dispatch: psutil.Process) -> None:
        self._ledger, self._dispatch = ledger, dispatch
        self._held: list[Message] = []
        self.done = 0
        self.deepest = 0
        self.memory: list[tuple[int, float]] = []

    def run(self, connection: Connection) -> None:
        """Let the queue fill for a while, then drain `DRAINED` rows."""
        channel = connection.default_channel
        until(lambda: self._look(channel) >= Settings.window, PATIENCE)
        still = time.monotonic() + STILL
        while time.monotonic() < still:
            self._look(channel)
            time.sleep(0.02)
        channel.basic_qos(0, _HELD, False)
        end = time.monotonic() + PATIENCE
        with Consumer(channel, [_lane()], callbacks=[self._take], accept=["json"]):
            while self.done < DRAINED:
                assert time.monotonic() < end, f"only {self.done} rows in {PATIENCE:.0f} s"
                try:
                    connection.drain_events(timeout=0.05)
                except TimeoutError:
                    self._end()
                self._look(channel)

    def _take(self, _: object, message: Message) -> None:
        self._held.append(message)
        if len(self._held) == _HELD:
            self._end()

    def _end(self) -> None:
        """Store that the rows in hand are done, then acknowledge."""
        if not self._held:
            return
        ids = [message.payload[1]["media_id"] for message in self._held]
        with self._ledger.connect() as conn:
            run(conn, _DONE, ids=ids)
        for message in self._held:
            message.ack()
        self.done += len(self._held)
        self._held = []

    def _look(self, channel: object) -> int:
        """Note the depth, with what is taken and not acknowledged, and the memory once for 500 rows."""
        depth = channel.queue_declare(LANE, passive=True).message_count + len(self._held)  # type: ignore[attr-defined]
        self.deepest = max(self.deepest, depth)
        if self.done - (self.memory[-1][0] if self.memory else -500) >= 500:
            self.memory.append((self.done, self._dispatch.memory_info().rss / (1 << 20)))
        return depth


def measure(ledger: Ledger) -> Iterator[Figure]:
    """The deepest that the queue was, and the growth of memory by 10,000 rows once it is warm."""
    ledger.fill(ROWS, real=False)
    drain = Drain(ledger, ledger.process("dispatch"))
    with Connection(ledger.rabbit.url) as connection:
        drain.run(connection)
    warm = [(rows, mib) for rows, mib in drain.memory if rows >= WARM]
    slope = statistics.linear_regression(*zip(*warm, strict=True)).slope * 10_000
    yield Figure(
        f"most messages in the broker, {ROWS:,} rows waiting", drain.deepest, "", None, Settings.window
    )
    yield Figure("growth of dispatch by 10,000 jobs, RSS", slope, "MiB", None, 1.0)


_DONE = """
    UPDATE analysis
       SET state = 'done', published = false, started_at = now(), ended_at = now(), done_at = now()
     WHERE media_id = ANY (%(ids)s) AND state = 'queued'
    """


def _lane() -> Queue:
    (lane,) = [lane for lane in queue.lanes("sleeper") if lane.name == LANE]
    return lane
