"""What people say of what was found in one file: right, wrong, or really read otherwise."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who
from services.web.operations import operation
from services.web.sayings import Saying
from shared.db import details, verdicts
from shared.db.connection import Connection
from shared.db.verdicts import Anchor, Verdict

bp = Blueprint("verdicts", __name__, url_prefix="/api")


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
