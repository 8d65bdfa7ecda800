"""Hands out a part of a file's preview, where no crop of a face is kept."""

from io import BytesIO
from typing import Annotated

from flask import Blueprint, Response, make_response, request
from PIL import Image
from pydantic import BaseModel, Field

from services.web.answers import Problem
from services.web.context import connection, storage
from services.web.operations import operation
from services.web.sending import guarded
from shared.db import media
from shared.errors import NotFound

bp = Blueprint("crops", __name__, url_prefix="/api")

SIZE = 150  # px, as the crops of faces
MARGIN = 0.25  # around the box, likewise

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Part(BaseModel):
    """A box in fractions of the upright picture."""

    left: Share = Field(description="where it begins from the left")
    top: Share = Field(description="where it begins from the top")
    width: Share = Field(description="its width")
    height: Share = Field(description="its height")


@bp.get("/media/<id:media_id>/crop")
@operation({400: Problem, 404: Problem}, query=Part, media=("image/webp",))
def crop(media_id: int) -> Response:
    """A square around a part of the preview; of a video that is the part of its poster."""
    asked = Part.model_validate(request.args.to_dict())
    with connection() as conn:
        stored = media.stored(conn, media_id)
    preview = storage().derived(stored.sha512, "preview.jpg")
    if not preview.is_file():
        raise NotFound("there is no picture of this file")
    with Image.open(preview) as picture:
        image = square(picture, asked)
    written = BytesIO()
    image.save(written, "WEBP", quality=85)
    answer = make_response(written.getvalue())
    answer.mimetype = "image/webp"
    answer.add_etag()
    return guarded(answer)


def square(picture: Image.Image, part: Part) -> Image.Image:
    """The part and a margin around it as a square, moved into the picture where it reaches out."""
    width, height = picture.size
    side = max(part.width * width, part.height * height) * (1 + 2 * MARGIN)
    side = min(max(side, 8), width, height)
    left = (part.left + part.width / 2) * width - side / 2
    top = (part.top + part.height / 2) * height - side / 2
    left, top = min(max(left, 0), width - side), min(max(top, 0), height - side)
    return picture.convert("RGB").resize((SIZE, SIZE), box=(left, top, left + side, top + side))
