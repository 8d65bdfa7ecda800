"""When the dispatcher does what: at once when there is new work, and steadily besides."""

import logging
import threading
import time

import psycopg2

from services.dispatch.dispatcher import Dispatcher
from shared.db.bell import Bell
from shared.errors import BrokerUnavailable

log = logging.getLogger(__name__)

_TICK = 0.25  # seconds between two looks at the windows, for workers empty them unheard
_BUSY = 0.05  # seconds, where the last look found something to publish
_SWEEP = 1.0  # seconds between two sweeps
_COUNT = 60.0  # seconds between two counts of what is done
_LONGEST_PAUSE = 30.0  # seconds, of a broker or database that does not answer


def run(dispatcher: Dispatcher, bell: Bell, stop: threading.Event) -> None:
    """Dispatch until `stop`; a broker or database that is away is asked again after 1, 2, 4 … 30 s."""
    pause = 1.0
    while not stop.is_set():
        began = time.monotonic()
        try:
            with bell:
                _dispatch(dispatcher, bell, stop)
        except (BrokerUnavailable, psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            if time.monotonic() - began > _LONGEST_PAUSE:
                pause = 1.0
            log.warning("cannot dispatch, trying again in %.0f s: %s", pause, str(error).strip())
            stop.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _dispatch(dispatcher: Dispatcher, bell: Bell, stop: threading.Event) -> None:
    swept = counted = -_COUNT
    while not stop.is_set():
        if time.monotonic() - swept >= _SWEEP:
            dispatcher.sweep()
            dispatcher.inspect()
            swept = time.monotonic()
        if time.monotonic() - counted >= _COUNT:
            dispatcher.count()
            counted = time.monotonic()
        published = dispatcher.fill()
        bell.wait(_BUSY if published else _TICK)
