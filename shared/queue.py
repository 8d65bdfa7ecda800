"""The queues of the analyzers, and the one Celery application."""

import logging
import socket
import ssl
from collections.abc import Callable
from typing import Any

from amqp.exceptions import AccessRefused, NotAllowed
from celery import Celery
from kombu import Connection, Exchange, Queue
from kombu.transport import TRANSPORT_ALIASES

from shared import certificates
from shared.errors import CredentialsRefused, UntrustedServer
from shared.lanes import AwaitedLane
from shared.settings import Settings

log = logging.getLogger(__name__)

TASK = "analyze"
DEAD = "dead"
PREFETCH = 2  # messages that a worker holds at most, that of the file in hand among them
_DELIVERIES = 8  # a second net below the ledger's count of attempts
_ALIVE = {  # a vanished broker is noticed within half a minute; a poor line breaks after the library's 1 s
    socket.TCP_USER_TIMEOUT: 15_000,  # milliseconds
    socket.TCP_KEEPIDLE: 5,
    socket.TCP_KEEPINTVL: 5,
    socket.TCP_KEEPCNT: 2,
}
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


def consumed(settings: Settings, analyzer: str, interrupted: Callable[[], object]) -> list[Queue]:
    """Both queues of `analyzer` for a worker, which on RabbitMQ may read them and no more.

    It waits until they are there and calls `interrupted` meanwhile, which may raise.
    """
    if not remote(settings):
        return lanes(analyzer)
    names = [lane(analyzer, person=True), lane(analyzer, person=False)]
    arguments = {"x-queue-type": "quorum"}  # by which Celery knows that it must ask for messages one by one
    return [AwaitedLane(name, queue_arguments=arguments, interrupted=interrupted) for name in names]


def greet(connection: Connection) -> None:
    """Connect to the broker; one that cannot be reached now is left for another time.

    Raises `CredentialsRefused` and `UntrustedServer`.
    """
    try:
        connection.connect()
    except (AccessRefused, NotAllowed) as error:
        raise CredentialsRefused from error
    except ssl.SSLCertVerificationError as error:
        raise UntrustedServer(f"the broker at {connection.hostname}", error.verify_message) from error
    except connection.recoverable_connection_errors as error:
        log.debug("the broker cannot be reached: %s", error)


def graves() -> Queue:
    """The queue of the messages that the broker gave up; it must be there before the first of them."""
    exchange = Exchange("media.dlx", "topic", durable=True)
    return Queue(DEAD, exchange, "dead.#", queue_arguments={"x-queue-type": "quorum"})


def application(settings: Settings, **options: Any) -> Celery:
    """The one Celery application, for the broker of `settings`; `options` are further settings of it."""
    app = Celery("bowerbird", broker=_url(settings), set_as_current=False)
    app.conf.update(
        broker_use_ssl=certificates.broker_options(settings),
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
        worker_prefetch_multiplier=1
        if remote(settings)
        else PREFETCH,  # a quorum queue gives one to each lane
        broker_heartbeat=10 if remote(settings) else 0,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_channel_error_retry=True,  # the broker lost its patience with a long job: begin anew
        broker_transport_options=transport(settings),
        **options,
    )
    return app


def remote(settings: Settings) -> bool:
    """Whether the broker is RabbitMQ and not the embedded one."""
    return settings.broker_url.startswith(("amqp:", "amqps:"))


def _url(settings: Settings) -> str:
    return settings.broker_url if remote(settings) else "mailbox://localhost"


def transport(settings: Settings) -> dict[str, Any]:
    """What the transport is told: how long silence lasts, or where the embedded broker keeps its messages."""
    return {"socket_settings": _ALIVE} if remote(settings) else {"folder": str(settings.data / "broker")}
