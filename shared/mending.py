"""Makes queues anew that RabbitMQ lists and no longer serves.

A node killed in the moment in which a quorum queue is made can come back with the queue's name and
without its process (seen with 3.10.8: 541, noproc).  It takes messages then, and confirms and delivers
none.  Nothing is lost with such a queue: the ledger knows all work.
"""

from collections.abc import Callable, Iterable

from amqp.exceptions import InternalError, NotFound
from kombu import Connection, Queue


def mend(connection: Callable[[], Connection], queues: Iterable[Queue]) -> list[str]:
    """Delete those of `queues` that are dead, to be declared again; return their names."""
    dead = [queue.name for queue in queues if not _serves(connection, queue.name)]
    for name in dead:
        with connection() as conn:
            conn.default_channel.queue_delete(name)
    return dead


def _serves(connection: Callable[[], Connection], name: str) -> bool:
    """Whether the queue answers or is not there; a message that it gives is given back."""
    with connection() as conn:
        channel = conn.default_channel
        try:
            message = channel.basic_get(name)
        except InternalError:
            return False
        except NotFound:
            return True
        if message:
            channel.basic_reject(message.delivery_tag, requeue=True)
    return True
