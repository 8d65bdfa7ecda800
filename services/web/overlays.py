"""Hands out a file's preview with everything that was found in it drawn in."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, make_response
from PIL import Image, ImageDraw, ImageFont

from services.web import seen
from services.web.answers import Problem
from services.web.context import connection, storage
from services.web.operations import operation
from services.web.sending import guarded
from shared.db import details
from shared.db.details import Found
from shared.errors import NotFound

bp = Blueprint("overlays", __name__, url_prefix="/api")

COLOURS = {"object": "#5ad1ff", "face": "#ffd166", "read": "#8ef0a7"}  # as in static/css/tokens.css
INK = "#101214"
LETTERS = 60  # of a label at most
QUALITY = 88


@dataclass(frozen=True)
class _Sizes:
    """Line width and letters that suit a picture of some pixels, and the room around the letters."""

    line: int
    letters: int
    room: int


@bp.get("/media/<id:media_id>/overlay")
@operation({404: Problem}, media=("image/jpeg",))
def overlay(media_id: int) -> Response:
    """The preview with the boxes of objects, faces and text, and their names, burnt in."""
    with connection() as conn:
        detail = details.detail(conn, media_id)
    preview = storage().derived(detail.file.sha512, "preview.jpg")
    if not preview.is_file():
        raise NotFound("there is no picture of this file")
    answer = make_response(drawn(preview, detail.findings))
    answer.mimetype = "image/jpeg"
    answer.add_etag()
    return guarded(answer)


def drawn(preview: Path, findings: tuple[Found, ...]) -> bytes:
    """The JPEG of a preview with the findings drawn in; large ones first, so that none hides another.

    What belongs to a second of a film is not in its poster and left out.
    """
    with Image.open(preview) as opened:
        picture = opened.convert("RGB")
    shortest = min(picture.size)
    sizes = _Sizes(max(2, shortest // 300), max(12, shortest // 45), max(2, shortest // 250))
    brush = ImageDraw.Draw(picture)
    boxes = [found for group in seen.layers(findings).values() for found in group if found.start is None]
    for found in sorted(boxes, key=lambda found: -(found.width or 0) * (found.height or 0)):
        _draw(brush, found, picture.size, sizes)
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _draw(brush: ImageDraw.ImageDraw, found: Found, size: tuple[int, int], sizes: _Sizes) -> None:
    left, top = (found.left or 0) * size[0], (found.top or 0) * size[1]
    right, bottom = left + (found.width or 0) * size[0], top + (found.height or 0) * size[1]
    colour = COLOURS[seen.kind(found)]
    brush.rectangle((left, top, right, bottom), outline=colour, width=sizes.line)
    text = _label(found)
    font = ImageFont.load_default(sizes.letters)
    _, _, wide, high = brush.textbbox((0, 0), text, font=font)
    y = max(top - high - 2 * sizes.room, 0)
    brush.rectangle((left, y, left + wide + 2 * sizes.room, y + high + 2 * sizes.room), fill=colour)
    brush.text((left + sizes.room, y + sizes.room), text, fill=INK, font=font)


def _label(found: Found) -> str:
    words = " ".join((found.text or found.label or "").split())
    score = f" {found.score:.0%}" if found.score is not None else ""
    return (words[:LETTERS] + "…" if len(words) > LETTERS else words) + score
