"""What people decide about files, one or many at once: marks, tags, words, dates, places, the trash."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

from flask import Blueprint, Response
from pydantic import BaseModel, Field, StringConstraints, model_validator
from werkzeug.datastructures import MultiDict

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import account, connection
from services.web.filters import parse
from services.web.operations import operation
from shared.db import analyses, comments, marks, tags, trash
from shared.db.connection import Connection
from shared.db.search import Selection
from shared.db.tags import LONGEST as LONGEST_TAG

bp = Blueprint("marks", __name__, url_prefix="/api")

Id = Annotated[int, Field(ge=0, lt=2**63)]
Tag = Annotated[str, Field(max_length=LONGEST_TAG)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=comments.LONGEST)]
Outcome = tuple[int, int | None]
IDS = 50_000
YEARS = 100 * 366 * 86_400  # seconds that a date may be shifted by


class Chosen(BaseModel):
    """Some files: up to 50,000 by `ids`, or all that a search finds, by the parameters of its address."""

    ids: Annotated[list[Id], Field(max_length=IDS)] | None = None
    query: Annotated[str, Field(max_length=8000)] | None = Field(
        None, description="such as from=2020-01-01&object=cat; empty for the whole library"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> "Chosen":
        if (self.ids is None) == (self.query is None):
            raise ValueError("name the files by either `ids` or `query`")
        return self


class Favourite(Chosen):
    """Whether the files are favourites."""

    on: bool = True


class Rating(Chosen):
    """1 to 5 stars, or none."""

    stars: Annotated[int, Field(ge=1, le=5)] | None


class Tagging(Chosen):
    """Tags to give and to take."""

    add: Annotated[list[Tag], Field(max_length=50)] = []
    remove: Annotated[list[Tag], Field(max_length=50)] = []


class Dating(Chosen):
    """A time of capture, or seconds to shift it by; with neither the files' own time comes back."""

    taken_at: datetime | None = Field(None, description="wall clock where it was taken, without a zone")
    shift_seconds: Annotated[float, Field(ge=-YEARS, le=YEARS, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _plain(self) -> "Dating":
        if self.taken_at and self.shift_seconds is not None:
            raise ValueError("either set the time or shift it")
        if self.taken_at and self.taken_at.tzinfo:
            raise ValueError("taken_at is a wall clock's time and has no zone")
        if self.taken_at and not 1800 <= self.taken_at.year < 9000:
            raise ValueError("the year must be between 1800 and 8999")
        return self


class Placing(Chosen):
    """Where the files were taken; `as_read` brings back what they say themselves."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    as_read: bool = False

    @model_validator(mode="after")
    def _whole(self) -> "Placing":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a place has both a latitude and a longitude")
        return self


class Commenting(Chosen):
    """Words to write beside each of the files."""

    text: Text


class Again(Chosen):
    """Whose work on the files is to be done again; everyone's where it is empty."""

    analyzer: Annotated[str, Field(max_length=100, pattern=r"^[\w-]+$")] | None = None


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
    return _change(Favourite, lambda conn, ids, asked: marks.favour(conn, ids, _who(), on=asked.on))


@bp.post("/selection/rating")
@operation(PROMISE, body=Rating)
def rating() -> Response:
    """Give files stars, or take them."""
    return _change(Rating, lambda conn, ids, asked: marks.rate(conn, ids, _who(), asked.stars))


@bp.post("/selection/tag")
@operation(PROMISE, body=Tagging)
def tag() -> Response:
    """Give files tags and take tags from them; what differs only in case is one tag."""
    return _change(
        Tagging, lambda conn, ids, asked: tags.change(conn, ids, _who(), add=asked.add, remove=asked.remove)
    )


@bp.post("/selection/comment")
@operation(PROMISE, body=Commenting)
def comment() -> Response:
    """Write the same words beside each file."""
    return _change(Commenting, lambda conn, ids, asked: comments.add(conn, ids, _who(), asked.text))


@bp.post("/selection/date")
@operation(PROMISE, body=Dating)
def date() -> Response:
    """Set or shift the time of capture, or put back what the files say."""
    return _change(
        Dating,
        lambda conn, ids, asked: marks.date(
            conn, ids, _who(), taken_at=asked.taken_at, shift=asked.shift_seconds
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
    return _change(Chosen, lambda conn, ids, _: trash.discard(conn, ids, _who()))


@bp.post("/selection/restore")
@operation(PROMISE, body=Chosen)
def restore() -> Response:
    """Take files out of the trash."""
    return _change(Chosen, lambda conn, ids, _: trash.restore(conn, ids, _who()), trashed=True)


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
        return marks.replace(conn, ids, _who())
    position = None
    if asked.latitude is not None and asked.longitude is not None:
        position = asked.latitude, asked.longitude
    return marks.place(conn, ids, _who(), position)


def _again(conn: Connection, ids: list[int], asked: Again) -> Outcome:
    analyses.redo(conn, analyzer=asked.analyzer, media_ids=ids)
    return len(ids), None


def _who() -> str:
    held = account()
    return held.name if held else ""
