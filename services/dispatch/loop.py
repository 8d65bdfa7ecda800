"""When the dispatcher does what: at once when there is new work, and steadily besides."""

import logging
import threading
import time
from collections.abc import Callable

import psycopg2

from services.dispatch import metrics
from services.dispatch.dispatcher import Dispatcher
from shared.db.bell import Bell
from shared.errors import BrokerUnavailable
from shared.health import Turns

log = logging.getLogger(__name__)

_TICK = 0.25  # seconds between two looks at the windows, for workers empty them unheard
_BUSY = 0.05  # seconds, where the last look found something to publish
_SWEEP = 1.0  # seconds between two sweeps
_REVEAL = 1.0  # seconds between two steps of a threshold's way into search
_MEASURE = 5.0  # seconds between two looks at the depth of every queue
_TALLY = 2.0  # seconds between two looks at what changed in the library
_COUNT = 60.0  # seconds between two counts of what is done
_LONGEST_PAUSE = 30.0  # seconds, of a broker or database that does not answer
LONGEST_TURN = 60.0  # seconds; a turn that publishes and waits for confirms ends long before


def run(dispatcher: Dispatcher, bell: Bell, stop: threading.Event, turns: Turns) -> None:
    """Dispatch until `stop`, and note every turn in `turns`.

    A broker or database that is away is asked again after 1, 2, 4 … 30 s.
    """
    pause = 1.0
    while not stop.is_set():
        began = time.monotonic()
        try:
            with bell:
                _dispatch(dispatcher, bell, stop, turns)
        except (BrokerUnavailable, psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            if time.monotonic() - began > _LONGEST_PAUSE:
                pause = 1.0
            _count(error)
            turns.bad(f"cannot dispatch: {str(error).strip()}")
            log.warning("cannot dispatch, trying again in %.0f s: %s", pause, str(error).strip())
            stop.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _count(error: Exception) -> None:
    if isinstance(error, BrokerUnavailable):
        metrics.PUBLISH_ERRORS.inc()


def _dispatch(dispatcher: Dispatcher, bell: Bell, stop: threading.Event, turns: Turns) -> None:
    rounds = [
        _Round(_SWEEP, dispatcher.heed_clock),
        _Round(_SWEEP, dispatcher.sweep),
        _Round(_SWEEP, dispatcher.inspect),
        _Round(_MEASURE, dispatcher.measure),
        _Round(_COUNT, dispatcher.count),
        _Round(_TALLY, dispatcher.tally),
        _Round(_REVEAL, dispatcher.reveal),
    ]
    while not stop.is_set():
        with metrics.TURN.time():
            for each in rounds:
                each.keep()
            published = dispatcher.fill()
        turns.good()
        bell.wait(_BUSY if published else _TICK)


class _Round:
    """Something that is done every `seconds`, at once at first."""

    def __init__(self, seconds: float, work: Callable[[], None]) -> None:
        self._seconds, self._work = seconds, work
        self._last = float("-inf")

    def keep(self) -> None:
        """Do it where it is time."""
        if time.monotonic() - self._last >= self._seconds:
            self._work()
            self._last = time.monotonic()
