"""The originals of a selection as one download, made while it is sent."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Annotated

from flask import Blueprint, Response, request, stream_with_context
from pydantic import BaseModel, Field

from services.web.acts import chosen
from services.web.answers import Problem
from services.web.context import connection
from services.web.operations import access, operation
from services.web.wishes import Chosen, Id
from services.web.zips import zipped
from shared.errors import NotFound

bp = Blueprint("archive", __name__, url_prefix="/api")

ZIP = "application/zip"
PROMISE = {400: Problem, 404: Problem, 409: Problem}


class Download(BaseModel):
    """Files to download together."""

    id: Annotated[tuple[Id, ...], Field(max_length=5000)] = Field((), description="files, one by one")
    query: str | None = Field(None, description="all that a search finds, such as from=2020-01-01&tag=sea")


@bp.get("/selection/download")
@operation(PROMISE, query=Download, media=(ZIP,))
def download() -> Response:
    """The originals as a ZIP, byte for byte; an archive that breaks off is not complete."""
    return _archive(request.args.getlist("id"), request.args.get("query"))


@bp.post("/selection/download")
@access("viewer")
@operation(PROMISE, sends="application/x-www-form-urlencoded", media=(ZIP,))
def download_many() -> Response:
    """The same for more files than an address holds: the fields `ids`, with commas between, or `query`."""
    ids = [number for number in request.form.get("ids", "").split(",") if number]
    return _archive(ids, request.form.get("query"))


def _archive(ids: Sequence[str], query: str | None) -> Response:
    asked = Chosen.model_validate({"ids": ids or None, "query": query})
    with connection() as conn:
        found = sorted(chosen(conn, asked))
    if not found:
        raise NotFound("none of these files is in the library")
    pieces = zipped(found)
    begin = next(pieces)  # what is wrong with the first file can still be answered as an error
    answer = Response(stream_with_context(chain([begin], pieces)), mimetype=ZIP)
    name = f"bowerbird-{datetime.now(UTC):%Y-%m-%d}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would keep it back on its disk
    return answer
