"""The API's duplicates: groups that look alike, and making one file of a group."""

from typing import Annotated

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, Field

from services.web import twins
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who
from services.web.marks import Changed
from services.web.operations import operation
from services.web.reach import reachable
from services.web.twins import Groups
from shared.db import deeds, duplicates, merging
from shared.db.connection import Connection

bp = Blueprint("duplicates", __name__, url_prefix="/api/duplicates")

Id = Annotated[int, Field(ge=1, lt=2**63)]
Ids = Annotated[tuple[Id, ...], Field(min_length=1, max_length=500)]


class Page(BaseModel):
    """Which page of the groups: those of files before this number."""

    before: Id | None = Field(None, description="`before` of the page before")


class Merging(BaseModel):
    """The file to keep, and those that go to the trash."""

    keep: Id
    drop: Ids


class Parting(BaseModel):
    """Files that are no duplicates of each other."""

    ids: Ids


@bp.get("")
@operation({200: Groups, 400: Problem}, query=Page)
def list_groups() -> Response:
    """Groups of near duplicates, the newest first; in each the one to keep is the first (A53, A70)."""
    page = Page.model_validate(request.args.to_dict())
    with connection() as conn:
        return answer(twins.groups(conn, page.before))


@bp.post("/merge")
@operation({200: Changed, 400: Problem, 404: Problem}, body=Merging)
def merge() -> Response:
    """Keep one file, with all that people decided of the others, and move those to the trash."""
    asked = read(Merging)
    with connection() as conn:
        return answer(merged(conn, [(asked.keep, asked.drop)]))


@bp.post("/apart")
@operation({200: Changed, 400: Problem, 404: Problem}, body=Parting)
def apart() -> Response:
    """Say that files are no duplicates of each other; they are not shown as such again."""
    asked = read(Parting)
    with connection() as conn:
        return answer(Changed(parted(conn, asked.ids), None))


def merged(conn: Connection, groups: list[tuple[int, tuple[int, ...]]]) -> Changed:
    """Make one of each group; one deed takes all of it back."""
    made = []
    for keep, drop in groups:
        _check(conn, (keep, *drop))
        made.append(merging.merge(conn, keep, [other for other in drop if other != keep], who()))
    if len(made) == 1:
        deed = made[0]
    else:
        whole = {"keep": 0, "comments": [], "albums": [], "deeds": made[::-1]}
        deed = deeds.record(conn, "merge", who(), whole)
    return Changed(sum(len(drop) for _, drop in groups), deed)


def parted(conn: Connection, ids: tuple[int, ...]) -> int:
    """Note that files are no duplicates of each other; how many pairs that parts."""
    _check(conn, ids)
    return duplicates.part(conn, ids, who())


def _check(conn: Connection, ids: tuple[int, ...]) -> None:
    """Answer 404 where one of these files is not there for the person who asks."""
    if set(duplicates.twins(conn, reachable(conn, ids))) != set(ids):
        abort(404, "one of these files is no longer there")
