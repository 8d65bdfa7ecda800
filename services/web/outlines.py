"""Hands out the points of the faces, bodies and hands of a file, which the viewer draws over it."""

from dataclasses import dataclass

from flask import Blueprint, Response

from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.operations import operation
from shared.db import media, outlines

bp = Blueprint("outlines", __name__, url_prefix="/api")


@dataclass(frozen=True)
class Outlines:
    """Every face, body and hand of a file whose points are known; those of a film in order of time."""

    outlines: tuple[outlines.Marked, ...]


@bp.get("/media/<id:media_id>/outlines")
@operation({200: Outlines, 404: Problem})
def show(media_id: int) -> Response:
    """The points of faces with their irises, of bodies and of hands, and what the hands show."""
    with connection() as conn:
        media.stored(conn, media_id)
        return answer(Outlines(tuple(outlines.of(conn, media_id))))
