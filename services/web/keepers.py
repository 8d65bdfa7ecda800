"""Lends a keeper to each upload; as many at once as there are decoders, the others wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue

from flask import Flask, current_app
from werkzeug.exceptions import ServiceUnavailable

from services.web.context import connect, settings, storage
from shared.decoding.decoder import Decoder
from shared.keeping import Keeper

AT_ONCE = 4
PATIENCE = 60.0  # seconds that an upload waits for its turn
RETRY_AFTER = 5

Keepers = LifoQueue[Keeper | None]


def lend_keepers(app: Flask) -> None:
    """Make room for `AT_ONCE` keepers; each is made when it is first needed."""
    keepers: Keepers = LifoQueue()
    for _ in range(AT_ONCE):
        keepers.put(None)
    app.extensions["keepers"] = keepers


@contextmanager
def keeper() -> Iterator[Keeper]:
    """Hold a keeper that no other thread uses; 503 where all are busy for long."""
    keepers: Keepers = current_app.extensions["keepers"]
    try:
        held = keepers.get(timeout=PATIENCE)
    except Empty as error:
        raise ServiceUnavailable("too many uploads at once", retry_after=RETRY_AFTER) from error
    try:
        held = held or Keeper(connect(), storage(), Decoder(), settings().min_free)
        yield held
    finally:
        keepers.put(held)
