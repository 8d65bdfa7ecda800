"""Runs the dispatcher until SIGTERM or SIGINT."""

import signal
import sys
import threading

from prometheus_client import REGISTRY

from services.dispatch import loop
from services.dispatch.dispatcher import Dispatcher
from services.dispatch.ledger import Ledger
from shared import crash, health, logs, process, settings
from shared.db.bell import Bell
from shared.db.connection import connector
from shared.publisher import Publisher


def main() -> int:
    """Serve; return the exit status."""
    values = settings.load(needs=("database_url",))
    logs.configure("dispatch", values.log_format)
    crash.arm(values.crash)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    publisher = Publisher(values)
    connect = connector(values.database_url, durable=False)
    turns = health.Turns(loop.LONGEST_TURN)
    REGISTRY.register(Ledger(connector(values.database_url, durable=False)))
    with health.serving(values, turns):
        loop.run(Dispatcher(values, connect, publisher), Bell(values.database_url), stop, turns)
    publisher.close()
    return 0


if __name__ == "__main__":
    sys.exit(process.run(main))
