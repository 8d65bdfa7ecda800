"""The API's completion of questions as they are typed."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.context import connection, within
from services.web.operations import operation
from shared import landmarks, places
from shared.db import completions
from shared.db.completions import Value
from shared.query import completing
from shared.query.completing import CLOSING, Need, Offer
from shared.query.printer import item, value

MOST = 10

bp = Blueprint("completion", __name__, url_prefix="/api")


class Typing(BaseModel):
    """A question while it is typed."""

    q: str = Field("", max_length=500, description="what is typed so far")
    at: int | None = Field(None, ge=0, le=500, description="where the cursor stands; at the end if left out")


@dataclass(frozen=True)
class Completion:
    """What may stand in the place of the characters from `start` to `end`."""

    start: int
    end: int
    offers: tuple[Offer, ...]


@bp.get("/complete")
@operation({200: Completion, 400: Problem}, query=Typing)
def complete() -> Response:
    """What may be typed next: keys, then values of the library that the one who asks may see."""
    asked = Typing.model_validate(request.args.to_dict())
    need = completing.need(asked.q, len(asked.q) if asked.at is None else min(asked.at, len(asked.q)))
    if need is None:
        return answer(Completion(0, 0, ()))
    offers = [*completing.words(need), *_values(need)]
    return answer(Completion(need.start, need.end, tuple(offers[:MOST])))


def _values(need: Need) -> list[Offer]:
    if need.sort == "place":
        if not need.begun:
            return []
        sights = [Offer(one.name, "", f"{value(one.name)} ") for one in landmarks.named(need.begun, 3)]
        found = places.named(need.begun, MOST)
        return [*sights, *(Offer(city.name, city.country, f"{value(city.name)} ") for city in found)]
    if need.sort in {"present", "order"}:
        return []
    with connection() as conn:
        if need.sort == "word":
            return [_keyed(one) for one in completions.everything(conn, need.begun, within())]
        known = completions.values(conn, need.key, need.begun, within(), most=MOST)
    return [_valued(need, one.value) for one in known]


def _keyed(one: Value) -> Offer:
    return Offer(one.value, one.key, f"{one.key}:{value(one.value)} ")


def _valued(need: Need, text: str) -> Offer:
    if need.sort in CLOSING:
        return Offer(text, "", f"{item(text)}{CLOSING[need.sort]}")
    return Offer(text, "", item(text) if need.sort == "item" else f"{value(text)} ")
