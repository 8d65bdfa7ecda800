"""The API's library: pages of files, what is known about one, and the choices to narrow it."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.filters import Filters, Question, parse
from services.web.operations import operation
from services.web.reach import reachable
from shared.db import details, evidence, media
from shared.db.details import Detail
from shared.db.evidence import Trace
from shared.db.facets import Facets, facets
from shared.db.months import Month, months
from shared.query.reading import sought

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
class Evidence:
    """What in some files is the reason why a search found them, labels first, the surest first."""

    traces: tuple[Trace, ...]


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
    """Why a search found these files: the labels, texts, words, names and cameras that it speaks of."""
    question = Question.model_validate({"q": request.args.get("q"), "id": request.args.getlist("id")})
    with connection() as conn:
        found = evidence.traces(conn, reachable(conn, question.id))
    return answer(Evidence(tuple(evidence.matching(sought(question.q), found))))
