"""Hands out pictures and files; every path comes from the database, never from the request."""

from flask import Blueprint, Response, make_response, request

from services.web.answers import Problem
from services.web.context import connection, storage
from services.web.mimes import BINARY, NAMED, NEVER, playable
from services.web.operations import operation
from services.web.sending import guarded, original_file, send
from shared.db import media
from shared.db.media import Stored
from shared.errors import NotFound

bp = Blueprint("contents", __name__, url_prefix="/api")


@bp.get("/media/<id:media_id>/thumbnail")
@operation({404: Problem}, media=("image/webp",))
def thumbnail(media_id: int) -> Response:
    """The thumbnail, at most 256 px; with `v` of the tile it may be kept for ever."""
    with connection() as conn:
        image = media.thumbnail(conn, media_id)
    return _picture(image)


@bp.get("/faces/<id:finding_id>/chip")
@operation({404: Problem}, media=("image/webp",))
def chip(finding_id: int) -> Response:
    """The aligned crop of a face."""
    with connection() as conn:
        image = media.chip(conn, finding_id)
    return _picture(image)


@bp.get("/media/<id:media_id>/preview")
@operation({404: Problem}, media=("image/jpeg",))
def preview(media_id: int) -> Response:
    """The upright picture in sRGB, at most 1440 px; of a video its poster."""
    found = _stored(media_id)
    return send(storage().derived(found.sha512, "preview.jpg"), "image/jpeg", f"{found.sha512}-jpg")


@bp.get("/media/<id:media_id>/video")
@operation({404: Problem}, media=("video/mp4", "video/webm", "audio/mpeg"))
def video(media_id: int) -> Response:
    """What a browser can play: the 720p rendition, or the original where that will do."""
    found = _stored(media_id)
    rendition = storage().derived(found.sha512, "preview.mp4")
    if rendition.is_file():
        return send(rendition, "video/mp4", f"{found.sha512}-mp4")
    mime = playable(found)
    if mime is None:
        raise NotFound("there is no version yet that a browser can play")
    return send(original_file(found.path), mime, found.sha512)


@bp.get("/media/<id:media_id>/original")
@operation({404: Problem}, media=("application/octet-stream", "image/*", "video/*", "audio/*"))
def original(media_id: int) -> Response:
    """The original, byte for byte, as a download under the name that it came with."""
    found = _stored(media_id)
    named = found.mime.startswith(NAMED) and found.mime not in NEVER
    return send(original_file(found.path), found.mime if named else BINARY, found.sha512, name=found.name)


def _stored(media_id: int) -> Stored:
    with connection() as conn:
        return media.stored(conn, media_id)


def _picture(image: bytes) -> Response:
    answer = make_response(image)
    answer.mimetype = "image/webp"
    answer.add_etag()
    answer.make_conditional(request, accept_ranges=True, complete_length=len(image))
    return guarded(answer)
