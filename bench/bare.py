"""Bare Celery on the same RabbitMQ: a task that does nothing, published and consumed as its manual says."""

import sys
import time
from typing import Any

from celery import Celery, signals
from kombu import Queue

URL = sys.argv[2] if len(sys.argv) > 2 else ""
NAME = "bare"

app = Celery("bare", broker=URL, set_as_current=False)
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    task_queues=[Queue(NAME, queue_arguments={"x-queue-type": "quorum"})],
    task_default_queue=NAME,
    task_default_queue_type="quorum",
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
)


@app.task(name=NAME)  # type: ignore[untyped-decorator]
def nothing(**_: Any) -> None:
    """Do nothing."""


def publish(count: int) -> None:
    """Publish `count` messages as large as ours, and print the CPU seconds that took."""
    nothing.delay(media_id=0, analyzer=NAME, version=1, segment=0)  # connects
    before = time.process_time()
    for number in range(count):
        nothing.delay(media_id=number, analyzer=NAME, version=1, segment=0)
    print(time.process_time() - before)


def work() -> None:
    """Consume in one child process until SIGTERM."""
    signals.setup_logging.connect(lambda **_: None, weak=False)
    app.worker_main(
        ["worker", "--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat", "-Ofair"]
    )


if __name__ == "__main__":
    publish(int(sys.argv[3])) if sys.argv[1] == "publish" else work()
