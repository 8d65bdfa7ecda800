"""How admins steer analyzers, as they say it: in percent, in words, in times of day."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from services.web import models
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection
from services.web.operations import access, operation
from services.web.words import _
from shared.db import steering
from shared.db.steering import Steered, Steering

bp = Blueprint("analyzers", __name__, url_prefix="/api/settings")

Order = Literal["first", "normal", "last"]
RANKS: dict[Order, int] = {"first": 1, "normal": 0, "last": -1}


class Wanted(BaseModel):
    """What is wanted of an analyzer; see `shared.db.steering.Steering`."""

    active: bool = Field(False, description="whether it is given files at all")
    least: Annotated[int, Field(ge=0, le=100)] = Field(
        0, description="lowest score, in percent, of findings that are shown"
    )
    order: Order = Field("normal", description="`last` waits for the others, `first` lets them wait")
    model: str = Field(
        "", max_length=200, description="the model to work with; as its workers are set where empty"
    )
    hours: Literal["always", "between"] = "always"
    hours_from: time | None = Field(None, validate_default=True)
    hours_until: time | None = Field(None, validate_default=True)
    hours_zone: str = Field("", max_length=60, description="IANA name of a time zone; UTC where empty")

    @field_validator("hours_from", "hours_until", mode="before")
    @classmethod
    def _empty(cls, given: object) -> object:
        return given or None

    @field_validator("hours_from", "hours_until")
    @classmethod
    def _given(cls, given: time | None, info: ValidationInfo) -> time | None:
        if info.data.get("hours") == "between" and (given is None or given.tzinfo):
            raise ValueError(_("Please write a time of day, like 22:30."))
        return given

    @property
    def steering(self) -> Steering:
        """As it is stored."""
        between = self.hours == "between"
        return Steering(
            active=self.active,
            threshold=self.least / 100 if self.least else None,
            rank=RANKS[self.order],
            chosen=self.model,
            hours_from=self.hours_from if between else None,
            hours_until=self.hours_until if between else None,
            hours_zone=(self.hours_zone or "UTC") if between else None,
        )


@dataclass(frozen=True)
class Analyzers:
    """All analyzers, by name."""

    analyzers: tuple[Steered, ...]


@bp.get("/analyzers")
@access("admin")
@operation({200: Analyzers})
def list_analyzers() -> Response:
    """How each analyzer is steered."""
    with connection() as conn:
        return answer(Analyzers(tuple(steering.everyone(conn))))


@bp.put("/analyzers/<name:name>")
@access("admin")
@operation({200: Analyzers, 400: Problem, 404: Problem}, body=Wanted)
def steer(name: str) -> Response:
    """Steer one analyzer; what is left out is as at the beginning, and it is off without `active`."""
    wanted = read(Wanted)
    with connection() as conn:
        models.check(conn, name, wanted.model)
        steering.steer(conn, name, wanted.steering)
        return answer(Analyzers(tuple(one for one in steering.everyone(conn) if one.name == name)))
