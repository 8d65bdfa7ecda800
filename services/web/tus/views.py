"""Begins, continues and ends files that are sent in parts; only who began one goes on with it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, abort, g, request, url_for

from services.web.answers import Problem, answer
from services.web.bodies import give_up_when_stalled
from services.web.context import account, connection, settings, storage
from services.web.keepers import keeper
from services.web.operations import access, operation, takes
from services.web.reach import landing
from services.web.tus import protocol, staged
from services.web.uploads import LARGEST, batch_of
from shared.db import sending as sendings
from shared.db.sending import Announced, Sending
from shared.errors import Conflict, FileBusy, NotFound
from shared.keeping import disk

log = logging.getLogger(__name__)
bp = Blueprint("sending", __name__, url_prefix="/api/uploads")

AT_ONCE = 1000  # files that one account may have begun and not ended
REFUSALS = dict.fromkeys((400, 404, 409, 412, 413, 415, 423, 429, 460, 507), Problem)
BEGINNING = {
    "Tus-Resumable": "1.0.0",
    "Upload-Length": "bytes of the whole file",
    "Upload-Metadata": "`path` or `filename`; also `batch`, `modified` (milliseconds since 1970), `sha512`"
    " (hex, to be compared) and `id` (a UUID by which the sender finds the upload again)",
    "Upload-Checksum": "of the bytes in this request: sha512, sha256 or sha1, a space, Base64",
}
GOING_ON = {
    "Tus-Resumable": "1.0.0",
    "Upload-Offset": "where the bytes of this request begin",
    "Upload-Checksum": BEGINNING["Upload-Checksum"],
}


@dataclass(frozen=True)
class Progress:
    """How far a file is; `media_id` once the library has it, `duplicate` where it had it before."""

    id: UUID
    path: str
    size: int
    offset: int
    media_id: int | None
    duplicate: bool | None
    problem: str | None


@bp.after_request
def speak(response: Response) -> Response:
    """Say in every answer which version is spoken."""
    response.headers["Tus-Resumable"] = protocol.VERSION
    return response


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False)
@bp.route("/<uuid:id_>", methods=["OPTIONS"], provide_automatic_options=False)
@access("public")
def abilities(**_: UUID) -> Response:
    """What this server can do, with whichever file."""
    return Response(status=204, headers=protocol.ABILITIES)


@bp.post("")
@takes(LARGEST)
@operation({201: None} | REFUSALS, sends=protocol.PART, headers=BEGINNING)
def begin() -> Response:
    """Begin to send a file, with or without its first bytes; tus 1.0.0.

    The answer's `Location` is where to go on.  The same `id` again tells how far the file is.
    """
    request.max_content_length = LARGEST
    protocol.check_version()
    found = _announced()
    with held(found.id) as sending:
        more = request.mimetype == protocol.PART and not sending.received
        now = _received(sending) if more or sending.received == sending.size else sending
    response = protocol.described(now, 201)
    response.headers["Location"] = url_for("sending.show", id_=now.id)
    return response


@bp.get("/<uuid:id_>")
@operation({200: Progress, 404: Problem})
def show(id_: UUID) -> Response:
    """How far a file is, in the headers of tus 1.0.0 and as JSON."""
    sending = _checked(_found(id_))
    told = Progress(
        sending.id, sending.path, sending.size, sending.received,
        sending.media_id, sending.duplicate, sending.problem,
    )  # fmt: skip
    return protocol.told_of(answer(told), sending)


@bp.patch("/<uuid:id_>")
@takes(LARGEST)
@operation({204: None} | REFUSALS, sends=protocol.PART, headers=GOING_ON)
def go_on(id_: UUID) -> Response:
    """Send the next bytes of a file; the last ones bring it into the library; tus 1.0.0."""
    request.max_content_length = LARGEST
    protocol.check_version()
    if request.mimetype != protocol.PART:
        abort(415, f"a part must be sent as {protocol.PART}")
    with held(id_) as sending:
        if protocol.offset() != sending.received:
            abort(409, f"{sending.received} bytes are here; please go on from there")
        return protocol.described(_received(sending))


@bp.delete("/<uuid:id_>")
@operation({204: None, 404: Problem, 412: Problem, 423: Problem})
def give_up(id_: UUID) -> Response:
    """Forget a file that was not sent in full, and its bytes; tus 1.0.0."""
    protocol.check_version()
    with held(id_):
        _forget(id_)
    return Response(status=204)


@contextmanager
def held(id_: UUID) -> Iterator[Sending]:
    """Keep every other request from a file of this account; 423 where one has it, 404 for no such file."""
    sending = _found(id_)
    if sending.ended_at:
        yield sending
        return
    with staged.locked(_file(id_)):
        sending = _found(id_)
        if sending.ended_at:
            _file(id_).unlink()  # it ended between the two questions, and the lock made it anew
        yield _checked(sending)


def _announced() -> Announced:
    """Write the row of a new file, unless it is there."""
    told = protocol.metadata()
    owner = _owner()
    found = Announced(
        protocol.id_of(told), owner, 0, landing(protocol.path_of(told)), protocol.size(),
        protocol.digest_of(told), protocol.modified_of(told),
    )  # fmt: skip
    with connection() as conn:
        if sendings.find(conn, found.id, owner):
            return found
        count, bytes_ = sendings.outstanding(conn, owner)
    if count >= AT_ONCE:
        abort(429, f"{AT_ONCE} files of this account are begun and not ended; please end or give up some")
    disk.make_folder(storage().sent)
    disk.check_room(storage().sent, found.size + bytes_, settings().min_free)
    found = replace(found, batch_id=batch_of(told.get("batch")))
    with connection() as conn:
        if not sendings.begin(conn, found):
            abort(409, "this id is taken; please choose another")
    return found


def _received(sending: Sending) -> Sending:
    """Take what the request brings, and bring the file into the library once it is whole."""
    left = sending.size - sending.received
    if (request.content_length or 0) > left:
        abort(413, f"only {left} bytes of this file are still to come")
    if left:
        give_up_when_stalled()
        disk.check_room(storage().sent, 0, settings().min_free)
        with disk.full_disk_named():
            part = staged.Part(request.stream, left, protocol.checksum())
            end = staged.append(_file(sending.id), sending.received, part, partial(_advance, sending.id))
        sending = replace(sending, received=end)
    return _finished(sending) if sending.received == sending.size and not sending.ended_at else sending


def _finished(sending: Sending) -> Sending:
    try:
        with keeper() as taking:
            kept = taking.finish(
                _file(sending.id), claim=sending.id, path=sending.path, batch=sending.batch_id,
                digest=sending.sha512, modified=sending.modified_at,
            )  # fmt: skip
    except FileBusy as error:
        abort(423, str(error))
    except Conflict as error:
        _forget(sending.id)
        abort(400, str(error))
    g.restored = kept.restored
    with connection() as conn:
        sendings.end(conn, sending.id, media_id=kept.media_id, duplicate=kept.duplicate, problem=kept.problem)
        log.info("%s", "received a known file" if kept.duplicate else "received a new file")
    return _found(sending.id)


def _advance(id_: UUID, received: int) -> None:
    with connection() as conn:
        sendings.advance(conn, id_, received)


def _forget(id_: UUID) -> None:
    disk.unlink(_file(id_))
    with connection() as conn:
        sendings.remove(conn, id_)


def _found(id_: UUID) -> Sending:
    with connection() as conn:
        found = sendings.find(conn, id_, _owner())
    if found is None:
        raise NotFound("no such file is being sent, or it was not continued for a week")
    return found


def _checked(sending: Sending) -> Sending:
    """As much of it as really lies there: a restored backup has no bytes of files under way."""
    if sending.ended_at or staged.length(_file(sending.id)) >= sending.received:
        return sending
    return replace(sending, received=0)


def _owner() -> str:
    held = account()
    return held.id if held else ""


def _file(id_: UUID) -> Path:
    return storage().sent / str(id_)
