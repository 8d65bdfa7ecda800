"""The API's albums: listed, made, changed, filled, put in order, deleted and brought back."""

from dataclasses import dataclass
from typing import Annotated, Literal

from flask import Blueprint, Response, abort
from pydantic import BaseModel, Field

from services.web import galleries, saved
from services.web.account import asking
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, within
from services.web.operations import operation
from services.web.pages.albums import cards
from services.web.reach import reachable
from services.web.titles import LONGEST_DESCRIPTION, LONGEST_NAME, described, named
from shared.db import album_files, albums, deeds
from shared.db.albums import Album
from shared.db.search import Selection

MOST_UNDONE = 50_000  # files of one change that can be undone
bp = Blueprint("albums", __name__, url_prefix="/api/albums")

Ids = Annotated[tuple[Annotated[int, Field(ge=0, lt=2**63)], ...], Field(max_length=5000)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Description = Annotated[str, Field(max_length=LONGEST_DESCRIPTION)]
Search = Annotated[str, Field(max_length=saved.LONGEST, description="parameters as in GET /api/media")]


@dataclass(frozen=True)
class Albums:
    """Albums, the one that was changed last first."""

    albums: tuple[Album, ...]


@dataclass(frozen=True)
class Changed:
    """How many files came into an album or left it, and the deed to undo that by."""

    changed: int
    deed: int | None


class New(BaseModel):
    """An album to be made; with `query` a smart one, with `ids` one that holds these files."""

    name: Name
    description: Description = ""
    query: Search | None = None
    ids: Ids = ()


class Amendment(BaseModel):
    """What is to change about an album; what is left out stays."""

    name: Name | None = None
    description: Description | None = None
    query: Search | None = None
    sort: Literal["newest", "oldest", "added", "hand", "search"] | None = None
    cover_id: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class Files(BaseModel):
    """Files to put in, by their numbers or as all that a search finds, or to take out."""

    add: Ids = ()
    query: Search | None = None
    remove: Ids = ()


class Move(BaseModel):
    """Files to put before another one, or to the end."""

    ids: Ids
    before: Annotated[int, Field(ge=0, lt=2**63)] | None = None


@bp.get("")
@operation({200: Albums})
def list_albums() -> Response:
    """All albums."""
    with connection() as conn:
        return answer(Albums(tuple(card.album for card in cards(conn))))


@bp.post("")
@operation({201: Album, 400: Problem, 409: Problem}, body=New)
def make_album() -> Response:
    """Make an album."""
    wanted = read(New)
    name = _named(wanted.name)
    with connection() as conn:
        made = albums.create(conn, name, asking().name, described(wanted.description))
        if wanted.query is not None:
            made = galleries.fill(conn, made.id, wanted.query)
        elif wanted.ids:
            album_files.add(conn, made.id, Selection(within=within()), wanted.ids)
    return answer(made, 201)


@bp.get("/<id:album_id>")
@operation({200: Album, 404: Problem})
def one_album(album_id: int) -> Response:
    """One album; its files are those of GET /api/media?album=…"""
    with connection() as conn:
        return answer(galleries.visible(conn, album_id))


@bp.patch("/<id:album_id>")
@operation({200: Album, 400: Problem, 404: Problem, 409: Problem}, body=Amendment)
def change_album(album_id: int) -> Response:
    """Change an album."""
    wanted = read(Amendment)
    changes = wanted.model_dump(exclude_none=True, exclude={"query"})
    if wanted.name is not None:
        changes["name"] = _named(wanted.name)
    if wanted.description is not None:
        changes["description"] = described(wanted.description)
    with connection() as conn:
        album = galleries.changeable(conn, album_id)
        if wanted.query is not None and album.query is None:
            abort(400, "an album that is filled by hand has no search")
        if wanted.sort and wanted.sort not in galleries.orders(album):
            abort(400, f"such an album has no order by {wanted.sort}")
        if wanted.cover_id is not None and not reachable(conn, [wanted.cover_id]):
            abort(400, "there is no such file")
        if wanted.query is not None:
            galleries.fill(conn, album_id, wanted.query)
        return answer(albums.change(conn, album_id, **changes))


@bp.delete("/<id:album_id>")
@operation({204: None, 404: Problem})
def delete_album(album_id: int) -> Response:
    """Delete an album, none of its files; for 30 days it can be brought back."""
    with connection() as conn:
        galleries.changeable(conn, album_id)
        albums.remove(conn, album_id)
    return Response(status=204)


@bp.post("/<id:album_id>/restore")
@operation({200: Album, 404: Problem})
def restore_album(album_id: int) -> Response:
    """Bring a deleted album back."""
    with connection() as conn:
        albums.restore(conn, album_id)
        return answer(galleries.changeable(conn, album_id))


@bp.post("/<id:album_id>/files")
@operation({200: Changed, 400: Problem, 404: Problem}, body=Files)
def change_files(album_id: int) -> Response:
    """Put files in and take files out; what is in it already stays where it is."""
    wanted = read(Files)
    added: list[int] = []
    with connection() as conn:
        _filled_by_hand(galleries.visible(conn, album_id))
        if wanted.query is not None:
            added += album_files.add(conn, album_id, saved.selection(wanted.query, within()))
        if wanted.add:
            added += album_files.add(conn, album_id, Selection(within=within()), wanted.add)
        taken = album_files.take_out(conn, album_id, reachable(conn, wanted.remove))
        before = {"album": album_id, "added": added, "taken": [vars(one) for one in taken]}
        changed = len(added) + len(taken)
        deed = deeds.record(conn, "album", asking().name, before) if 0 < changed <= MOST_UNDONE else None
    return answer(Changed(changed, deed))


@bp.post("/<id:album_id>/order")
@operation({204: None, 400: Problem, 404: Problem}, body=Move)
def order_files(album_id: int) -> Response:
    """Move files within the order by hand."""
    wanted = read(Move)
    with connection() as conn:
        _filled_by_hand(galleries.changeable(conn, album_id))
        album_files.move(conn, album_id, reachable(conn, wanted.ids), wanted.before)
    return Response(status=204)


def _named(text: str) -> str:
    name = named(text)
    if not name:
        abort(400, "a name has characters that can be seen")
    return name


def _filled_by_hand(album: Album) -> None:
    if album.query is not None:
        abort(400, "a smart album fills itself from its search")
