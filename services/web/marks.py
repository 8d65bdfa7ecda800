"""What people decide about files, one or many at once: marks, tags, words, dates, places, the trash."""

from dataclasses import dataclass

from flask import Blueprint, Response

from services.web.acts import ACTS, chosen
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection
from services.web.operations import access, operation
from services.web.wishes import Again, Chosen, Commenting, Dating, Favourite, Placing, Rating, Tagging
from shared.db import trash

bp = Blueprint("marks", __name__, url_prefix="/api")


@dataclass(frozen=True)
class Changed:
    """How many files changed, and the number by which that can be undone."""

    changed: int
    deed: int | None


PROMISE = {200: Changed, 400: Problem, 409: Problem}


@bp.post("/selection/favourite")
@operation(PROMISE, body=Favourite)
def favourite() -> Response:
    """Make files favourites, or no longer."""
    return _change("favourite")


@bp.post("/selection/rating")
@operation(PROMISE, body=Rating)
def rating() -> Response:
    """Give files stars, or take them."""
    return _change("rating")


@bp.post("/selection/tag")
@operation(PROMISE, body=Tagging)
def tag() -> Response:
    """Give files tags and take tags from them; what differs only in case is one tag."""
    return _change("tag")


@bp.post("/selection/comment")
@operation(PROMISE, body=Commenting)
def comment() -> Response:
    """Write the same words beside each file."""
    return _change("comment")


@bp.post("/selection/date")
@operation(PROMISE, body=Dating)
def date() -> Response:
    """Set or shift the time of capture, or put back what the files say."""
    return _change("date")


@bp.post("/selection/place")
@operation(PROMISE, body=Placing)
def place() -> Response:
    """Set or remove the place, or put back what the files say."""
    return _change("place")


@bp.post("/selection/trash")
@operation(PROMISE, body=Chosen)
def discard() -> Response:
    """Move files to the trash, where they stay for a while."""
    return _change("trash")


@bp.post("/selection/restore")
@operation(PROMISE, body=Chosen)
def restore() -> Response:
    """Take files out of the trash."""
    return _change("restore")


@bp.post("/trash/remove")
@access("admin")
@operation({200: Changed, 400: Problem, 403: Problem, 409: Problem}, body=Chosen)
def remove() -> Response:
    """Delete files in the trash for good, as if their days were over; nothing brings them back."""
    asked = read(Chosen)
    with connection() as conn:
        gone = trash.doom(conn, chosen(conn, asked, trashed=True))
    return answer(Changed(gone, None))


@bp.post("/selection/again")
@operation(PROMISE, body=Again)
def again() -> Response:
    """Let analyzers look at files again; what was found serves until there is something new."""
    return _change("again")


def _change(kind: str) -> Response:
    act = ACTS[kind]
    asked = read(act.wish)
    with connection() as conn:
        changed, deed = act.do(conn, chosen(conn, asked, trashed=act.trashed), asked)
    return answer(Changed(changed, deed))
