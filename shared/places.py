"""Names of places without asking anyone: the places of GeoNames, bundled in `gazetteer/`.

Positions are degrees; distances are along the surface of the earth.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.domain import Locality
from shared.mercator import Box

FILE = Path(__file__).parent / "gazetteer" / "places.npz"
LARGE = 100_000  # people, from which on a place is a large city
_REACH = 60.0  # km; what lies further from any place has no name
_REACH_OF_LARGE = 200.0
_REACH_OF_COUNTRIES = 250.0
_SPREAD = 0.0055  # km for the root of its people: how far a large city reaches; Paris 8, Zürich 3.6
_EARTH = 6371.0  # km
_SCALE = 1e4  # of the file's degrees
_MOST_NAMES = 3000  # that begin alike and are looked at

Numbers = NDArray[Any]


@dataclass(frozen=True)
class City:
    """A place by its name."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True)
class Place:
    """What lies near a point: the nearest place, the nearest large city, and how far each is in km."""

    name: str
    country: str
    distance: float
    large_city: str | None
    large_country: str | None
    large_distance: float | None

    def __str__(self) -> str:
        return f"{self.name}, {self.country}"


@dataclass(frozen=True)
class _Gazetteer:
    """The places, those with the most people first; `sought` are their names, folded and sorted."""

    latitude: Numbers
    longitude: Numbers
    population: Numbers
    country: Numbers
    region: Numbers
    points: Numbers  # on the unit sphere
    large: int  # how many of the first are large
    names: list[str]
    countries: list[str]
    codes: list[str]
    regions: list[str]
    sought: list[str]
    sought_place: Numbers

    def city(self, n: int) -> City:
        """The place of this number."""
        return City(
            name=self.names[n],
            country=self.countries[int(self.country[n])],
            latitude=float(self.latitude[n]),
            longitude=float(self.longitude[n]),
            population=int(self.population[n]),
        )


def near(latitude: float, longitude: float) -> Place | None:
    """The names of a point, as of `locate`; None far from every place."""
    held = _gazetteer()
    point = _points(np.array([latitude]), np.array([longitude]))[0]
    n, distance = _nearest(held.points, point)
    if distance > _REACH:
        return None
    n, distance = _city(held, point, n, distance)
    city = held.city(n)
    large, far = _nearest(held.points[: held.large], point)
    known = far <= _REACH_OF_LARGE
    return Place(
        name=city.name,
        country=city.country,
        distance=round(distance, 1),
        large_city=held.names[large] if known else None,
        large_country=held.city(large).country if known else None,
        large_distance=round(far, 1) if known else None,
    )


def locate(latitude: float, longitude: float) -> Locality | None:
    """The country, region, place and large city of a point, each None where it is too far; None at sea.

    Within a large city the place is that city and not its quarter.
    """
    held = _gazetteer()
    point = _points(np.array([latitude]), np.array([longitude]))[0]
    n, distance = _nearest(held.points, point)
    if distance > _REACH_OF_COUNTRIES:
        return None
    large, far = _nearest(held.points[: held.large], point)
    known = far <= _REACH_OF_LARGE
    city, apart = _city(held, point, n, distance)
    return Locality(
        city=whole(held.names[city]) if apart <= _REACH else None,
        region=whole(held.regions[int(held.region[n])]) or None,
        country=held.countries[int(held.country[n])],
        code=held.codes[int(held.country[n])],
        near=whole(held.names[large]) if known else None,
        kilometres=round(apart, 1),
        near_kilometres=round(far, 1) if known else None,
    )


def named(text: str, most: int = 8) -> list[City]:
    """The places whose name begins with `text`, in any case and without accents, the largest first.

    What stands behind a comma is the beginning of the country's name.
    """
    name, _, country = (folded(part.strip()) for part in text.partition(","))
    if not name:
        return []
    cities = (_gazetteer().city(n) for n in _beginning(name))
    found = (city for city in cities if folded(city.country).startswith(country))
    return [city for city, _ in zip(found, range(most), strict=False)]


def called(text: str) -> City | None:
    """The place of just this name, in any case and without accents; of several the largest.

    Larger places have their names in other languages too.
    """
    wanted, held = folded(" ".join(text.split())), _gazetteer()
    first = bisect_left(held.sought, wanted)
    same = takewhile(lambda at: held.sought[at] == wanted, range(first, len(held.sought)))
    ranks = {n: _rank(held, n, wanted, exact=True) for n in (int(held.sought_place[at]) for at in same)}
    return held.city(min(ranks, key=lambda n: (ranks[n], n))) if ranks else None


