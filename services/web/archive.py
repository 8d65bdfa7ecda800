"""The originals of a selection as one ZIP, made while it is sent."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import PurePath
from typing import Annotated

from flask import Blueprint, Response, request, stream_with_context
from pydantic import BaseModel, Field
from zipstream import ZipStream

from services.web.answers import Problem
from services.web.context import connection
from services.web.marks import chosen
from services.web.operations import access, operation
from services.web.sending import original_file
from services.web.wishes import Chosen, Id
from shared.db import originals
from shared.errors import NotFound

bp = Blueprint("archive", __name__, url_prefix="/api")

AT_ONCE = 200  # files whose rows are read together
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
    pieces = _zipped(found)
    begin = next(pieces)  # what is wrong with the first file can still be answered as an error
    answer = Response(stream_with_context(chain([begin], pieces)), mimetype=ZIP)
    name = f"bowerbird-{datetime.now(UTC):%Y-%m-%d}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would keep it back on its disk
    return answer


def _zipped(ids: Sequence[int]) -> Iterator[bytes]:
    """The archive in pieces; an error ends it, and so the connection, before its directory is written.

    Media are stored as they are: they are compressed already.
    """
    archive, taken = ZipStream(), set[str]()
    for start in range(0, len(ids), AT_ONCE):
        with connection() as conn:
            files = originals.of(conn, ids[start : start + AT_ONCE])
        for file in files:
            original = original_file(file.path)
            if not original.is_file():
                raise NotFound(f"the original of {file.name} is missing")
            archive.add_path(original, free_name(file.name, taken), recurse=False)
            yield from archive.file()
    yield from archive.finalize()


def free_name(name: str, taken: set[str]) -> str:
    """The name within the archive, with a number where another file has it, and note it in `taken`.

    Systems that do not tell upper from lower case must be able to unpack it too.
    """
    plain = PurePath(re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).rstrip(". ") or "unnamed")
    candidate, number = str(plain), 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{plain.stem} ({number}){plain.suffix}"
    taken.add(candidate.casefold())
    return candidate
