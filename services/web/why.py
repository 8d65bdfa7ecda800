"""Why a search found a file, as the API tells it."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.operations import operation
from shared.explaining import explained
from shared.traces import Reason

bp = Blueprint("why", __name__, url_prefix="/api")


@dataclass(frozen=True)
class Why:
    """What answers each part of the question; a reason without a trace is for what is not in the file."""

    reasons: tuple[Reason, ...]


@bp.get("/media/<id:media_id>/why")
@operation({200: Why, 400: Problem, 404: Problem}, query=Filters)
def show(media_id: int) -> Response:
    """Why a search finds this file: boxes, words, seconds, fields of the file, people's words.

    It is not asked whether the search finds the file; what of it cannot be found there has no trace.
    """
    filters = parse(request.args)
    with connection() as conn:
        found = explained(conn, media_id, filters.selection)
    return answer(Why(tuple(found)))
