"""The bytes that a link hands out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Response, make_response, request, stream_with_context
from zipstream import ZipStream

from services.web.archive import ZIP
from services.web.context import connection, storage
from services.web.mimes import BINARY, NAMED, NEVER, playable
from services.web.placeless_copies import copy
from services.web.sending import ASK_AGAIN, guarded, original_file, send
from services.web.zips import free_name
from shared.db import media
from shared.db.media import Stored
from shared.db.shares import Share
from shared.errors import NotFound

JPEG, MP4 = "image/jpeg", "video/mp4"


@dataclass(frozen=True)
class Gift:
    """A file to be downloaded, under a name and a type."""

    file: Path
    name: str
    mime: str


def part_of(share: Share, found: Stored, part: str) -> Response:
    """One part of a file that the link shows; raises `NotFound` for one that it does not give."""
    answer = _part(share, found, part)
    answer.headers["Cache-Control"] = ASK_AGAIN  # what is revoked is to be gone
    return answer


def archived(share: Share, ids: Sequence[int]) -> Response:
    """The files as one ZIP, made while it is sent."""
    answer = Response(stream_with_context(_zipped(share, ids)), mimetype=ZIP)
    answer.headers["Content-Disposition"] = 'attachment; filename="pictures.zip"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _part(share: Share, found: Stored, part: str) -> Response:
    if part == "thumbnail":
        return _thumbnail(found)
    if part == "preview":
        return send(_preview(found), JPEG, f"{found.sha512}-jpg")
    if part == "video":
        return _video(share, found)
    if not share.originals:
        raise NotFound("this link gives no originals")
    gift = kept(share, found)
    return send(gift.file, gift.mime, f"{found.sha512[:40]}-{share.nowhere:d}", name=gift.name)


def kept(share: Share, found: Stored) -> Gift:
    """What is downloaded of a file: the original, or where the link tells no place, what tells none."""
    if not share.nowhere:
        named = found.mime.startswith(NAMED) and found.mime not in NEVER
        return Gift(original_file(found.path), found.name, found.mime if named else BINARY)
    stem = Path(found.name).stem or "picture"
    made = copy(found)
    if made:
        return Gift(made, f"{stem}{made.suffix}", found.mime)
    if (film := _rendition(found)).is_file():
        return Gift(film, f"{stem}{film.suffix}", MP4)
    return Gift(_preview(found), f"{stem}.jpg", JPEG)


def _thumbnail(found: Stored) -> Response:
    with connection() as conn:
        image = media.thumbnail(conn, found.id)
    answer = make_response(image)
    answer.mimetype = "image/webp"
    answer.add_etag()
    answer.make_conditional(request, accept_ranges=True, complete_length=len(image))
    return guarded(answer)


def _video(share: Share, found: Stored) -> Response:
    rendition = _rendition(found)
    if rendition.is_file():
        return send(rendition, MP4, f"{found.sha512}-mp4")
    mime = playable(found)
    file = copy(found) if share.nowhere else original_file(found.path)
    if mime is None or file is None:
        raise NotFound("there is no version yet that a browser can play")
    return send(file, mime, f"{found.sha512[:40]}-{share.nowhere:d}")


def _preview(found: Stored) -> Path:
    return storage().derived(found.sha512, "preview.jpg")


def _rendition(found: Stored) -> Path:
    """The film made anew for browsers, without metadata; not there for what is no film."""
    return storage().derived(found.sha512, "preview.mp4")


def _zipped(share: Share, ids: Sequence[int]) -> Iterator[bytes]:
    """The archive in pieces.  A file that has nothing to give is left out."""
    archive, taken = ZipStream(), set[str]()
    for media_id in ids:
        with connection() as conn:
            found = media.stored(conn, media_id)
        gift = kept(share, found)
        if gift.file.is_file():
            archive.add_path(gift.file, free_name(gift.name, taken), recurse=False)
            yield from archive.file()
    yield from archive.finalize()
