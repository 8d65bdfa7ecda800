"""The queues of the analyzers: how they are named and declared, and how a message gets there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from amqp.exceptions import AMQPError
from celery import Celery
from kombu import Connection, Exchange, Producer, Queue
from kombu.exceptions import KombuError
from kombu.transport import TRANSPORT_ALIASES

from shared.domain import Job
from shared.errors import BrokerUnavailable
from shared.settings import Settings

log = logging.getLogger(__name__)

TASK = "analyze"
DEAD = "dead"
_PATIENCE = 5  # seconds
_DELIVERIES = 8  # a second net below the ledger's count of attempts
TRANSPORT_ALIASES["mailbox"] = "shared.mailbox:Transport"


def lane(analyzer: str, *, person: bool) -> str:
    """Name of the queue for what a person waits for, or of the one for the bulk."""
    return f"media.{analyzer}.v1" if person else f"media.{analyzer}.bulk.v1"


def lanes(analyzer: str) -> list[Queue]:
    """Both queues of `analyzer`, the persons' first.

    Only arguments that never change stand here: RabbitMQ refuses a queue declared with others.
    """
    arguments = {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "media.dlx",
        "x-dead-letter-routing-key": f"dead.{analyzer}",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",  # at-least-once dead letters need it
        "x-delivery-limit": _DELIVERIES,
    }
    names = [lane(analyzer, person=True), lane(analyzer, person=False)]
    exchange = Exchange("media", "topic", durable=True)
    return [Queue(name, exchange, routing_key=name, queue_arguments=arguments) for name in names]


def application(settings: Settings, **options: Any) -> Celery:
    """The one Celery application, for the broker of `settings`; `options` are further settings of it."""
    app = Celery("bowerbird", broker=_url(settings), set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_acks_on_failure=True,
        task_acks_on_timeout=False,
        task_create_missing_queues=False,
        task_default_queue_type="quorum",
        task_default_exchange_type="topic",
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        result_backend=None,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        worker_detect_quorum_queues=True,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_prefetch_multiplier=1 if _remote(settings) else 2,  # a quorum queue gives one to each lane
        broker_heartbeat=10 if _remote(settings) else 0,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport(settings),
        **options,
    )
    return app


class Publisher:
    """Hands messages to the broker and tells what lies there; connects when it is first used.

    Every method raises `BrokerUnavailable` instead of waiting for long, and connects anew after that.
    """

    def __init__(self, settings: Settings) -> None:
        self._app = application(settings)
        self._remote = _remote(settings)
        self._options = _publishing(settings)
        self._connection: Connection | None = None
        self._declared: set[str] = set()

    def publish(self, job: Job, *, person: bool) -> None:
        """Return once the broker has the message of `job` for good."""
        with self._connected() as connection:
            self._declare(connection, job.analyzer)
            self._app.send_task(
                TASK,
                kwargs=asdict(job),
                producer=Producer(connection.default_channel, auto_declare=False),
                exchange="media",
                routing_key=lane(job.analyzer, person=person),
                retry=False,
                mandatory=True,
                confirm_timeout=_PATIENCE,
            )

    def waiting(self, analyzer: str, *, person: bool) -> int:
        """How many messages of a lane no worker has taken yet."""
        with self._connected() as connection:
            self._declare(connection, analyzer)
            queue = Queue(lane(analyzer, person=person))(connection.default_channel)
            return int(queue.queue_declare(passive=True).message_count)

    def dead(self) -> Iterator[Job]:
        """Take the messages that the broker gave up; each is acknowledged when the next is asked for."""
        if not self._remote:
            return
        with self._connected() as connection:
            self._declare(connection, "")
            queue = Queue(DEAD)(connection.default_channel)
            while message := queue.get(accept=["json"]):
                _, body, _ = message.payload
                yield Job(**body)
                message.ack()

    def close(self) -> None:
        """Forget the connection without waiting for the other side."""
        self._declared.clear()
        if self._connection is not None:
            self._connection.collect(socket_timeout=1)
            self._connection = None

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            if self._connection is None:
                self._connection = self._app.connection_for_write(
                    heartbeat=0, transport_options=self._options, connect_timeout=_PATIENCE
                )
                self._connection.connect()
            yield self._connection
        except (AMQPError, KombuError, OSError) as error:
            self.close()
            raise BrokerUnavailable(str(error) or type(error).__name__) from error

    def _declare(self, connection: Connection, analyzer: str) -> None:
        """Make sure of the queues of `analyzer`, and of the dead letters before anything can die."""
        if analyzer in self._declared:
            return
        channel = connection.default_channel
        if self._remote:
            dead = Exchange("media.dlx", "topic", durable=True)
            Queue(DEAD, dead, "dead.#", queue_arguments={"x-queue-type": "quorum"})(channel).declare()
        for queue in lanes(analyzer) if analyzer else []:
            queue(channel).declare()
        self._declared.add(analyzer)


def _remote(settings: Settings) -> bool:
    return settings.broker_url.startswith(("amqp:", "amqps:"))


def _url(settings: Settings) -> str:
    return settings.broker_url if _remote(settings) else "mailbox://localhost"


def _transport(settings: Settings) -> dict[str, Any]:
    """Nothing on RabbitMQ: workers never publish, and so want no confirms."""
    return {} if _remote(settings) else {"folder": str(settings.data / "broker")}


def _publishing(settings: Settings) -> dict[str, Any]:
    """A publisher waits for confirms, and never longer than some seconds for anything."""
    if not _remote(settings):
        return _transport(settings)
    return {
        "confirm_publish": True,
        "read_timeout": 8,
        "write_timeout": 8,
        "on_blocked": lambda reason: log.warning("the broker takes no messages: %s", reason),
        "on_unblocked": lambda: log.info("the broker takes messages again"),
    }