def largest(code: str) -> City | None:
    """The place with the most people of a country."""
    held = _gazetteer()
    country = held.codes.index(code) if code in held.codes else -1
    found = np.flatnonzero(held.country == country)
    return held.city(int(found[0])) if len(found) else None


def within(box: Box, most: int = 40) -> list[City]:
    """The largest places of an area, no two of them close together."""
    held = _gazetteer()
    width, height = max(box.east - box.west, 1e-9), max(box.north - box.south, 1e-9)
    from_west, from_south = (held.longitude - box.west) % 360, held.latitude - box.south
    inside = (from_south >= 0) & (from_south <= height) & (from_west <= width)
    taken: dict[tuple[int, int], int] = {}
    for n in np.flatnonzero(inside)[: 50 * most]:
        cell = int(from_west[n] / width * 8), int(from_south[n] / height * 10)
        taken.setdefault(cell, int(n))
        if len(taken) == most:
            break
    return [held.city(n) for n in taken.values()]


def folded(name: str) -> str:
    """The name without case and accents, as people type it."""
    plain = unicodedata.normalize("NFKD", name).translate(_STROKES)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


_STROKES = str.maketrans("øłđØŁĐ", "oldOLD")


def whole(name: str) -> str:
    """The name as one step of a path from country to place."""
    return name.replace(" / ", "-").replace("/", "-")


def _beginning(name: str) -> Iterator[int]:
    """Numbers of the places that have a name beginning so.

    Large cities of just this name come first, then by size, where another name than its own makes a place
    as small as a tenth of it.
    """
    held = _gazetteer()
    first = bisect_left(held.sought, name)
    end = min(first + _MOST_NAMES, len(held.sought))
    same = takewhile(lambda at: held.sought[at].startswith(name), range(first, end))
    ranks: dict[int, tuple[bool, float]] = {}
    for at in same:
        n = int(held.sought_place[at])
        rank = _rank(held, n, name, exact=held.sought[at] == name)
        ranks[n] = min(ranks.get(n, rank), rank)
    return iter(sorted(ranks, key=lambda n: (ranks[n], n)))


def _rank(held: _Gazetteer, n: int, name: str, *, exact: bool) -> tuple[bool, float]:
    own = folded(held.names[n]).startswith(name)
    return not (exact and n < held.large), -float(held.population[n]) * (1 if own else 0.1)


def _nearest(points: Numbers, point: Numbers) -> tuple[int, float]:
    likeness = np.einsum("ij,j->i", points, point)  # `@` would wake threads that take longer than the sum
    n = int(likeness.argmax())
    return n, _apart(points[n], point)


def _apart(one: Numbers, other: Numbers) -> float:
    """Kilometres between two points on the unit sphere."""
    chord = float(np.linalg.norm(one.astype(float) - other))
    return 2 * _EARTH * float(np.arcsin(min(chord / 2, 1)))


def _city(held: _Gazetteer, point: Numbers, n: int, distance: float) -> tuple[int, float]:
    """The largest city in whose reach a point lies, of the country of its nearest place `n`; else that."""
    chords = np.linalg.norm(held.points[: held.large] - point, axis=1)
    reached = chords * _EARTH < _SPREAD * np.sqrt(held.population[: held.large])
    found = np.flatnonzero(reached & (held.country[: held.large] == held.country[n]))
    if not len(found):
        return n, distance
    return int(found[0]), _apart(held.points[int(found[0])], point)


def _points(latitude: Numbers, longitude: Numbers) -> Numbers:
    up, east = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(up) * np.cos(east), np.cos(up) * np.sin(east), np.sin(up)], axis=1)


@cache
def _gazetteer() -> _Gazetteer:
    with np.load(FILE) as file:
        latitude, longitude = file["latitude"] / _SCALE, file["longitude"] / _SCALE
        population = file["population"]
        return _Gazetteer(
            latitude=latitude,
            longitude=longitude,
            population=population,
            country=file["country"],
            region=file["region"],
            points=_points(latitude, longitude),
            large=int((population >= LARGE).sum()),
            names=_lines(file["names"]),
            countries=_lines(file["countries"]),
            codes=_lines(file["codes"]),
            regions=_lines(file["regions"]),
            sought=_lines(file["sought"]),
            sought_place=file["sought_place"],
        )


def _lines(held: Numbers) -> list[str]:
    return held.tobytes().decode().split("\n")
