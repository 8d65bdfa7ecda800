"""Cells of the Web Mercator square, numbered so that all within a greater cell lie in a row.

Level `n` has 2^n columns and rows; the finest, 26, is that of the table `place`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asinh, atan, degrees, floor, pi, radians, sinh, tan

FINEST = 26
_EDGE = 85.06  # degrees; what lies nearer to a pole stands at the edge
_FEW = 64  # cells by which an area is covered, at most

Span = tuple[int, int]  # keys, the last one included


@dataclass(frozen=True)
class Box:
    """An area in degrees; one that crosses the date line has its `east` beyond 180."""

    south: float
    west: float
    north: float
    east: float


def boxed(south: float, west: float, north: float, east: float) -> Box:
    """The box with its `west` in -180..180; a map that shows the world twice shows it once."""
    if east - west >= 360:
        return Box(south, -180, north, 180)
    shift = (west + 180) % 360 - 180 - west
    width = (east - west) % 360
    return Box(south, west + shift, north, west + shift + width)


def column(longitude: float, level: int) -> int:
    """The column that a longitude lies in; it may be one beyond the last."""
    return floor((longitude + 180) / 360 * (1 << level))


def row(latitude: float, level: int) -> int:
    """The row that a latitude lies in, the northernmost being 0."""
    angle = radians(max(min(latitude, _EDGE), -_EDGE))
    return min(max(floor((1 - asinh(tan(angle)) / pi) / 2 * (1 << level)), 0), (1 << level) - 1)


def longitude(x: float, level: int = FINEST) -> float:
    """Longitude of a column's western edge."""
    return x / (1 << level) * 360 - 180


def latitude(y: float, level: int = FINEST) -> float:
    """Latitude of a row's northern edge."""
    return degrees(atan(sinh(pi * (1 - 2 * y / (1 << level)))))


def bounds(key: int, level: int) -> Box:
    """The area of a cell."""
    x, y = place(key, level)
    return Box(latitude(y + 1, level), longitude(x, level), latitude(y, level), longitude(x + 1, level))


def place(key: int, level: int) -> tuple[int, int]:
    """Column and row of the cell `key`."""
    x = y = 0
    for bit in range(level):
        x |= (key >> 2 * bit & 1) << bit
        y |= (key >> 2 * bit + 1 & 1) << bit
    return x, y


def spans(box: Box, level: int) -> list[Span]:
    """The keys of a level that cover `box`, as few rows of them as come close to it."""
    coarse = next(n for n in range(level, -1, -1) if n == 0 or _cells(box, n) <= _FEW)
    found: list[Span] = []
    for key in sorted(set(_covering(box, coarse))):
        first, last = key << 2 * (level - coarse), ((key + 1) << 2 * (level - coarse)) - 1
        if found and found[-1][1] == first - 1:
            first = found.pop()[0]
        found.append((first, last))
    return found


def _cells(box: Box, level: int) -> int:
    width = column(box.east, level) - column(box.west, level) + 1
    return width * (row(box.south, level) - row(box.north, level) + 1)


def _covering(box: Box, level: int) -> Iterator[int]:
    for y in range(row(box.north, level), row(box.south, level) + 1):
        for x in range(column(box.west, level), column(box.east, level) + 1):
            yield _key(x % (1 << level), y, level)


def _key(x: int, y: int, level: int) -> int:
    return sum((x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(level))
