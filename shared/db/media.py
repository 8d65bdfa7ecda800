"""Pages of the library, newest first, and the bytes that are kept in the database."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.db.connection import Connection, one, rows, value
from shared.db.search import Clauses, Selection, clauses
from shared.domain import MediaKind
from shared.errors import NotFound


@dataclass(frozen=True)
class Tile:
    """What the grid needs to draw one file; `version` changes with its thumbnail's content."""

    id: int
    name: str
    kind: MediaKind
    width: int | None
    height: int | None
    colour: str | None
    taken_at: datetime
    duration: float | None
    problem: str | None
    version: str


@dataclass(frozen=True)
class Cursor:
    """The place of a file in the order of the library; a page starts behind it."""

    taken_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.taken_at.isoformat()}_{self.id}"


@dataclass(frozen=True)
class Page:
    """Some files in order, and the cursor of the page behind them, if there is one."""

    items: tuple[Tile, ...]
    next: str | None


@dataclass(frozen=True)
class Neighbours:
    """The files beside one in the order of the library: the newer and the older."""

    newer: int | None
    older: int | None


@dataclass(frozen=True)
class Stored:
    """How the content of one file is found on disk and named when it is handed out."""

    id: int
    sha512: str
    path: str
    name: str
    kind: MediaKind
    mime: str
    has_preview: bool
    video_codec: str | None
    audio_codec: str | None


TILE = """
    media.id, media.name, media.kind, media.width, media.height, media.colour, media.taken_at,
    media.duration, media.problem, encode(substring(media.sha512 FOR 6), 'hex') AS version
"""


def page(conn: Connection, selection: Selection, after: Cursor | None = None, limit: int = 100) -> Page:
    """The newest `limit` files of the selection behind `after`."""
    found = clauses(conn, selection)
    if after:
        found = _beyond(found, after, "<")
    tiles = rows(conn, Tile, _listing(found, "DESC"), **found.parameters, limit=limit + 1)
    shown = tuple(tiles[:limit])
    more = len(tiles) > limit
    return Page(shown, str(Cursor(shown[-1].taken_at, shown[-1].id)) if more else None)


def count(conn: Connection, selection: Selection) -> int:
    """How many files the selection holds."""
    found = clauses(conn, selection)
    counted = value(conn, f"SELECT count(*) FROM {found.source} WHERE {found.where}", **found.parameters)
    return int(counted)


def neighbours(conn: Connection, selection: Selection, media_id: int) -> Neighbours:
    """The files before and behind `media_id` in the selection; raises `NotFound` for no such file."""
    place = one(conn, Cursor, "SELECT taken_at, id FROM media WHERE id = %(id)s", id=media_id)
    if place is None:
        raise NotFound(f"no file has the id {media_id}")
    found = clauses(conn, selection)
    return Neighbours(
        newer=_next(conn, _beyond(found, place, ">"), "ASC"),
        older=_next(conn, _beyond(found, place, "<"), "DESC"),
    )


def stored(conn: Connection, media_id: int) -> Stored:
    """Where the content of a file is; raises `NotFound`."""
    found = one(
        conn,
        Stored,
        """
        SELECT id, encode(sha512, 'hex') AS sha512, path, name, kind, mime, has_preview,
               video_codec, audio_codec
          FROM media WHERE id = %(id)s
        """,
        id=media_id,
    )
    if found is None:
        raise NotFound(f"no file has the id {media_id}")
    return found


def thumbnail(conn: Connection, media_id: int) -> bytes:
    """The WebP thumbnail of a file; raises `NotFound` where it has none."""
    image = value(conn, "SELECT image FROM thumbnail WHERE media_id = %(id)s", id=media_id)
    if image is None:
        raise NotFound(f"no thumbnail for the id {media_id}")
    return bytes(image)


def chip(conn: Connection, finding_id: int) -> bytes:
    """The WebP crop of a face; raises `NotFound` where it has none."""
    image = value(conn, "SELECT chip FROM face WHERE finding_id = %(id)s", id=finding_id)
    if image is None:
        raise NotFound(f"no face has the id {finding_id}")
    return bytes(image)


def _beyond(found: Clauses, place: Cursor, side: str) -> Clauses:
    return replace(
        found,
        conditions=(
            *found.conditions,
            f"({found.time}, {found.id}) {side} (%(after_time)s::timestamp, %(after_id)s::bigint)",
        ),
        parameters=found.parameters | {"after_time": place.taken_at, "after_id": place.id},
    )


def _listing(found: Clauses, order: str, columns: str = TILE) -> str:
    return f"""
        SELECT {columns} FROM {found.source} WHERE {found.where}
         ORDER BY {found.time} {order}, {found.id} {order} LIMIT %(limit)s
    """


def _next(conn: Connection, found: Clauses, order: str) -> int | None:
    beside: int | None = value(conn, _listing(found, order, "media.id"), **found.parameters, limit=1)
    return beside
