"""Hands messages to the broker, and tells what lies there."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from amqp.exceptions import AMQPError
from kombu import Connection, Producer, Queue
from kombu.exceptions import KombuError

from shared import mending, queue
from shared.confirms import Confirms
from shared.domain import Job
from shared.errors import BrokerUnavailable
from shared.metrics import BROKER_BLOCKED
from shared.settings import Settings

log = logging.getLogger(__name__)

_PATIENCE = 5  # seconds


def _blocked(reason: str) -> None:
    log.warning("the broker takes no messages: %s", reason)
    BROKER_BLOCKED.set(1)


def _unblocked() -> None:
    log.info("the broker takes messages again")
    BROKER_BLOCKED.set(0)


_AMQP = {
    "read_timeout": 8,
    "write_timeout": 8,
    "on_blocked": _blocked,
    "on_unblocked": _unblocked,
}


class Publisher:
    """Connects when it is first used.

    Every method raises `BrokerUnavailable` instead of waiting for long, and connects anew after that.
    """

    def __init__(self, settings: Settings) -> None:
        self._app = queue.application(settings)
        self._remote = queue.remote(settings)
        self._options = queue.transport(settings) | (_AMQP if self._remote else {})
        self._connection: Connection | None = None
        self._confirms: Confirms | None = None
        self._declared: set[str] = set()
        self._doubtful = False  # something went wrong, so every further connection looks at the queues first

    def publish(self, jobs: Sequence[Job], *, person: bool) -> None:
        """Return once the broker has the messages of `jobs`, all of one analyzer, for good."""
        if not jobs:
            return
        with self._connected() as connection:
            self._declare(connection, jobs[0].analyzer)
            producer = Producer(connection.default_channel, auto_declare=False)
            for job in jobs:
                self._send(producer, job, queue.lane(job.analyzer, person=person))
            if self._confirms:
                self._confirms.wait(connection, _PATIENCE)
                BROKER_BLOCKED.set(0)

    def waiting(self, analyzer: str, *, person: bool) -> int:
        """How many messages of a lane no worker has taken yet."""
        with self._connected() as connection:
            self._declare(connection, analyzer)
            (lane,) = [
                lane for lane in queue.lanes(analyzer) if lane.name == queue.lane(analyzer, person=person)
            ]
            return int(lane(connection.default_channel).queue_declare(passive=True).message_count)

    def dead(self) -> Iterator[Job]:
        """Take the messages that the broker gave up; each is acknowledged when the next is asked for."""
        if not self._remote:
            return
        with self._connected() as connection:
            graves = queue.graves()(connection.default_channel)
            while message := graves.get(accept=["json"]):
                _, body, _ = message.payload
                yield Job(**body)
                message.ack()

    def close(self) -> None:
        """Forget the connection without waiting for the other side."""
        self._declared.clear()
        if self._connection is not None:
            self._connection.collect(socket_timeout=1)
            self._connection = None

    def _send(self, producer: Producer, job: Job, lane: str) -> None:
        self._app.send_task(
            queue.TASK,
            kwargs=asdict(job),
            producer=producer,
            exchange="media",
            routing_key=lane,
            declare=[],  # else Celery makes its default queue, which nobody reads
            retry=False,
            mandatory=True,
        )
        if self._confirms:
            self._confirms.expect()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            yield self._connection or self._connect()
        except (AMQPError, KombuError, OSError) as error:
            self._doubtful = True
            self.close()
            raise BrokerUnavailable(str(error) or type(error).__name__) from error
        except BrokerUnavailable:
            self.close()
            raise

    def _connect(self) -> Connection:
        self._connection = self._new_connection()
        self._connection.connect()
        BROKER_BLOCKED.set(0)  # where it still is, it says so at the first message
        if self._remote:
            self._confirms = Confirms(self._connection.default_channel)
            self._mend([queue.graves()])
            queue.graves()(self._connection.default_channel).declare()
        return self._connection

    def _declare(self, connection: Connection, analyzer: str) -> None:
        if analyzer not in self._declared:
            self._mend(queue.lanes(analyzer))
            for lane in queue.lanes(analyzer):
                lane(connection.default_channel).declare()
            self._declared.add(analyzer)

    def _mend(self, queues: Iterable[Queue]) -> None:
        if self._doubtful and self._remote:
            for name in mending.mend(self._new_connection, queues):
                log.warning("the queue %s was dead and is made anew", name)

    def _new_connection(self) -> Connection:
        return self._app.connection_for_write(
            heartbeat=0, transport_options=self._options, connect_timeout=_PATIENCE
        )
