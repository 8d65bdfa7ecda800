"""The API's updates of one file: what people decide of it, in one request."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort
from pydantic import BaseModel, ConfigDict, Field

from services.web.acts import Outcome
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who
from services.web.operations import operation
from services.web.wishes import Dating, Placing, Rating, Text
from shared.db import comments, marks, remarks
from shared.db.connection import Connection
from shared.db.remarks import Remarks
from shared.errors import NotFound

bp = Blueprint("updates", __name__, url_prefix="/api")

PLACE = {"latitude", "longitude"}
PROMISE = {200: Remarks, 400: Problem, 404: Problem}


class Update(BaseModel):
    """What to change; what is left out stays.  A null date or place puts back what the file says."""

    model_config = ConfigDict(extra="forbid")

    favourite: bool = Field(False, description="whether it is a favourite")
    rating: int | None = Field(None, description="1 to 5 stars, or null")
    taken_at: str | None = Field(None, description="wall clock where it was taken; null for the file's own")
    latitude: float | None = Field(None, description="degrees; null for the file's own place")
    longitude: float | None = Field(None, description="degrees")
    comment: Text | None = Field(None, description="one more comment")


Set = Callable[[Connection, list[int], str, Update], Outcome]


@bp.patch("/media/<id:media_id>")
@operation(PROMISE, body=Update)
def update(media_id: int) -> Response:
    """Set favourite, stars, date, place, or add a comment; each change can be undone by itself."""
    asked = read(Update)
    with connection() as conn:
        _check(conn, media_id)
        for part in _parts(asked):
            SETTERS[part](conn, [media_id], who(), asked)
        return answer(remarks.of(conn, media_id))


@bp.put("/media/<id:media_id>")
@operation(PROMISE, body=Update)
def put(media_id: int) -> Response:
    """The same, for programs that only know PUT; here too, what is left out stays."""
    return update(media_id)


def _check(conn: Connection, media_id: int) -> None:
    """Refuse what is in the trash as what is not there: nobody sees it."""
    if remarks.of(conn, media_id).marks.trashed_at:
        raise NotFound(f"no file has the id {media_id}")


def _parts(asked: Update) -> list[str]:
    given = asked.model_fields_set
    if given & PLACE and not given >= PLACE:
        abort(400, "a place has both a latitude and a longitude")
    return [part for part in SETTERS if part in given]


def _favour(conn: Connection, ids: list[int], by: str, asked: Update) -> Outcome:
    return marks.favour(conn, ids, by, on=asked.favourite)


def _rate(conn: Connection, ids: list[int], by: str, asked: Update) -> Outcome:
    rating = Rating.model_validate({"ids": ids, "stars": asked.rating})
    return marks.rate(conn, ids, by, rating.stars)


def _date(conn: Connection, ids: list[int], by: str, asked: Update) -> Outcome:
    dating = Dating.model_validate({"ids": ids, "taken_at": asked.taken_at})
    return marks.date(conn, ids, by, taken_at=dating.taken_at)


def _place(conn: Connection, ids: list[int], by: str, asked: Update) -> Outcome:
    given: dict[str, Any] = {"ids": ids, "latitude": asked.latitude, "longitude": asked.longitude}
    place = Placing.model_validate(given)
    if place.latitude is None or place.longitude is None:
        return marks.replace(conn, ids, by)
    return marks.place(conn, ids, by, (place.latitude, place.longitude))


def _comment(conn: Connection, ids: list[int], by: str, asked: Update) -> Outcome:
    return comments.add(conn, ids, by, asked.comment) if asked.comment else (0, None)


SETTERS: Mapping[str, Set] = {
    "favourite": _favour,
    "rating": _rate,
    "taken_at": _date,
    "latitude": _place,
    "comment": _comment,
}
