"""Pages of the library, newest first, and the bytes that are kept in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db import cells
from shared.db.connection import Connection, one, rows, value
from shared.db.lowering import lowered
from shared.db.orders import Cursor, Order, order
from shared.db.previews import VERSION
from shared.db.search import Clauses, Selection, clauses
from shared.domain import MediaKind
from shared.errors import NotFound

__all__ = ["Cursor", "Neighbours", "Page", "Stored", "Tile", "count", "neighbours", "page"]


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
    favourite: bool


@dataclass(frozen=True)
class Page:
    """Some files in order, and the cursors of the pages behind and before them.

    `next` is None where this page is the last; `previous` where it is surely the first.  Where they look
    like an example, `distances` tells how far each is from it.
    """

    items: tuple[Tile, ...]
    next: str | None
    previous: str | None = None
    distances: tuple[float, ...] = ()


@dataclass(frozen=True)
class Neighbours:
    """The files beside one in the order of the selection: `newer` comes before it, `older` behind it."""

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


TILE = f"""
    media.id, media.name, media.kind, media.width, media.height, media.colour, media.taken_at,
    media.duration, media.problem, {VERSION}, media.favourite
"""


def page(
    conn: Connection,
    selection: Selection,
    after: Cursor | None = None,
    limit: int = 100,
    *,
    before: Cursor | None = None,
) -> Page:
    """`limit` files of the selection: the first, those behind `after`, or the last ones before `before`."""
    selection = lowered(conn, selection)
    found = cells.settled(conn, selection, clauses(conn, selection))
    held, backwards = order(conn, selection, found), before is not None
    reach = held.reach(conn, found, before or after, limit + 1, backwards=backwards)
    listing = reach.listing(TILE, held.by(reach, backwards=backwards), "%(limit)s")
    tiles = rows(conn, Tile, listing, **reach.parameters, limit=limit + 1)
    more, shown = len(tiles) > limit, tiles[:limit]
    if before:
        shown.reverse()
    first = _cursor(conn, held, shown[:1]) if (more if before else after) else None
    return Page(
        items=tuple(shown),
        next=_cursor(conn, held, shown[-1:]) if before or more else None,
        previous=first,
        distances=tuple(found.distances[tile.id] for tile in shown) if found.distances else (),
    )


def tiles(conn: Connection, ids: Sequence[int]) -> list[Tile]:
    """What the grid needs of files that are known to be there."""
    return rows(conn, Tile, f"SELECT {TILE} FROM media WHERE id = ANY (%(ids)s)", ids=list(ids))


def count(conn: Connection, selection: Selection) -> int:
    """How many files the selection holds."""
    selection = lowered(conn, selection)
    if cells.tallied(selection):
        known = cells.source(conn, selection, None, ())
        sql = f"SELECT coalesce(sum(files), 0) FROM ({known.sql}) AS known"
        return int(value(conn, sql, **known.parameters))
    found = clauses(conn, selection)
    counted = value(conn, f"SELECT count(*) FROM {found.source} WHERE {found.where}", **found.parameters)
    return int(counted)


def neighbours(conn: Connection, selection: Selection, media_id: int) -> Neighbours:
    """The files before and behind `media_id` in the selection; raises `NotFound` for no such file."""
    found = clauses(conn, selection)
    held = order(conn, selection, found)
    place = held.place_of(conn, media_id)
    return Neighbours(
        newer=_next(conn, found, held, place, backwards=True),
        older=_next(conn, found, held, place, backwards=False),
    )


def place_of(conn: Connection, selection: Selection, media_id: int) -> Cursor:
    """Where a file stands in the order of a selection; raises `NotFound` for no such file."""
    return order(conn, selection, clauses(conn, selection)).place_of(conn, media_id)


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
    """The WebP crop of a face, or of an animal in a film; raises `NotFound` where it has none."""
    sql = """
        SELECT chip FROM face WHERE finding_id = %(id)s
        UNION ALL SELECT chip FROM animal WHERE finding_id = %(id)s
        """
    image = value(conn, sql, id=finding_id)
    if image is None:
        raise NotFound(f"no face has the id {finding_id}")
    return bytes(image)


def _next(conn: Connection, found: Clauses, held: Order, place: Cursor, *, backwards: bool) -> int | None:
    there = held.reach(conn, found, place, 1, backwards=backwards)
    listing = there.listing("media.id", held.by(there, backwards=backwards), "1")
    beside: int | None = value(conn, listing, **there.parameters)
    return beside


def _cursor(conn: Connection, held: Order, tiles: list[Tile]) -> str | None:
    return str(held.place_of(conn, tiles[0].id)) if tiles else None
