"""The files of an album or a search, in their order, as far as somebody may see them."""

import logging
from dataclasses import dataclass, replace

from flask import abort

from services.web import saved
from services.web.context import account, within
from services.web.filters import Filters
from shared.db import album_covers, album_pages, albums, media, selection
from shared.db.album_covers import Summary
from shared.db.album_pages import Shelf
from shared.db.albums import Album, Sort
from shared.db.connection import Connection
from shared.db.media import Neighbours, Page
from shared.db.search import Selection, Within
from shared.errors import NotFound

log = logging.getLogger(__name__)

DATED = {"newest", "oldest"}
BY_HAND: tuple[Sort, ...] = ("newest", "oldest", "added", "hand")
CHOSEN: dict[Sort, selection.Sort] = {"newest": "newest", "oldest": "oldest", "added": "added"}
SMART: tuple[Sort, ...] = ("search", *CHOSEN)


@dataclass(frozen=True)
class Gallery:
    """Either a `shelf`, an album filled by hand, or what a search selects."""

    shelf: Shelf | None
    selection: Selection

    @property
    def dated(self) -> bool:
        """Whether the files come by the time when they were taken."""
        return (self.shelf.sort if self.shelf else self.selection.sort) in DATED


def visible(conn: Connection, album_id: int) -> Album:
    """An album as the one who asks may see it; raises `NotFound`.

    Who is confined to a part of the library sees no album that has nothing of it, save their own.
    """
    album = albums.album(conn, album_id)
    if within() is None or _own(album) or summary(conn, album, within()).count:
        return album
    raise NotFound(f"no album has the id {album_id}")


def changeable(conn: Connection, album_id: int) -> Album:
    """An album that the one who asks may rename, rearrange or delete: when confined, only their own."""
    album = visible(conn, album_id)
    if within() is not None and not _own(album):
        abort(403, "your account sees a part of this album, and may not change the whole")
    return album


def _own(album: Album) -> bool:
    person = account()
    return person is not None and person.name == album.made_by


def fill(conn: Connection, album_id: int, query: str) -> Album:
    """Let the search `query` fill an album.  Raises `ValidationError`, `Conflict` for another smart album."""
    kept = saved.normal(query)
    return albums.search(conn, album_id, kept, saved.selection(kept, None))


def of_album(album: Album, limit: Within | None) -> Gallery:
    """What of an album lies within `limit`.  Raises `ValidationError` where its search is good no longer."""
    if album.query is None:
        return Gallery(Shelf(album.id, album.sort, limit), Selection(albums=(album.id,), within=limit))
    found = of_search(album.query, limit)
    sort = CHOSEN.get(album.sort, found.selection.sort)
    return replace(found, selection=replace(found.selection, sort=sort))


def orders(album: Album) -> tuple[Sort, ...]:
    """The orders that may be chosen for an album."""
    return BY_HAND if album.query is None else SMART


def of_search(query: str, limit: Within | None) -> Gallery:
    """What a saved search finds within `limit`, in its order.  Raises `ValidationError`."""
    asked = saved.filters(query).selection
    found = saved.selection(query, limit)
    return Gallery(None, replace(found, sort=asked.sort, seed=asked.seed, counted=asked.counted))


def page(conn: Connection, gallery: Gallery, after: str | None, limit: int = 100) -> Page:
    """The first files behind the cursor `after`."""
    if gallery.shelf:
        return album_pages.page(conn, gallery.shelf, after, limit)
    place = (
        saved.filters(f"sort={gallery.selection.sort}&seed={gallery.selection.seed}&cursor={after}").after
        if after
        else None
    )
    return media.page(conn, gallery.selection, place, limit)


def neighbours(conn: Connection, gallery: Gallery, media_id: int) -> Neighbours:
    """The files ahead of one and behind it; raises `NotFound`."""
    if gallery.shelf:
        return album_pages.neighbours(conn, gallery.shelf, media_id)
    return media.neighbours(conn, gallery.selection, media_id)


def beside(conn: Connection, filters: Filters, media_id: int) -> Neighbours:
    """The neighbours in a search; where that is one album and nothing else, those in the album's order."""
    if alone(filters):
        try:
            album = visible(conn, filters.album[0])
            asked = filters.sort if "sort" in filters.model_fields_set else album.sort
            if order := next((one for one in orders(album) if one == asked), None):
                return neighbours(conn, of_album(replace(album, sort=order), within()), media_id)
        except NotFound:
            log.debug("the file %s is in the album no longer", media_id)
    return media.neighbours(conn, filters.selection, media_id)


def alone(filters: Filters) -> bool:
    """Whether a search asks for one album and nothing else."""
    return len(filters.album) == 1 and filters.model_fields_set <= {"album", "sort"}


def ids(conn: Connection, gallery: Gallery) -> list[int]:
    """All of its files, the oldest first."""
    return album_covers.every(conn, gallery.selection)


def holds(conn: Connection, gallery: Gallery, media_id: int) -> bool:
    """Whether this file is among them."""
    if gallery.shelf:
        return album_pages.holds(conn, gallery.shelf, media_id)
    return album_covers.chosen(conn, gallery.selection, media_id) is not None


def summary(conn: Connection, album: Album, limit: Within | None) -> Summary:
    """How many files there are, of which days, and the cover."""
    if album.query is None:
        found = album_covers.summaries(conn, [album.id], limit)[album.id]
        span = album_covers.spans(conn, [album.id], limit).get(album.id)
        return replace(found, first=span.first, last=span.last) if span else found
    return album_covers.of_search(conn, album.id, album.cover_id, saved.selection(album.query, limit))
