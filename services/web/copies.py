"""What a browser keeps of the library for times without a connection, and keeps in step (P33, H34)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import AwareDatetime, BaseModel, Field

from services.web.account import asking
from services.web.answers import Problem, answer
from services.web.context import connection, within
from services.web.operations import operation
from shared.db import copies
from shared.db.copies import Kept, Node, Place

bp = Blueprint("copies", __name__, url_prefix="/api/copy")

LATE = timedelta(minutes=10)  # changes that were begun before others may become visible after them


class Since(BaseModel):
    """Where to go on: `next` of the page before, or `until` of the last time."""

    at: AwareDatetime = Field(datetime(1970, 1, 1, tzinfo=UTC), description="changed later than this")
    id: Annotated[int, Field(ge=0, lt=2**63)] = Field(0, description="of two of one moment, the later")
    limit: Annotated[int, Field(ge=1, le=1000)] = Field(500, description="changes of a page")


@dataclass(frozen=True)
class Changes:
    """Files as they are now, and the ids of those that are no longer to be seen.

    Where `next` is null this page is the last, and `until` is where to begin the next time.
    """

    account: str
    items: tuple[Kept, ...]
    gone: tuple[int, ...]
    next: Place | None
    until: datetime


@dataclass(frozen=True)
class Tree:
    """Hashes of consecutive ids, the newest first, for the account that asks."""

    account: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Leaf:
    """All files of a leaf; whoever holds others of its ids forgets them."""

    account: str
    items: tuple[Kept, ...]


@bp.get("/changes")
@operation({200: Changes, 400: Problem}, query=Since)
def list_changes() -> Response:
    """What changed since, in pages."""
    since = Since.model_validate(request.args.to_dict())
    with connection() as conn:
        until = copies.moment(conn) - LATE
        told = copies.changed(conn, Place(since.at, since.id), since.limit)
        ids = [one.id for one in told]
        items = copies.of(conn, within(), ids)
    seen = {item.id for item in items}
    # Whoever sees a part of the library learns nothing of the rest, not even that it changed.
    gone = tuple(one for one in ids if one not in seen) if within() is None else ()
    more = told[-1] if len(told) == since.limit else None
    return answer(Changes(asking().id, tuple(items), gone, more, until))


@bp.get("/tree")
@operation({200: Tree})
def show_tree() -> Response:
    """The branches, of 65,536 ids each: the first level of the tree of hashes."""
    with connection() as conn:
        return answer(Tree(asking().id, tuple(copies.branches(conn, within()))))


@bp.get("/tree/<id:branch>")
@operation({200: Tree, 404: Problem})
def show_branch(branch: int) -> Response:
    """The leaves of a branch, of 1,024 ids each."""
    with connection() as conn:
        held = copies.leaves(conn, within(), min(branch, 2**46))
    return answer(Tree(asking().id, tuple(held)))


@bp.get("/leaf/<id:number>")
@operation({200: Leaf, 404: Problem})
def show_leaf(number: int) -> Response:
    """The files of a leaf."""
    with connection() as conn:
        held = copies.leaf(conn, within(), min(number, 2**52))
    return answer(Leaf(asking().id, tuple(held)))
