"""Takes in files that a person sends: streamed through the same steps as those of the inbox."""

import logging
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import unquote

from flask import Blueprint, Response, abort, request
from pydantic import AfterValidator, BaseModel, Field

from services.web.answers import Problem, answer
from services.web.bodies import give_up_when_stalled, read, stated_digest
from services.web.context import connection
from services.web.filters import printable
from services.web.keepers import keeper
from services.web.operations import operation, takes
from services.web.reach import landing
from shared.db import batches
from shared.errors import Conflict
from shared.keeping import Kept
from shared.keeping.content import Stream

log = logging.getLogger(__name__)
bp = Blueprint("upload", __name__, url_prefix="/api")

LARGEST = 20 << 30  # bytes of one file
KNOWN = "This content was in the library already; the arrival is noted."
RESTORED = "This content was in the trash; it is back in the library."
LONGEST_PATH = 4096


class Drop(BaseModel):
    """Files that are sent together; `source` says whose they are or where they come from."""

    source: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)] = "upload"


@dataclass(frozen=True)
class Batch:
    """The number to send along with each file as `X-Bowerbird-Batch`."""

    id: int


@dataclass(frozen=True)
class Arrived:
    """What became of a file: `duplicate` where it was known, `problem` where it could not be read."""

    id: int
    sha512: str
    duplicate: bool
    problem: str | None
    note: str | None


HEADERS = {
    "X-Bowerbird-Path": "path and name of the file, percent-encoded UTF-8",
    "X-Bowerbird-Batch": "number of a batch; without it the file makes one of its own",
    "Repr-Digest": "sha-512=:BASE64: of the content, to be compared (RFC 9530)",
}


@bp.post("/batches")
@operation({201: Batch, 400: Problem}, body=Drop)
def begin() -> Response:
    """Begin a batch."""
    drop = read(Drop)
    with connection() as conn:
        return answer(Batch(batches.begin(conn, drop.source, "upload")), 201)


@bp.post("/upload")
@takes(LARGEST)
@operation(
    {200: Arrived, 201: Arrived, 400: Problem, 413: Problem, 503: Problem, 507: Problem},
    sends="application/octet-stream",
    headers=HEADERS,
)
def receive() -> Response:
    """Keep one file: 201 where it is new, 200 where its content is known already.

    What cannot be read is kept all the same; `problem` says what is the matter with it.
    """
    request.max_content_length = LARGEST
    give_up_when_stalled()
    if request.mimetype == "multipart/form-data":
        return _receive_form()
    path = _path(request.headers.get("X-Bowerbird-Path", ""))
    return _keep(request.stream, path, size=request.content_length)


def _receive_form() -> Response:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        abort(400, "the form has no file in its field `file`")
    return _keep(sent.stream, _path(sent.filename))


def _keep(stream: Stream, path: str, size: int | None = None) -> Response:
    digest = stated_digest()
    batch = batch_of(request.headers.get("X-Bowerbird-Batch") or None)
    try:
        with keeper() as taking:
            kept = taking.receive(stream, path=landing(path), batch=batch, digest=digest, size=size)
    except Conflict as error:
        abort(400, str(error))
    log.info("%s", "received a known file" if kept.duplicate else "received a new file")
    return answer(_arrived(kept), 200 if kept.duplicate else 201)


def _arrived(kept: Kept) -> Arrived:
    note = RESTORED if kept.restored else KNOWN if kept.duplicate else None
    return Arrived(kept.media_id, kept.sha512, kept.duplicate, kept.problem, note)


def _path(given: str) -> str:
    path = unquote(given, errors="surrogateescape").replace("\\", "/").replace("\0", "")
    if not path.strip("/. ") or len(path) > LONGEST_PATH:
        abort(400, "X-Bowerbird-Path must be the path and name of the file, percent-encoded UTF-8")
    return path


def batch_of(given: str | None) -> int:
    """The batch that is named, else a new one of its own."""
    if given is None:
        with connection() as conn:
            return batches.begin(conn, "upload", "upload")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        abort(400, "this is not the number of a batch")
    with connection() as conn:
        if not batches.known(conn, int(given)):
            abort(400, f"there is no batch {given}")
    return int(given)
