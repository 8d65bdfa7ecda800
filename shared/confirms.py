"""Waits until RabbitMQ has what was published for good."""

import time
from typing import Any

from kombu import Connection

from shared.errors import BrokerUnavailable


class Confirms:
    """Which messages of one channel the broker has yet to confirm.

    One wait for many: a quorum queue writes to its disk before it confirms.
    """

    def __init__(self, channel: Any) -> None:
        self._last = 0
        self._open: set[int] = set()
        self._refused = False
        channel.confirm_select()
        channel.events["basic_ack"].add(self._confirmed)
        channel.events["basic_nack"].add(self._nacked)

    def expect(self) -> None:
        """Note that a message was sent."""
        self._last += 1
        self._open.add(self._last)

    def wait(self, connection: Connection, seconds: float) -> None:
        """Return once all are confirmed; raise what the broker answered, or `TimeoutError`."""
        end = time.monotonic() + seconds
        while self._open:
            connection.drain_events(timeout=max(0.01, end - time.monotonic()))
        if self._refused:
            raise BrokerUnavailable("the broker refused a message")

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self._open -= {sent for sent in self._open if sent <= tag} if multiple else {tag}

    def _nacked(self, tag: int, multiple: bool) -> None:
        self._refused = True
        self._confirmed(tag, multiple)
