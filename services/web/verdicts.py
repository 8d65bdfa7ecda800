"""What people say of what was found in one file: right, wrong, or really read otherwise."""

from dataclasses import dataclass
from typing import Annotated, Self

from flask import Blueprint, Response, abort
from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who
from services.web.operations import operation
from shared.db import details, verdicts
from shared.db.connection import Connection
from shared.db.verdicts import Anchor, Decision, Verdict
from shared.labels import Kind

bp = Blueprint("verdicts", __name__, url_prefix="/api")

Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Second = Annotated[float, Field(ge=0, lt=1e7, allow_inf_nan=False)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=verdicts.LONGEST)]


class Saying(BaseModel):
    """What a person says of a finding by its number, or of a label: in the whole file, or at a place."""

    decision: Decision = Field(description="what becomes of it; `corrected` is for what was read or said")
    finding: Annotated[int, Field(gt=-(2**63), lt=2**63)] | None = None
    label: Label | None = None
    kind: Kind = Field("object", description="what kind of word the label is")
    box: tuple[Fraction, Fraction, Fraction, Fraction] | None = Field(
        None, description="left, top, width and height in fractions of the upright picture"
    )
    start: Second | None = Field(None, description="second of a recording")
    said: Said | None = Field(None, description="what really stands there or was said")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.finding is None) == (self.label is None):
            raise ValueError("name either a `finding` or a `label`")
        if (self.decision == "corrected") != (self.said is not None):
            raise ValueError("what is corrected has to be `said`, and nothing else")
        if self.decision == "corrected" and self.label is not None:
            raise ValueError("a label is confirmed or rejected")
        return self


@dataclass(frozen=True)
class Verdicts:
    """What people said of the findings in a file."""

    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Given:
    """The number by which it can be undone, and what people say of the file now."""

    deed: int
    verdicts: tuple[Verdict, ...]


@bp.get("/media/<id:media_id>/verdicts")
@operation({200: Verdicts, 404: Problem})
def list_verdicts(media_id: int) -> Response:
    """What people said of what was found in one file, with who and when."""
    with connection() as conn:
        details.detail(conn, media_id)
        return answer(Verdicts(verdicts.of(conn, media_id)))


@bp.post("/media/<id:media_id>/verdicts")
@operation({201: Given, 400: Problem, 404: Problem}, body=Saying)
def give(media_id: int) -> Response:
    """Confirm, reject or correct what was found.  It holds through every later analysis."""
    asked = read(Saying)
    with connection() as conn:
        deed = say(conn, media_id, asked)
        return answer(Given(deed, verdicts.of(conn, media_id)), 201)


@bp.delete("/media/<id:media_id>/verdicts/<id:verdict_id>")
@operation({200: Given, 404: Problem})
def withdraw(media_id: int, verdict_id: int) -> Response:
    """Take back what a person said, so that the analyzers' word counts again."""
    with connection() as conn:
        deed = verdicts.withdraw(conn, media_id, verdict_id, who())
        return answer(Given(deed, verdicts.of(conn, media_id)))


def say(conn: Connection, media_id: int, asked: Saying) -> int:
    """Store what is asked for; return the deed."""
    if asked.finding is not None:
        held = verdicts.anchor(conn, media_id, asked.finding)
    else:
        left, top, width, height = asked.box or (None,) * 4
        held = Anchor(asked.label, asked.kind, None, left, top, width, height, asked.start)
    if asked.decision == "corrected" and held.text is None:
        abort(400, "only what was read or said can be corrected")
    return verdicts.give(conn, media_id, held, asked.decision, by=who(), said=asked.said)
