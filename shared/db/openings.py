"""The first page of a search together with how many files it holds."""

from dataclasses import dataclass

from shared.db import cells, media
from shared.db.census import Held
from shared.db.connection import Connection
from shared.db.facets import held
from shared.db.lowering import lowered
from shared.db.media import Cursor, Page
from shared.db.selection import Selection


@dataclass(frozen=True)
class Opening:
    """The first page of a search, and how many files the search holds."""

    page: Page
    held: Held


def opening(conn: Connection, selection: Selection, limit: int) -> Opening:
    """The first `limit` files of a selection and how many it holds: from one walk where that tells both."""
    selection = lowered(conn, selection)
    if selection.sort == "newest" and not selection.like and not cells.tallied(selection):
        newest = cells.newest(conn, selection)
        if newest.whole or len(newest.ids) > limit:
            return Opening(_first(conn, newest.ids, limit), Held(len(newest.ids), newest.whole))
    page = media.page(conn, selection, limit=limit)
    return Opening(page, held(conn, selection) if page.next else Held(len(page.items), exact=True))


def _first(conn: Connection, ids: list[int], limit: int) -> Page:
    """The first of these files, that are the newest in order."""
    found = {tile.id: tile for tile in media.tiles(conn, ids[:limit])}
    tiles = tuple(found[media_id] for media_id in ids[:limit] if media_id in found)
    more = len(ids) > limit and tiles
    return Page(tiles, next=str(Cursor(tiles[-1].taken_at, tiles[-1].id)) if more else None)
