"""The API's conflicts with XMP: where another program says other than people here, and whose word holds."""

from dataclasses import dataclass
from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who, within
from services.web.crowd import Id
from services.web.marks import Changed
from services.web.operations import operation
from services.web.reach import reachable
from shared.db import disputes
from shared.db.connection import Connection
from shared.db.disputes import Disputed
from shared.errors import NotFound

bp = Blueprint("disputes", __name__, url_prefix="/api/conflicts")


class Answer(BaseModel):
    """Whose word holds in one conflict."""

    media_id: Id
    key: Annotated[str, Field(max_length=64, description="`key` of the conflict")]
    holds: Literal["mine", "theirs"] = Field(description="what is said here, or what XMP says")


@dataclass(frozen=True)
class Conflicts:
    """Files whose XMP says other than people here do, the latest reading first."""

    files: tuple[Disputed, ...]


@bp.get("")
@operation({200: Conflicts})
def list_conflicts() -> Response:
    """Where the XMP of files, in them or in sidecars, says other than people here; theirs is not taken."""
    with connection() as conn:
        return answer(Conflicts(tuple(disputes.disputed(conn, within()))))


@bp.post("/answer")
@operation({200: Changed, 400: Problem, 404: Problem}, body=Answer)
def settle() -> Response:
    """Let one's own word hold against XMP, as long as that says just this, or take what XMP says."""
    asked = read(Answer)
    with connection() as conn:
        return answer(Changed(1, answered(conn, asked)))


def answered(conn: Connection, asked: Answer) -> int:
    """Do what is asked, as far as the one who asks may see the file; return the deed."""
    if not reachable(conn, [asked.media_id]):
        raise NotFound(f"no file has the id {asked.media_id}")
    done = disputes.take if asked.holds == "theirs" else disputes.keep
    return done(conn, asked.media_id, asked.key, who())
