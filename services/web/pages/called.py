"""What albums, batches and files that an address names are called, as far as the one who asks may know."""

from collections.abc import Callable

from flask import g

from services.web import galleries
from services.web.context import connection, within
from services.web.pages import times
from services.web.reach import reachable
from services.web.words import _
from shared.db import batches, media
from shared.db.connection import Connection
from shared.errors import NotFound


def album(value: str) -> str:
    """The name of an album."""
    return _once(_album, value) or _("album %(id)s") % {"id": value}


def batch(value: str) -> str:
    """When something was added, and under which label."""
    return _once(_batch, value) or _("batch %(id)s") % {"id": value}


def file(value: str) -> str:
    """The name of a file."""
    return _once(_file, value) or _("file %(id)s") % {"id": value}


def _once(look: Callable[[Connection, int], str], value: str) -> str:
    """Look up once in a request; empty where there is none that may be known."""
    known: dict[tuple[str, str], str] = g.setdefault("called", {})
    key = (look.__name__, value)
    if key not in known:
        try:
            with connection() as conn:
                known[key] = look(conn, int(value))
        except NotFound:
            known[key] = ""
    return known[key]


def _album(conn: Connection, album_id: int) -> str:
    return galleries.visible(conn, album_id).name


def _batch(conn: Connection, number: int) -> str:
    if within() is not None:
        return ""
    found = batches.found(conn, number)
    given = {"source": found.source, "when": times.day(found.started_at)}
    return _("%(source)s of %(when)s") % given


def _file(conn: Connection, media_id: int) -> str:
    return "".join(tile.name for tile in media.tiles(conn, reachable(conn, [media_id])))
