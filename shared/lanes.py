"""Queues that a worker only reads: others declare them, and it waits until they are there."""

import logging
import time
from typing import Any

from amqp.exceptions import NotFound
from kombu import Queue

log = logging.getLogger(__name__)

_PAUSE = 1.0  # seconds; each look is also the sign of life that the broker expects


class AwaitedLane(Queue):  # type: ignore[misc]
    """A queue of RabbitMQ that is consumed without the right to declare anything.

    `interrupted` is called while it waits and may raise, so that a worker can be ended meanwhile.
    """

    attrs = (*Queue.attrs, ("interrupted", None))
    interrupted: Any = None

    def declare(self, nowait: bool = False, channel: Any = None) -> str:
        """Return once the dispatcher, or the broker's definitions, have made the queue."""
        connection = (channel or self.channel).connection
        told = False
        while not self._made(connection):
            if not told:
                log.info("waiting until the queue %s is there", self.name)
                told = True
            if self.interrupted:
                self.interrupted()
            time.sleep(_PAUSE)
        return str(self.name)

    def _made(self, connection: Any) -> bool:
        """Look in a channel of its own: the broker closes one in which something was not found."""
        channel = connection.channel()
        try:
            channel.queue_declare(self.name, passive=True)
        except NotFound:
            return False
        channel.close()
        return True
