"""The API's faces: what one says of them, and the boxes that one draws."""

from dataclasses import dataclass
from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, Field, model_validator

from services.web.acquaintance import check_faces, found
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who
from services.web.crowd import Faces, Id, Ids, Name
from services.web.marks import Changed
from services.web.operations import operation
from shared.db import analyses, crowd, persons, regions
from shared.db.connection import Connection
from shared.db.persons import Kind
from shared.db.regions import Place
from shared.domain import Box
from shared.errors import NotFound

bp = Blueprint("likenesses", __name__, url_prefix="/api")

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Saying(BaseModel):
    """What faces are: somebody's (`person`, or by `name`), not somebody's, or to be ignored."""

    faces: Ids
    verdict: Literal["is", "is-not", "ignore"]
    person: Id | None = None
    name: Name = Field("", description="whose they are; somebody new where nobody is called so")
    kind: Kind = "person"

    @model_validator(mode="after")
    def _of_somebody(self) -> "Saying":
        if self.verdict == "is-not" and self.person is None:
            raise ValueError("say whose they are not")
        return self


class Drawing(BaseModel):
    """A box that somebody drew, in fractions of the upright picture, and who is in it."""

    left: Share
    top: Share
    width: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    height: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    second: Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)] | None = None
    name: Annotated[str, Field(min_length=1, max_length=persons.LONGEST)]
    kind: Kind = "person"

    @property
    def box(self) -> Box:
        """The part of it that lies in the picture."""
        width, height = min(self.width, 1 - self.left), min(self.height, 1 - self.top)
        if width <= 0 or height <= 0:
            raise NotFound("this lies outside the picture")
        return Box(self.left, self.top, width, height)


@dataclass(frozen=True)
class Drawn:
    """The number of what was said, by which it can be taken away, and the deed."""

    region: int
    deed: int


@bp.post("/faces/say")
@operation({200: Changed, 400: Problem, 404: Problem}, body=Saying)
def say() -> Response:
    """Say whose faces are, or whose not, or that they are nobody's; it lasts through every later analysis.

    With `is` and neither a person nor a name they become a group of their own.
    """
    asked = read(Saying)
    with connection() as conn:
        return answer(said(conn, asked))


@bp.get("/media/<id:media_id>/regions")
@operation({200: Faces, 404: Problem})
def list_regions(media_id: int) -> Response:
    """All that is held of the faces of a file, and the parts of it that somebody named."""
    with connection() as conn:
        return answer(Faces(tuple(crowd.inside(conn, media_id))))


@bp.post("/media/<id:media_id>/regions")
@operation({201: Drawn, 400: Problem, 404: Problem}, body=Drawing)
def draw_region(media_id: int) -> Response:
    """Name a part of a file.  Where a face can be described there, later files are recognised by it."""
    asked = read(Drawing)
    with connection() as conn:
        place = Place(media_id, asked.box, asked.second)
        region, deed = regions.name_region(conn, place, asked.name, who(), kind=asked.kind, drawn=True)
        if asked.kind == "person":
            analyses.redo(conn, analyzer="faces", media_id=media_id)
        return answer(Drawn(region, deed), 201)


@bp.delete("/media/<id:media_id>/regions/<id:region_id>")
@operation({200: Changed, 404: Problem})
def forget_region(media_id: int, region_id: int) -> Response:
    """Take back what was said of a part of a file."""
    with connection() as conn:
        if region_id not in {face.said for face in crowd.inside(conn, media_id)}:
            raise NotFound("nothing was said of this")
        return answer(Changed(*regions.forget_regions(conn, [region_id], who())))


def said(conn: Connection, asked: Saying) -> Changed:
    """Do what is asked, as far as the one who asks may see these faces."""
    check_faces(conn, asked.faces)
    if asked.verdict == "ignore":
        return Changed(*persons.ignore(conn, asked.faces, who()))
    if asked.person is None:
        return Changed(*persons.assign(conn, asked.faces, asked.name, who(), kind=asked.kind))
    person = found(conn, asked.person)
    if asked.verdict == "is":
        return Changed(*persons.confirm(conn, asked.faces, person.id, who()))
    return Changed(*persons.reject(conn, asked.faces, person.id, who()))
