"""Cells of a map become clusters: those that would lie upon each other on the screen are joined."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shared.db.places import Cell
from shared.mercator import FINEST, Box, bounds, latitude, longitude

TILE = 256  # pixels of a map tile
APART = 58  # pixels between two clusters, at least
_MOST_PARTS = 10  # areas that one search may name

Seat = tuple[int, int]


@dataclass(frozen=True)
class Cluster:
    """Files that stand on a map as one: how many of each year, and how many a person put there.

    `area` lists boxes (south, west, north, east) that hold just them, as for the search; `media_id` is one
    of the files, and `version` changes with its thumbnail's content.
    """

    latitude: float
    longitude: float
    count: int
    placed_by_person: int
    years: dict[int, int]
    area: list[str]
    media_id: int
    name: str
    version: str


def clusters(cells: Iterable[Cell], level: int, zoom: int) -> list[Cluster]:
    """Join cells that lie close together at `zoom`, around those with the most files."""
    reach = (APART << FINEST) / (TILE << zoom)
    groups: dict[Seat, list[list[Cell]]] = {}
    found: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: (-cell.files, cell.key)):
        seat = int(cell.x / reach), int(cell.y / reach)
        group = _beside(groups, seat, cell, reach)
        if group is None:
            group = []
            groups.setdefault(seat, []).append(group)
            found.append(group)
        group.append(cell)
    return [_cluster(group, level) for group in found]


def _beside(groups: dict[Seat, list[list[Cell]]], seat: Seat, cell: Cell, reach: float) -> list[Cell] | None:
    """The group around a cell that lies too near for this one to stand alone."""
    near = [(seat[0] + right, seat[1] + down) for right in (-1, 0, 1) for down in (-1, 0, 1)]
    return next(
        (
            group
            for place in near
            for group in groups.get(place, [])
            if len(group) < _MOST_PARTS and _apart(group[0], cell) < reach
        ),
        None,
    )


def _apart(one: Cell, other: Cell) -> float:
    return max(abs(one.x - other.x), abs(one.y - other.y))


def _cluster(group: list[Cell], level: int) -> Cluster:
    first = group[0]
    years: Counter[int] = Counter()
    for cell in group:
        years.update(dict(zip(cell.years, cell.counts, strict=True)))
    return Cluster(
        latitude=round(latitude(first.y), 6),
        longitude=round(longitude(first.x), 6),
        count=sum(cell.files for cell in group),
        placed_by_person=sum(cell.by_hand for cell in group),
        years=dict(sorted(years.items())),
        area=[_written(bounds(cell.key, level)) for cell in group],
        media_id=first.media_id,
        name=first.name,
        version=first.version,
    )


def _written(box: Box) -> str:
    return f"{box.south:.7f},{box.west:.7f},{box.north:.7f},{box.east:.7f}"
