"""Places of real photos and of every city of GeoNames are named right, without asking anyone.

The ground truth is of 2017 and names the nearest city of 15,000 people.  Ours may be a village nearer by, so
what must be right is the city, or the nearest large city, which both know.
"""

import csv
import gzip
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from random import Random

import pytest

from shared import places

NEAR = 12.0  # km between two positions of one large city, which is a point in neither list
EARTH = 6371.0


@dataclass(frozen=True)
class City:
    name: str
    latitude: float
    longitude: float
    country: str
    population: int


@pytest.fixture(scope="module")
def cities(corpus: Path) -> list[City]:
    with gzip.open(corpus / "geo/cities15000_2017.csv.gz", "rt") as file:
        return [
            City(row["name"], float(row["lat"]), float(row["lon"]), row["country"], int(row["population"]))
            for row in csv.DictReader(file)
        ]


def apart(latitude: float, longitude: float, city: City) -> float:
    """Kilometres along the surface (the haversine formula)."""
    north, east = radians(city.latitude - latitude), radians(city.longitude - longitude)
    held = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(city.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(held))


def nearest(latitude: float, longitude: float, cities: list[City]) -> City:
    return min(cities, key=lambda city: apart(latitude, longitude, city))


def same(found: str | None, cities: list[City], latitude: float, longitude: float) -> bool:
    """Whether what we name is the city that the list names, by its name, or lies where that one lies."""
    truth = nearest(latitude, longitude, cities)
    if found is None:
        return False
    if places.folded(found) == places.folded(truth.name):
        return True
    ours = [one for one in places.named(found, most=40) if one.name == found]
    return any(apart(one.latitude, one.longitude, truth) < NEAR for one in ours)


def test_the_photos_of_the_corpus_are_named_right(corpus, cities):
    with (corpus / "geo/gps_expected.csv").open(newline="") as file:
        photos = [row for row in csv.DictReader(file) if row["country"] and "no fix" not in row["note"]]
    large = [city for city in cities if city.population >= places.LARGE]
    countries = named = 0
    for row in photos:
        latitude, longitude = float(row["lat"]), float(row["lon"])
        found = places.locate(latitude, longitude)
        countries += found is not None and found.code == row["country"]
        city = found and found.city and places.folded(found.city)
        right = city == places.folded(row["nearest_city_over_15000"])
        named += right or (found is not None and same(found.near, large, latitude, longitude))
    print(f"{len(photos)} photos: country {countries}, city or large city {named}")
    assert len(photos) > 20
    assert countries >= 0.98 * len(photos)
    assert named >= 0.95 * len(photos)


def test_points_around_every_city_are_named_right(cities):
    chance = Random(7)
    large = [city for city in cities if city.population >= places.LARGE]
    sample = chance.sample(cities, 1500)
    countries = named = 0
    for city in sample:
        latitude, longitude = city.latitude + chance.gauss(0, 0.01), city.longitude + chance.gauss(0, 0.01)
        found = places.locate(latitude, longitude)
        countries += found is not None and found.code == city.country
        right = found is not None and found.city is not None
        right = right and places.folded(found.city) == places.folded(city.name)
        named += right or (found is not None and same(found.near, large, latitude, longitude))
    print(f"{len(sample)} points: country {countries}, city or large city {named}")
    assert countries >= 0.98 * len(sample)
    assert named >= 0.95 * len(sample)
