"""What is done to very many files: begun once, then done slice by slice until it is done or stopped."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort
from pydantic import BaseModel, Field

from services.web.acts import ACTS, APART, Act, Apart, chosen
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import account, connection, who, within
from services.web.operations import operation
from shared.db import errands, marks
from shared.db.errands import Errand
from shared.db.search import Selection
from shared.errors import Conflict

bp = Blueprint("errands", __name__, url_prefix="/api")


class Wanted(BaseModel):
    """What is to be done, and the body that `/api/selection/` takes for it."""

    kind: str = Field(
        description="favourite, rating, tag, comment, date, place, again, sidecars, trash or restore"
    )
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
    act = _act(wanted.kind)
    asked = act.wish.model_validate(wanted.wish)
    wish = asked.model_dump(mode="json", exclude={"ids", "query"}, exclude_unset=True)
    with connection() as conn:
        ids = chosen(conn, asked, trashed=act.trashed, most=errands.MOST)
        return answer(progress(errands.begin(conn, wanted.kind, wish, ids, by=who())), 201)


@bp.post("/errands/<id:errand_id>/step")
@operation(PROMISE)
def step(errand_id: int) -> Response:
    """Do the next slice, and say how far it is."""
    return answer(progress(advance(errand_id)))


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


def advance(errand_id: int) -> Errand:
    """Do the next slice of one's errand, where there is one.

    What has transactions of its own is done between two; the second counts it, unless somebody did meanwhile.
    """
    with connection() as conn:
        errand = errands.find(conn, errand_id, who())
        if errand.ended:
            return errand
        act = _act(errand.kind)
        ids = errands.next_slice(conn, errand, act.at_once if isinstance(act, Apart) else errands.SLICE)
        held = marks.chosen(conn, Selection(within=within(), trashed=act.trashed), ids)
        if isinstance(act, Act):
            wish = act.wish.model_validate(errand.wish | {"ids": held})
            changed, deed = act.do(conn, held, wish) if held else (0, None)
            return errands.note(conn, errand, looked=len(ids), changed=changed, deed=deed)
    changed = act.do(held)
    with connection() as conn:
        now = errands.find(conn, errand_id, who())
        if now.ended or now.done != errand.done:
            return now
        return errands.note(conn, now, looked=len(ids), changed=changed, deed=None)


def _act(kind: str) -> Act | Apart:
    """What is to be done.  Raises `Conflict`; sidecars are written by admins alone."""
    act = ACTS.get(kind) or APART.get(kind)
    if act is None:
        raise Conflict(f"{kind} cannot be done to many files")
    held = account()
    if isinstance(act, Apart) and (held is None or held.role != "admin"):
        abort(403, "only an admin can do this")
    return act
