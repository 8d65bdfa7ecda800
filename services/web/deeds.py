"""Taking back what was done to files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort

from services.web.answers import Problem, answer
from services.web.context import account, connection
from services.web.operations import operation
from shared.db import (
    album_files,
    comments,
    deeds,
    disputes,
    errands,
    marks,
    merging,
    recanting,
    sayings,
    tags,
    trash,
    verdicts,
)
from shared.db.connection import Connection

bp = Blueprint("deeds", __name__, url_prefix="/api")


def _undo_merge(conn: Connection, before: Any) -> None:
    """A merge is made of other deeds, the last first, and of what only it does."""
    _undo_parts(conn, before)
    merging.undo(conn, before)


def _undo_answer(conn: Connection, before: Any) -> None:
    """What was taken over from XMP is made of other deeds."""
    _undo_parts(conn, before)
    disputes.undo(conn, before)


def _undo_parts(conn: Connection, before: Any) -> None:
    """Take back the deeds that one is made of, the last first."""
    for deed_id in before["deeds"]:
        part = deeds.begin_undo(conn, deed_id)
        UNDO[part.kind](conn, part.before)


# How each kind of deed is taken back, from what it has in `before`: wholly, or with `Conflict`.
UNDO: Mapping[str, Callable[[Connection, Any], None]] = {
    "favourite": marks.undo,
    "rating": marks.undo,
    "date": marks.undo,
    "place": marks.undo,
    "tag": tags.undo,
    "comment": comments.undo,
    "trash": trash.undo,
    "restore": trash.undo,
    "album": album_files.undo,
    "merge": _undo_merge,
    "errand": _undo_parts,
    "verdict": verdicts.undo,
    disputes.KIND: _undo_answer,
    sayings.KIND: recanting.undo,
}


@dataclass(frozen=True)
class Undone:
    """What kind of deed was taken back."""

    kind: str


@bp.post("/deeds/<id:deed_id>/undo")
@operation({200: Undone, 403: Problem, 404: Problem, 409: Problem})
def undo(deed_id: int) -> Response:
    """Take back what one did oneself, an admin also what others did; wholly or not at all.

    409 says why not: it was undone before, or a file was changed since.
    """
    held = account()
    with connection() as conn:
        deed = deeds.begin_undo(conn, deed_id)
        if held is None or (held.name != deed.by_name and held.role != "admin"):
            abort(403, "somebody else did this")
        UNDO[deed.kind](conn, deed.before)
        errands.taken_back(conn, deed.id)
    return answer(Undone(deed.kind))
