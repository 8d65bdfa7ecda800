"""What a browser keeps of the library for times without a connection, and keeps in step (P33, H34)."""

from datetime import timedelta

from flask import Blueprint, Response, request

from services.web.account import asking
from services.web.answers import Problem, answer
from services.web.context import connection, within
from services.web.copied import Changes, Leaf, Since, Tree
from services.web.operations import operation
from shared.db import copies, hashtree, stamps
from shared.db.stamps import Place

bp = Blueprint("copies", __name__, url_prefix="/api/copy")

LATE = timedelta(minutes=10)  # changes that were begun before others may become visible after them


@bp.get("/changes")
@operation({200: Changes, 400: Problem}, query=Since)
def list_changes() -> Response:
    """What changed since, in pages."""
    since = Since.model_validate(request.args.to_dict())
    with connection() as conn:
        until = stamps.moment(conn) - LATE
        told = stamps.changed(conn, Place(since.at, since.id), since.limit)
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
        until = stamps.moment(conn) - LATE
        return answer(Tree(asking().id, tuple(hashtree.branches(conn, within())), until))


@bp.get("/tree/<id:branch>")
@operation({200: Tree, 404: Problem})
def show_branch(branch: int) -> Response:
    """The leaves of a branch, of 1,024 ids each."""
    with connection() as conn:
        until = stamps.moment(conn) - LATE
        held = hashtree.leaves(conn, within(), min(branch, 2**46))
    return answer(Tree(asking().id, tuple(held), until))


@bp.get("/leaf/<id:number>")
@operation({200: Leaf, 404: Problem})
def show_leaf(number: int) -> Response:
    """The files of a leaf."""
    with connection() as conn:
        held = hashtree.leaf(conn, within(), min(number, 2**52))
    return answer(Leaf(asking().id, tuple(held)))
