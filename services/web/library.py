"""The API's library: pages of files, what is known about one, and the choices to narrow it."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.filters import Filters, Question, parse
from services.web.operations import operation
from services.web.reach import reachable
from shared.db import details, media
from shared.db.details import Detail
from shared.db.facets import Facets, facets
from shared.db.months import Month, months
from shared.explaining import of_each
from shared.traces import Reason

bp = Blueprint("library", __name__, url_prefix="/api")


@dataclass(frozen=True)
class Choices:
    """How many files a selection holds, at least, and how it can be narrowed or widened."""

    total: int
    facets: Facets


@dataclass(frozen=True)
class Timeline:
    """The months that hold files, the newest first."""

    months: tuple[Month, ...]


@dataclass(frozen=True)
class Explained:
    """Why a search found a file: its reasons as those of one file, of each label the surest finding."""

    media_id: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Evidence:
    """The files that something is told of, in the order that they were named in."""

    files: tuple[Explained, ...]


@bp.get("/media")
@operation({200: media.Page, 400: Problem}, query=Filters)
def list_media() -> Response:
    """One page of the library, newest first."""
    filters = parse(request.args)
    with connection() as conn:
        page = media.page(conn, filters.selection, filters.after, filters.limit, before=filters.ahead)
    return answer(page)


@bp.get("/media/<id:media_id>")
@operation({200: Detail, 404: Problem})
def show_media(media_id: int) -> Response:
    """Everything known about one file, and who said so."""
    with connection() as conn:
        return answer(details.detail(conn, media_id))


@bp.get("/months")
@operation({200: Timeline, 400: Problem}, query=Filters)
def list_months() -> Response:
    """How many files of the selection were taken in each month, the newest first."""
    filters = parse(request.args)
    with connection() as conn:
        return answer(Timeline(tuple(months(conn, filters.selection))))


@bp.get("/facets")
@operation({200: Choices, 400: Problem}, query=Filters)
def list_facets() -> Response:
    """The objects, tags, cameras, formats and so on under the filters, with their counts.

    Where `exact` is false there are more files than `total`, and the counts are of the newest of them.
    """
    filters = parse(request.args)
    with connection() as conn:
        found = facets(conn, filters.selection)
    return answer(Choices(found.total, found))


@bp.get("/evidence")
@operation({200: Evidence, 400: Problem}, query=Question)
def list_evidence() -> Response:
    """Why a search found these files: for each part of it what in a file answers it.

    The reasons are those of `/api/media/{media_id}/why`, for many files at once: without boxes, of each label
    the surest finding, and of parts of which one is enough those that something in the file shows.  It is
    not asked whether the search finds the files; of one that nothing is known of nothing is told.
    """
    filters = parse(request.args)
    asked = filters.model_dump(by_alias=True) | {"id": request.args.getlist("id")}
    question = Question.model_validate(asked)
    with connection() as conn:
        found = of_each(conn, reachable(conn, question.id), question.selection)
    told = [Explained(one, tuple(found[one])) for one in dict.fromkeys(question.id) if found.get(one)]
    return answer(Evidence(tuple(told)))
