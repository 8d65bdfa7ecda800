"""The background of maps: tiles of the configured server, handed on by this one.

So the browser asks no one else, the policy of its pages stays strict, and the tile server learns no
one's address but this machine's.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, make_response, request, url_for

from services.web.answers import Problem, answer, problem
from services.web.context import settings
from services.web.operations import operation
from services.web.sending import guarded
from services.web.tile_cache import Tiles
from services.web.tile_server import NoSuchTile, TileUnavailable
from shared.settings import Settings

bp = Blueprint("tiles", __name__, url_prefix="/api")

FINEST = 19
RETRY_AFTER = 15
IN_BROWSER = "private, max-age=86400"
OSM = "openstreetmap.org"


@dataclass(frozen=True)
class Ground:
    """Where a map gets its tiles, and whom to name for them; no `template` where there are none."""

    template: str | None
    attribution: str
    link: str | None


def lend_tiles(app: Flask, held: Settings) -> None:
    """Make the tiles known to the views."""
    app.extensions["tiles"] = Tiles(held.map_tiles, held.data / "tiles") if held.map_tiles else None


@bp.get("/tiles")
@operation({200: Ground})
def show_ground() -> Response:
    """Where a map gets its tiles."""
    held = settings()
    if not held.map_tiles:
        return answer(Ground(None, "", None))
    address = url_for("tiles.show_tile", z=0, x=0, y=0).removesuffix("/0/0/0")
    ours = (urlsplit(held.map_tiles).hostname or "").endswith(OSM)
    link = f"https://www.{OSM}/copyright" if ours else None
    return answer(Ground(address + "/{z}/{x}/{y}", held.map_attribution, link))


@bp.get("/tiles/<int:z>/<int:x>/<int:y>")
@operation({404: Problem, 503: Problem}, media=("image/png", "image/jpeg", "image/webp"))
def show_tile(z: int, x: int, y: int) -> Response:
    """One tile of the map."""
    tiles: Tiles | None = current_app.extensions["tiles"]
    if tiles is None or z > FINEST or max(x, y) >= 1 << z:
        abort(404, "there is no such tile")
    try:
        found = tiles.tile(z, x, y)
    except NoSuchTile:
        abort(404, "there is no such tile")
    except TileUnavailable as error:
        refused = problem(503, "Service Unavailable", str(error))
        refused.headers["Retry-After"] = str(RETRY_AFTER)
        return refused
    response = make_response(found.body)
    response.mimetype = found.kind
    response.add_etag()
    response = guarded(response)
    response.headers["Cache-Control"] = IN_BROWSER
    response.make_conditional(request)
    return response
