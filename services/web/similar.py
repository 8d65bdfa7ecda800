"""The API's similar pictures: those that look like some examples, with their distances."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.filters import Ids, parse
from services.web.operations import operation
from shared.db import similar
from shared.db.media import Tile, tiles
from shared.db.similar import Like
from shared.domain import MediaKind

bp = Blueprint("similar", __name__, url_prefix="/api")


class Nearness(BaseModel):
    """The examples, by what files are compared with them, and how near is near enough."""

    like: Ids = Field((), description="id of an example; of several the nearest counts")
    by: similar.By = Field(
        "embedding",
        description="`embedding`: what a picture looks like; `hash`: how light and dark lie in it;"
        " `description`: which labels and tags it has",
    )
    distance: float | None = Field(
        None,
        gt=0,
        le=256,
        allow_inf_nan=False,
        description="Euclidean, of two embeddings at most 2; of two hashes the bits of 256 that differ;"
        " of two descriptions the share of their labels and tags that one of them lacks",
    )
    limit: int = Field(100, ge=1, le=similar.MOST, description="files at most")


@dataclass(frozen=True)
class Similar:
    """A file that looks like an example; `start` is the second of the frame that does."""

    id: int
    name: str
    kind: MediaKind
    taken_at: datetime
    start: float | None
    distance: float


@dataclass(frozen=True)
class Alike:
    """The files that look like the examples, the nearest first, and none of these."""

    files: tuple[Similar, ...]


@bp.get("/similar")
@operation({200: Alike, 400: Problem}, query=Nearness)
def list_similar() -> Response:
    """The files that look like one or more examples, under the same filters as pages of files."""
    given = {name: value for name, value in request.args.items() if value and name != "like"}
    asked, selection = Nearness.model_validate(given), parse(request.args).selection
    with connection() as conn:
        found = similar.like(
            conn, selection.like, selection, by=asked.by, limit=asked.limit, within=asked.distance
        )
        known = {tile.id: tile for tile in tiles(conn, [one.media_id for one in found])}
    return answer(Alike(tuple(_told(known[one.media_id], one) for one in found)))


def _told(tile: Tile, one: Like) -> Similar:
    return Similar(tile.id, tile.name, tile.kind, tile.taken_at, one.start, one.distance)
