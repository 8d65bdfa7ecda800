"""What is done to very many files: begun once, then done slice by slice until it is done or stopped."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from services.web.acts import ACTS, chosen
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who, within
from services.web.operations import operation
from shared.db import errands, marks
from shared.db.connection import Connection
from shared.db.errands import Errand
from shared.db.search import Selection
from shared.errors import Conflict

bp = Blueprint("errands", __name__, url_prefix="/api")


class Wanted(BaseModel):
    """What is to be done, and the body that `/api/selection/` takes for it."""

    kind: str = Field(description="favourite, rating, tag, comment, date, place, again, trash or restore")
    wish: dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """`done` files of `total` were gone through, and `changed` of them changed; `deed` undoes all of that."""

    id: int
    kind: str
    total: int
    done: int
    changed: int
    deed: int | None
    ended: bool


@dataclass(frozen=True)
class Interrupted:
    """What was neither done nor stopped, and nobody is at."""

    errands: tuple[Progress, ...]


PROMISE = {200: Progress, 400: Problem, 404: Problem, 409: Problem}


@bp.get("/errands")
@operation({200: Interrupted})
def list_errands() -> Response:
    """One's own errands that were interrupted; another `step` goes on with one."""
    with connection() as conn:
        return answer(Interrupted(tuple(map(progress, errands.interrupted(conn, who())))))


@bp.post("/errands")
@operation({201: Progress, 400: Problem, 409: Problem}, body=Wanted)
def begin() -> Response:
    """Note what is to be done and to which files, as they are now; nothing is done before the first step."""
    wanted = read(Wanted)
    act = ACTS.get(wanted.kind)
    if act is None:
        raise Conflict(f"{wanted.kind} cannot be done to many files")
    asked = act.wish.model_validate(wanted.wish)
    wish = asked.model_dump(mode="json", exclude={"ids", "query"}, exclude_unset=True)
    with connection() as conn:
        ids = chosen(conn, asked, trashed=act.trashed, most=errands.MOST)
        return answer(progress(errands.begin(conn, wanted.kind, wish, ids, by=who())), 201)


@bp.post("/errands/<id:errand_id>/step")
@operation(PROMISE)
def step(errand_id: int) -> Response:
    """Do the next slice, wholly or not at all, and say how far it is."""
    with connection() as conn:
        errand = errands.find(conn, errand_id, who())
        return answer(progress(errand if errand.ended else _slice(conn, errand)))


@bp.post("/errands/<id:errand_id>/stop")
@operation(PROMISE)
def stop(errand_id: int) -> Response:
    """Leave it at what was done, which can be undone by its deed."""
    with connection() as conn:
        return answer(progress(errands.end(conn, errands.find(conn, errand_id, who()))))


def progress(errand: Errand) -> Progress:
    """How far an errand is, for those who may see it."""
    return Progress(
        errand.id, errand.kind, errand.total, errand.done, errand.changed, errand.deed_id, errand.ended
    )


def _slice(conn: Connection, errand: Errand) -> Errand:
    """Files that went to the trash meanwhile, or out of what the person may see, are passed over."""
    act = ACTS[errand.kind]
    ids = errands.next_slice(conn, errand)
    held = marks.chosen(conn, Selection(within=within(), trashed=act.trashed), ids)
    wish = act.wish.model_validate(errand.wish | {"ids": held})
    changed, deed = act.do(conn, held, wish) if held else (0, None)
    return errands.note(conn, errand, looked=len(ids), changed=changed, deed=deed)
