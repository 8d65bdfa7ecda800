"""Moments of recordings, as the API tells them."""

from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field

from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.operations import operation
from shared.db import moments

bp = Blueprint("scenes", __name__, url_prefix="/api")

WINDOW = 5.0  # seconds; the distance of the frames of a film that analyzers look at
WINDOWS = (0, 1, 2, 5, 10, 30, 60)  # that the page offers


class Wish(Filters):
    """A search, and how far apart in seconds the things may be that it asks for."""

    within: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = Field(
        WINDOW, description="seconds that each thing is at most away from every other"
    )


def wish() -> Wish:
    """What the request asks for.  Raises `ValidationError`."""
    filters = parse(request.args)
    given = {"within": request.args["within"]} if request.args.get("within") else {}
    return Wish.model_validate(filters.model_dump(by_alias=True) | given)


@bp.get("/moments")
@operation({200: moments.Page, 400: Problem}, query=Wish)
def list_moments() -> Response:
    """Films with the seconds at which all is seen, read and said that the search asks for.

    What can be met at no second, such as a date or a folder, is asked of the whole film.  A page may hold
    few films and have a `next` all the same, since only so many films are looked through at once.
    """
    asked = wish()
    with connection() as conn:
        return answer(moments.page(conn, asked.selection, asked.within, asked.after))
