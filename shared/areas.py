"""Parts of the world as addresses name them: `south,west,north,east`, or corners `lat lon,lat lon,…`."""

from dataclasses import dataclass
from math import isfinite

MOST_CORNERS = 200
_WORLD = 360.0

Corner = tuple[float, float]


@dataclass(frozen=True)
class Area:
    """A box in degrees, and where `corners` (latitude, longitude) are given, the shape within it.

    `west` lies in -180..180; `east` is at most 360 more, so beyond 180 where the box crosses the date line.
    """

    south: float
    west: float
    north: float
    east: float
    corners: tuple[Corner, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it goes once around the world."""
        return self.east - self.west >= _WORLD


def area(text: str) -> Area:
    """Read either notation; raises `ValueError` with what is wrong."""
    pieces = [piece.split() for piece in text.split(",")]
    try:
        numbers = [[float(number) for number in piece] for piece in pieces]
    except ValueError as error:
        raise ValueError("an area is south,west,north,east or corners as lat lon,lat lon,…") from error
    if not all(isfinite(number) and abs(number) <= 3 * _WORLD for piece in numbers for number in piece):
        raise ValueError("an area is given in degrees")
    if all(len(piece) == 1 for piece in numbers) and len(numbers) == 4:
        return _box(*(piece[0] for piece in numbers))
    if all(len(piece) == 2 for piece in numbers) and 3 <= len(numbers) <= MOST_CORNERS:
        return _shape([(latitude, longitude) for latitude, longitude in numbers])
    raise ValueError("an area is south,west,north,east or three to 200 corners as lat lon,lat lon,…")


def _box(south: float, west: float, north: float, east: float) -> Area:
    if south > north:
        raise ValueError("the south of an area lies below its north")
    if east - west >= _WORLD:
        return Area(south, -180, north, 180)
    shift = _shift(west)
    width = (east - west) % _WORLD
    return Area(south, west + shift, north, west + shift + width)


def _shape(corners: list[Corner]) -> Area:
    shift = _shift(min(longitude for _, longitude in corners))
    moved = tuple((latitude, longitude + shift) for latitude, longitude in corners)
    latitudes, longitudes = zip(*moved, strict=True)
    return Area(min(latitudes), min(longitudes), max(latitudes), max(longitudes), moved)


def _shift(west: float) -> float:
    """What brings `west` into -180..180."""
    return (west + _WORLD / 2) % _WORLD - _WORLD / 2 - west
