"""Hands out what is said in a recording as subtitles."""

from pathlib import PurePath

from flask import Blueprint, Response, make_response

from services.web import seen
from services.web.answers import Problem
from services.web.context import connection
from services.web.operations import operation
from services.web.sending import guarded
from shared import subtitles
from shared.db import details
from shared.errors import NotFound

bp = Blueprint("transcripts", __name__, url_prefix="/api")


@bp.get("/media/<id:media_id>/transcript.srt")
@operation({404: Problem}, media=("application/x-subrip",))
def srt(media_id: int) -> Response:
    """What is said, as SubRip, with what people corrected."""
    return _sent(media_id, "srt")


@bp.get("/media/<id:media_id>/transcript.vtt")
@operation({404: Problem}, media=("text/vtt",))
def vtt(media_id: int) -> Response:
    """What is said, as WebVTT, with what people corrected."""
    return _sent(media_id, "vtt")


def _sent(media_id: int, form: str) -> Response:
    with connection() as conn:
        detail = details.detail(conn, media_id)
    lines = [
        subtitles.Line(found.start, found.end, found.text or "")
        for found in seen.transcript(detail.findings)
        if found.start is not None
    ]
    if not lines:
        raise NotFound("nothing that is said in this file is known")
    answer = make_response(subtitles.srt(lines) if form == "srt" else subtitles.vtt(lines))
    answer.mimetype = {"srt": "application/x-subrip", "vtt": "text/vtt"}[form]
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{PurePath(detail.file.name).stem}.{form}"
    )
    return guarded(answer)
