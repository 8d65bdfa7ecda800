"""The API's faces: those that look like one."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.filters import parse
from services.web.operations import operation
from shared.db.resemblance import Face, similar
from shared.domain import SAME_PERSON

bp = Blueprint("faces", __name__, url_prefix="/api")


class Likeness(BaseModel):
    """How near a face must be to be listed, and how many are."""

    distance: float = Field(
        SAME_PERSON, gt=0, le=2, allow_inf_nan=False, description="Euclidean; one person's faces are nearer"
    )
    limit: int = Field(100, ge=1, le=200, description="faces at most")


@dataclass(frozen=True)
class Alike:
    """The faces that look like one, the nearest first; the first is the face itself."""

    faces: tuple[Face, ...]


@bp.get("/faces/<id:finding_id>/similar")
@operation({200: Alike, 400: Problem, 404: Problem}, query=Likeness)
def list_similar(finding_id: int) -> Response:
    """The faces of the library that look like this one, with their distances."""
    asked = Likeness.model_validate({name: value for name, value in request.args.items() if value})
    selection = parse(request.args).selection
    with connection() as conn:
        found = similar(conn, finding_id, selection, within=asked.distance, limit=asked.limit)
    return answer(Alike(tuple(found)))
