"""Reads the descriptions of pictures that came in before all of these were read."""

import logging
import os

from shared.db import captions
from shared.db.captions import Due
from shared.db.connection import Connect
from shared.decoding.captions import BEGIN, descriptions
from shared.decoding.facts import Facts
from shared.errors import UnreadableMedia
from shared.keeping.content import opened
from shared.storage import Storage

SOME = 50  # pictures at a time
log = logging.getLogger(__name__)


def step(connect: Connect, storage: Storage) -> None:
    """Read some of those that are due.  Safe to repeat at any point."""
    with connect() as conn:
        for one in captions.due(conn, SOME):
            captions.note(conn, one.id, _told(storage, one))


def _told(storage: Storage, one: Due) -> dict[str, str]:
    facts = Facts(make=one.make, model=one.model, software=one.software, tags=one.tags)
    try:
        with opened(storage.original(one.path)) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
            return descriptions(file.read(BEGIN), facts)
    except (OSError, UnreadableMedia) as error:
        log.warning("originals/%s was not read for its caption: %s", one.path, error)
        return {}
