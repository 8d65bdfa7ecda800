"""Sends files of the library: itself, or by way of nginx, which then deals with ranges and conditions."""

import os
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from services.web.context import settings, storage
from services.web.headers import MEDIA_POLICY
from shared.errors import NotFound

FOREVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"


def original_file(path: str) -> Path:
    """Where the original `media.path` lies; raises `NotFound` where that leads out of the storage."""
    root = storage().originals.resolve()
    file = (root / path).resolve()
    if not file.is_relative_to(root):
        raise NotFound("the original is not where it should be")
    return file


def send(file: Path, mime: str, etag: str, name: str | None = None) -> Response:
    """Answer with a file of the storage; as a download where it has a `name`, else the page names it."""
    if not file.is_file():
        raise NotFound("this file is not there")
    if not settings().accel:
        answer = send_file(file, mime, name is not None, name, conditional=True, etag=etag[:64])
        if name is None:  # or that in the storage would be told, and win over the page's
            answer.headers.pop("Content-Disposition", None)
        return guarded(answer)
    _check_range(file.stat().st_size)
    answer = send_file(BytesIO(), mime, name is not None, name, conditional=False, etag=False)
    answer.headers["X-Accel-Redirect"] = _place(file)
    return guarded(answer)


def guarded(answer: Response) -> Response:
    """Add what keeps a browser from making a page of it, and how long it may be kept."""
    answer.headers["Content-Security-Policy"] = MEDIA_POLICY
    answer.headers["Cache-Control"] = FOREVER if request.args.get("v") else ASK_AGAIN
    return answer


def _check_range(size: int) -> None:
    """Refuse a range behind the end here, as nginx then sends every header that it adds twice."""
    asked = request.range
    if asked is None or len(asked.ranges) != 1 or "If-Range" in request.headers:
        return
    if asked.range_for_length(size) is None:
        raise RequestedRangeNotSatisfiable(size)


def _place(file: Path) -> str:
    """Where nginx finds it; it makes an ETag of its own, from the file's time and size."""
    root, file = storage().root.resolve(), file.resolve()
    if not file.is_relative_to(root):
        raise NotFound("this file is not where it should be")
    return f"{settings().accel.rstrip('/')}/{quote(os.fsencode(file.relative_to(root)))}"
