"""The API's map: where the files were taken, the names of places, and the tiles below them."""

from dataclasses import dataclass
from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field

from services.web.answers import Problem, answer
from services.web.clusters import Cluster, clusters
from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.operations import operation
from shared import places as gazetteer
from shared.db import places
from shared.db.places import View, Year
from shared.mercator import FINEST, Box, boxed
from shared.places import City, Place

bp = Blueprint("atlas", __name__, url_prefix="/api")

CELLS = 2  # levels below that of the tiles: cells of 64 pixels

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-1080, le=1080, allow_inf_nan=False)]


class Look(BaseModel):
    """What a map shows; `east` may be beyond 180 or below `west` where it crosses the date line."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    south: Latitude = Field(-90, description="degrees")
    west: Longitude = Field(-180, description="degrees")
    north: Latitude = Field(90, description="degrees")
    east: Longitude = Field(180, description="degrees; beyond 180 or below `west` across the date line")
    zoom: int = Field(2, ge=0, le=22, description="as of map tiles: 0 is the world in 256 pixels")
    hidden: Annotated[tuple[int, ...], Field(max_length=300)] = Field((), description="years left out")

    @property
    def box(self) -> Box:
        """The area, its `west` in -180..180."""
        return boxed(self.south, self.west, self.north, self.east)


class Sight(Look, Filters):
    """What a map shows of a part of the library."""


class Point(BaseModel):
    """One place on earth."""

    latitude: Latitude = Field(description="degrees")
    longitude: Longitude = Field(description="degrees")


class Name(BaseModel):
    """A name of a place as far as a person typed it; a comma and the country may follow."""

    q: str = Field("", max_length=100, description="the beginning of a name, as in `par` or `paris, fr`")


@dataclass(frozen=True)
class Clusters:
    """The files in and a little around an area: all of the search, or those among its `newest`."""

    clusters: list[Cluster]
    newest: int | None


@dataclass(frozen=True)
class Years:
    """How many files of each year have a place, and how many none: all of the search, or its `newest`."""

    years: list[Year]
    unplaced: int
    newest: int | None


@dataclass(frozen=True)
class Cities:
    """Places by their names."""

    places: list[City]


@dataclass(frozen=True)
class Nearest:
    """What lies near a point; nothing where that is far from every place."""

    place: Place | None


@bp.get("/map")
@operation({200: Clusters, 400: Problem}, query=Sight)
def show_map() -> Response:
    """The clusters of an area, under the filters of a search.

    Where more files lie in it than can be looked at, those among the newest of the search are counted.
    """
    look, filters = looked(), parse(request.args)
    level = min(look.zoom + CELLS, FINEST)
    with connection() as conn:
        found = places.cells(conn, filters.selection, View(look.box, level, look.hidden))
    return answer(Clusters(clusters(found.cells, level, look.zoom), found.newest))


@bp.get("/map/years")
@operation({200: Years, 400: Problem}, query=Filters)
def list_years() -> Response:
    """The years of the files on the map, under the filters of a search, and how many have no place."""
    selection = parse(request.args).selection
    with connection() as conn:
        found = places.legend(conn, selection)
    return answer(Years(found.years, found.unplaced, found.newest))


@bp.get("/places")
@operation({200: Cities, 400: Problem}, query=Name)
def find_places() -> Response:
    """Places whose name begins so, the largest first."""
    return answer(Cities(gazetteer.named(Name.model_validate(request.args.to_dict()).q)))


@bp.get("/places/within")
@operation({200: Cities, 400: Problem}, query=Look)
def list_places() -> Response:
    """The largest places of an area, apart from each other."""
    return answer(Cities(gazetteer.within(looked().box)))


@bp.get("/places/near")
@operation({200: Nearest, 400: Problem}, query=Point)
def name_place() -> Response:
    """The nearest place and the nearest large city."""
    point = Point.model_validate(request.args.to_dict())
    return answer(Nearest(gazetteer.near(point.latitude, (point.longitude + 180) % 360 - 180)))


def looked() -> Look:
    """What the request's map shows."""
    given = {name: value for name, value in request.args.items() if value}
    return Look.model_validate(given | {"hidden": [year for year in request.args.getlist("hidden") if year]})
