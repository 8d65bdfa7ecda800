"""How the pages look for the person who asks, as they chose it."""

from typing import Annotated

import psycopg2
from flask import Blueprint, Flask, Response, g
from pydantic import BaseModel, Field

from services.web.account import asking
from services.web.answers import answer
from services.web.bodies import read
from services.web.context import account, connection
from services.web.operations import access, operation, own
from shared.db import preferences
from shared.db.preferences import Appearance, Rows, Theme

bp = Blueprint("appearance", __name__, url_prefix="/api/account")


class Look(BaseModel):
    """What a person chooses; what is left out is as at the beginning."""

    theme: Theme = "auto"
    rows: Rows = "medium"
    slide_seconds: Annotated[float, Field(ge=0.5, le=600)] = 2.5

    @property
    def chosen(self) -> Appearance:
        """As it is stored."""
        return Appearance(self.theme, self.rows, self.slide_seconds)


def dress_pages(app: Flask) -> None:
    """Let templates ask for it."""
    app.context_processor(lambda: {"look": look})


def look() -> Appearance:
    """What the person who asks chose; what everybody begins with where nobody is signed in."""
    person = account()
    if person is None:
        return Appearance()
    if "look" not in g:
        try:
            with connection() as conn:
                g.look = preferences.appearance(conn, person.id)
        except psycopg2.Error:  # the page may be the one that says that the database is away
            return Appearance()
    found: Appearance = g.look
    return found


@bp.get("/appearance")
@own
@operation({200: Appearance})
def show() -> Response:
    """How the pages look for you."""
    return answer(look())


@bp.put("/appearance")
@access("viewer")
@own
@operation({200: Appearance}, body=Look)
def choose() -> Response:
    """Let the pages look otherwise, in every browser of yours."""
    wanted = read(Look).chosen
    with connection() as conn:
        preferences.choose(conn, asking().id, wanted)
    return answer(wanted)
