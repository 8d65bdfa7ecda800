"""The API's sidecars: what people say of files as XMP, written beside the originals or downloaded."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain

from flask import Blueprint, Response, request, stream_with_context
from zipstream import ZipStream

from services.web.acts import chosen, write_sidecars
from services.web.answers import Problem, answer
from services.web.archive import PROMISE, ZIP
from services.web.bodies import read
from services.web.context import connect, connection, storage
from services.web.marks import PROMISE as CHANGED
from services.web.marks import Changed
from services.web.operations import access, operation
from services.web.wishes import Chosen
from services.web.zips import plain_name
from shared.db import said
from shared.errors import NotFound
from shared.keeping.xmp_out import Refused, Writer

bp = Blueprint("sidecars", __name__, url_prefix="/api")


@bp.post("/selection/sidecars")
@access("admin")
@operation({**CHANGED, 403: Problem}, body=Chosen)
def write() -> Response:
    """Write what people say of files into XMP beside the originals; how many were written.

    An original is never touched.  A sidecar that was changed since it was read is left alone.
    """
    asked = read(Chosen)
    with connection() as conn:
        ids = chosen(conn, asked)
    return answer(Changed(write_sidecars(ids), None))


@bp.post("/selection/sidecars/download")
@access("admin")
@operation(PROMISE, sends="application/x-www-form-urlencoded", media=(ZIP,))
def download() -> Response:
    """The same as a ZIP, in the folders of the originals, and nothing is written.

    The fields `ids` or `query` say of which files; with neither, of all of which people said something.
    """
    ids = [number for number in request.form.get("ids", "").split(",") if number]
    with connection() as conn:
        if ids or "query" in request.form:
            asked = Chosen.model_validate({"ids": ids or None, "query": request.form.get("query")})
            found = sorted(chosen(conn, asked))
        else:
            found = said.spoken_of(conn)
    pieces = zipped(found)
    try:
        begin = next(pieces)
    except StopIteration:
        raise NotFound("people said nothing of these files yet") from None
    sent = Response(stream_with_context(chain([begin], pieces)), mimetype=ZIP)
    name = f"bowerbird-xmp-{datetime.now(UTC):%Y-%m-%d}.zip"
    sent.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    sent.headers["Cache-Control"] = "private, no-store"
    return sent


def zipped(ids: Sequence[int]) -> Iterator[bytes]:
    """The archive in pieces; nothing where there is nothing to say of any of these files."""
    archive, writer, taken = ZipStream(), Writer(connect(), storage(), dry=True), set[str]()
    for media_id in ids:
        try:
            made = writer.made(media_id)
        except Refused:
            continue  # what lies there is another program's newest word
        if made is None:
            continue
        path = "/".join(plain_name(part) for part in made[0].split("/"))
        if path.casefold() not in taken:
            taken.add(path.casefold())
            archive.add(made[1], path)
            yield from archive.file()
    if taken:
        yield from archive.finalize()
