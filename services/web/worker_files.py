"""Lends files to workers on other machines, and takes what they make of them.

These views know nothing of accounts: a worker shows the token of its credentials, and fetches bytes by
addresses that are signed for a few minutes.
"""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, request

from services.web import tickets
from services.web.answers import Problem, answer
from services.web.bodies import give_up_when_stalled, stated_digest
from services.web.context import connection, settings, storage
from services.web.operations import access, operation, takes
from services.web.sending import original_file, send
from shared import derived
from shared.db import credentials, loans, media
from shared.db.credentials import Credential
from shared.db.loans import Loan
from shared.errors import NotFound
from shared.keeping import content, disk
from shared.keeping.content import Content
from shared.signatures import SECONDS

log = logging.getLogger(__name__)
bp = Blueprint("workers", __name__)

LARGEST = 4 << 30  # bytes of one derived file
PREVIEW = "preview.jpg"  # made when a file is taken in, and by no worker
DERIVED = re.compile(r"[a-z0-9-]{1,40}\.[a-z0-9]{1,8}")
BINARY = "application/octet-stream"


@dataclass(frozen=True)
class Lent:
    """Where to fetch the file of a lease until `expires`; `preview` is null where there is none."""

    original: str
    preview: str | None
    size: int
    sha512: str
    expires: datetime


@dataclass(frozen=True)
class Taken:
    """What was stored: its name and size."""

    name: str
    size: int


@bp.get("/api/worker/leases/<uuid:lease>")
@access("worker")
@operation({200: Lent, 404: Problem})
def lend(lease: UUID) -> Response:
    """Tell a worker on another machine where to fetch the file that it works on."""
    credential = _credential()
    loan = _loan(lease, credential)
    until = int(time.time()) + SECONDS
    has_preview = storage().derived(loan.sha512, PREVIEW).is_file()
    lent = Lent(
        original=tickets.address(loan.media_id, "original", credential.name, until),
        preview=tickets.address(loan.media_id, "preview", credential.name, until) if has_preview else None,
        size=loan.size,
        sha512=loan.sha512,
        expires=datetime.fromtimestamp(until, UTC),
    )
    return answer(lent)


@bp.get("/files/<id:media_id>/<name:part>")
@access("worker")
def fetch(media_id: int, part: str) -> Response:
    """The original or the preview, for whoever has a signed address; ranges are answered."""
    tickets.check(media_id, part)
    with connection() as conn:
        stored = media.stored(conn, media_id)
    if part == "preview":
        return send(storage().derived(stored.sha512, PREVIEW), "image/jpeg", f"{stored.sha512}-jpg")
    return send(original_file(stored.path), BINARY, stored.sha512)


@bp.put("/api/worker/leases/<uuid:lease>/derived/<string:name>")
@access("worker")
@takes(LARGEST)
@operation(
    {201: Taken, 400: Problem, 404: Problem, 413: Problem, 507: Problem},
    sends=BINARY,
    headers={"Repr-Digest": "sha-512=:BASE64: of the content (RFC 9530)"},
)
def keep(lease: UUID, name: str) -> Response:
    """Store what a worker on another machine made of the file that it works on, beside the previews."""
    loan = _loan(lease, _credential())
    if not DERIVED.fullmatch(name) or name == PREVIEW:
        abort(400, "this cannot be the name of a derived file")
    digest = stated_digest()
    if digest is None:
        abort(400, "Repr-Digest with the SHA-512 of the content is missing")
    with _received() as made:
        if made.sha512 != digest:
            abort(400, "what arrived is not what was sent: the SHA-512 differs")
        _loan(lease, _credential())  # the work may have gone to another worker meanwhile
        derived.keep(made.file, storage().derived(loan.sha512, name))
    log.info("kept %s of media %s", name, loan.media_id)
    return answer(Taken(name, made.size), 201)


def _credential() -> Credential:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    with connection() as conn:
        found = credentials.holder(conn, token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        abort(401, "this token is unknown or was revoked; see `bowerbird worker-credentials`")
    return found


def _loan(lease: UUID, credential: Credential) -> Loan:
    with connection() as conn:
        found = loans.held(conn, lease, credential.analyzers)
    if found is None:
        raise NotFound("no analysis of these credentials runs under this lease")
    return found


@contextmanager
def _received() -> Iterator[Content]:
    """The body on disk, under a staging name that is gone in the end."""
    request.max_content_length = LARGEST
    give_up_when_stalled()
    staging = storage().staging
    disk.make_folder(staging)
    disk.check_room(staging, request.content_length or 0, settings().min_free)
    part = staging / f"{uuid4()}.part"
    try:
        with disk.full_disk_named():
            made = content.receive(request.stream, part)
        yield made
    finally:
        part.unlink(missing_ok=True)
