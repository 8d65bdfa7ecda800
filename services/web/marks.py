"""What people decide about files, one or many at once: marks, tags, words, dates, places, the trash."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import parse_qsl

from flask import Blueprint, Response
from werkzeug.datastructures import MultiDict

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who
from services.web.filters import parse
from services.web.operations import access, operation
from services.web.wishes import Again, Chosen, Commenting, Dating, Favourite, Placing, Rating, Tagging
from shared.db import analyses, comments, marks, tags, trash
from shared.db.connection import Connection
from shared.db.search import Selection

bp = Blueprint("marks", __name__, url_prefix="/api")

Outcome = tuple[int, int | None]


@dataclass(frozen=True)
class Changed:
    """How many files changed, and the number by which that can be undone."""

    changed: int
    deed: int | None


Body = TypeVar("Body", bound=Chosen)
PROMISE = {200: Changed, 400: Problem, 409: Problem}


@bp.post("/selection/favourite")
@operation(PROMISE, body=Favourite)
def favourite() -> Response:
    """Make files favourites, or no longer."""
    return _change(Favourite, lambda conn, ids, asked: marks.favour(conn, ids, who(), on=asked.on))


@bp.post("/selection/rating")
@operation(PROMISE, body=Rating)
def rating() -> Response:
    """Give files stars, or take them."""
    return _change(Rating, lambda conn, ids, asked: marks.rate(conn, ids, who(), asked.stars))


@bp.post("/selection/tag")
@operation(PROMISE, body=Tagging)
def tag() -> Response:
    """Give files tags and take tags from them; what differs only in case is one tag."""
    return _change(
        Tagging, lambda conn, ids, asked: tags.change(conn, ids, who(), add=asked.add, remove=asked.remove)
    )


@bp.post("/selection/comment")
@operation(PROMISE, body=Commenting)
def comment() -> Response:
    """Write the same words beside each file."""
    return _change(Commenting, lambda conn, ids, asked: comments.add(conn, ids, who(), asked.text))


@bp.post("/selection/date")
@operation(PROMISE, body=Dating)
def date() -> Response:
    """Set or shift the time of capture, or put back what the files say."""
    return _change(
        Dating,
        lambda conn, ids, asked: marks.date(
            conn, ids, who(), taken_at=asked.taken_at, shift=asked.shift_seconds
        ),
    )


@bp.post("/selection/place")
@operation(PROMISE, body=Placing)
def place() -> Response:
    """Set or remove the place, or put back what the files say."""
    return _change(Placing, _place)


@bp.post("/selection/trash")
@operation(PROMISE, body=Chosen)
def discard() -> Response:
    """Move files to the trash, where they stay for a while."""
    return _change(Chosen, lambda conn, ids, _: trash.discard(conn, ids, who()))


@bp.post("/selection/restore")
@operation(PROMISE, body=Chosen)
def restore() -> Response:
    """Take files out of the trash."""
    return _change(Chosen, lambda conn, ids, _: trash.restore(conn, ids, who()), trashed=True)


@bp.post("/trash/remove")
@access("admin")
@operation({200: Changed, 400: Problem, 403: Problem, 409: Problem}, body=Chosen)
def remove() -> Response:
    """Delete files in the trash for good, as if their days were over; nothing brings them back."""
    return _change(Chosen, lambda conn, ids, _: (trash.doom(conn, ids), None), trashed=True)


@bp.post("/selection/again")
@operation(PROMISE, body=Again)
def again() -> Response:
    """Let analyzers look at files again; what was found serves until there is something new."""
    return _change(Again, _again)


def chosen(conn: Connection, asked: Chosen, *, trashed: bool = False) -> list[int]:
    """The files that are asked for, as far as the one who asks may see them."""
    query = MultiDict(parse_qsl(asked.query or "", keep_blank_values=False))
    selection: Selection = replace(parse(query).selection, trashed=trashed)
    return marks.chosen(conn, selection, asked.ids)


def _change(
    model: type[Body], act: Callable[[Connection, list[int], Body], Outcome], *, trashed: bool = False
) -> Response:
    asked = read(model)
    with connection() as conn:
        changed, deed = act(conn, chosen(conn, asked, trashed=trashed), asked)
    return answer(Changed(changed, deed))


def _place(conn: Connection, ids: list[int], asked: Placing) -> Outcome:
    if asked.as_read:
        return marks.replace(conn, ids, who())
    position = None
    if asked.latitude is not None and asked.longitude is not None:
        position = asked.latitude, asked.longitude
    return marks.place(conn, ids, who(), position)


def _again(conn: Connection, ids: list[int], asked: Again) -> Outcome:
    analyses.redo(conn, analyzer=asked.analyzer, media_ids=ids)
    return len(ids), None
