"""What the headers of tus 1.0.0 say, read and written."""

import base64
import binascii
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from flask import Response, abort, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from services.web.uploads import LARGEST, LONGEST_PATH
from shared.db.sending import Sending

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
ALGORITHMS: dict[str, Callable[[], Any]] = {
    "sha512": hashlib.sha512,
    "sha256": hashlib.sha256,
    "sha1": hashlib.sha1,
}
ABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,creation-with-upload,expiration,termination,checksum",
    "Tus-Max-Size": str(LARGEST),
    "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
}


class ChecksumMismatch(HTTPException):
    """What arrived is not what the sender had."""

    code = 460
    name = "Checksum Mismatch"
    description = "These bytes changed on their way; please send them again."


@dataclass(frozen=True)
class Checksum:
    """The digest that a part must have."""

    algorithm: str
    digest: bytes

    def begin(self) -> Any:
        """A hash to feed with the part."""
        return ALGORITHMS[self.algorithm]()

    def check(self, hashed: Any) -> None:
        """Refuse the part that was `hashed` where it has another one."""
        if hashed.digest() != self.digest:
            raise ChecksumMismatch


def check_version() -> None:
    """Refuse a client that speaks another version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        abort(412, f"this server speaks tus {VERSION}; say so in Tus-Resumable")


def size() -> int:
    """How large the whole file is."""
    given = _number("Upload-Length")
    if given > LARGEST:
        abort(413, f"a file may be of {LARGEST >> 30} GiB at most")
    return given


def offset() -> int:
    """Where the part begins."""
    return _number("Upload-Offset")


def checksum() -> Checksum | None:
    """The digest of the part, where the sender told one."""
    given = request.headers.get("Upload-Checksum")
    if not given:
        return None
    algorithm, _, encoded = given.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        abort(400, f"Upload-Checksum may be of {', '.join(ALGORITHMS)}")
    return Checksum(algorithm, _decoded(encoded, "Upload-Checksum"))


def metadata() -> dict[str, str]:
    """The names and texts of `Upload-Metadata`."""
    found = {}
    for pair in filter(None, map(str.strip, request.headers.get("Upload-Metadata", "").split(","))):
        name, _, encoded = pair.partition(" ")
        try:
            found[name] = _decoded(encoded.strip(), "Upload-Metadata").decode()
        except UnicodeDecodeError:
            abort(400, f"{name} in Upload-Metadata is no UTF-8")
    return found


def path_of(told: dict[str, str]) -> str:
    """The path and name of the file; `path` is ours, the others are those of other clients."""
    given = next((told[name] for name in ("path", "filename", "name") if told.get(name)), "")
    path = given.replace("\\", "/").replace("\0", "")
    if not path.strip("/. ") or len(path) > LONGEST_PATH:
        abort(400, "Upload-Metadata must hold the path or name of the file, as `path` or `filename`")
    return path


def id_of(told: dict[str, str]) -> UUID:
    """The name that the sender gives the upload, so that it finds it again; else a new one."""
    try:
        return UUID(told["id"]) if "id" in told else uuid4()
    except ValueError:
        abort(400, "id in Upload-Metadata is no UUID")


def digest_of(told: dict[str, str]) -> str | None:
    """The SHA-512 of the whole file in hex, to be compared in the end."""
    given = told.get("sha512")
    if given and (len(given) != 128 or not set(given.lower()) <= set("0123456789abcdef")):
        abort(400, "sha512 in Upload-Metadata must be 128 hexadecimal digits")
    return given.lower() if given else None


def modified_of(told: dict[str, str]) -> datetime | None:
    """When the file was changed last, told in milliseconds since 1970."""
    try:
        seconds = float(told["modified"]) / 1000 if "modified" in told else math.nan
        return None if math.isnan(seconds) else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        abort(400, "modified in Upload-Metadata must be milliseconds since 1970")


def described(sending: Sending, status: int = 204) -> Response:
    """An empty answer that says how far a file is, and what became of it."""
    return told_of(Response(status=status), sending)


def told_of(answer: Response, sending: Sending) -> Response:
    """Add how far a file is to an answer."""
    answer.headers["Upload-Offset"] = str(sending.received)
    answer.headers["Upload-Length"] = str(sending.size)
    answer.headers["Upload-Expires"] = http_date(sending.expires_at)
    answer.headers["Cache-Control"] = "no-store"
    if sending.media_id is not None:
        answer.headers["X-Bowerbird-Media"] = str(sending.media_id)
        answer.headers["X-Bowerbird-Known"] = "1" if sending.duplicate else "0"
    if g.get("restored"):
        answer.headers["X-Bowerbird-Restored"] = "1"  # it was known and lay in the trash
    if sending.problem:
        answer.headers["X-Bowerbird-Problem"] = quote(sending.problem)
    return answer


def _number(name: str) -> int:
    given = request.headers.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        abort(400, f"{name} must be a number of bytes")
    return int(given)


def _decoded(text: str, header: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        abort(400, f"{header} is not Base64")
