"""Names of places come from the bundled gazetteer."""

import pytest

from shared import places
from shared.mercator import Box


def test_a_point_has_the_name_of_the_nearest_place_and_of_the_nearest_large_city():
    """P13: Versailles lies beside Paris."""
    place = places.near(48.8049, 2.1204)
    assert place
    assert (place.name, place.country, place.large_city) == (
        "Versailles",
        "France",
        "Saint-Quentin-en-Yvelines",
    )
    assert place.distance < 2 < (place.large_distance or 0) < 20


def test_the_middle_of_an_ocean_has_no_name():
    assert places.near(-35.0, -120.0) is None


def test_a_place_beside_the_date_line_is_found_from_its_other_side():
    names = {str(places.near(66.32, longitude)) for longitude in (179.9, -179.9)}
    assert names == {"Egvekinot, Russia"}


def test_a_place_without_a_large_city_around_it_names_none():
    place = places.near(64.1835, -51.7216)
    assert place
    assert (place.name, place.large_city) == ("Nuuk", None)


@pytest.mark.parametrize(
    ("typed", "name", "country"),
    [
        ("paris", "Paris", "France"),
        ("Paris, united st", "Paris", "United States"),
        ("koln", "Köln", "Germany"),
        ("MÜNCH", "Munich", "Germany"),
        ("lodz", "Łódź", "Poland"),
        ("são pau", "São Paulo", "Brazil"),
    ],
)
def test_places_are_found_by_how_people_type_them(typed, name, country):
    found = places.named(typed)
    assert (found[0].name, found[0].country) == (name, country)


def test_places_whose_own_name_begins_so_come_before_those_of_other_names():
    assert [city.name for city in places.named("par")][:2] == ["Paris", "Paranaque City"]
    assert places.named("Cologne")[0].name == "Köln"


@pytest.mark.parametrize("nonsense", ["", "  ", ",", "zzqqxx", "%_'\"<b>", "\x00", "Paris, Narnia"])
def test_nonsense_finds_no_place(nonsense):
    assert places.named(nonsense) == []


def test_an_area_is_labelled_with_its_largest_cities_apart_from_each_other():
    names = [city.name for city in places.within(Box(41, -10, 52, 10), most=12)]
    assert "Paris" in names
    assert len(names) == 12
    assert "Boulogne-Billancourt" not in names


def test_an_area_across_the_date_line_holds_places_on_both_sides():
    longitudes = [city.longitude for city in places.within(Box(-25, 170, -10, 190))]
    assert min(longitudes) < 0 < max(longitudes)


@pytest.mark.parametrize(
    ("latitude", "longitude", "city", "region", "code"),
    [
        (48.8584, 2.2945, "Paris", "Île-de-France", "FR"),  # the Eiffel Tower, in the quarter Passy
        (47.37, 8.54, "Zürich", "Zürich", "CH"),
        (-33.8568, 151.2153, "Sydney", "New South Wales", "AU"),
        (43.4672, 11.8854, "Arezzo", "Tuscany", "IT"),
        (48.8049, 2.1204, "Versailles", "Île-de-France", "FR"),
        (42.697, 9.45, "Bastia", "Corse", "FR"),
    ],
)
def test_a_point_in_a_large_city_lies_in_that_and_not_in_a_quarter(latitude, longitude, city, region, code):
    found = places.locate(latitude, longitude)
    assert places.near(latitude, longitude).name == city
    assert (found.city, found.region, found.code) == (city, region, code)


def test_far_from_every_place_there_is_the_country_alone_and_at_sea_nothing():
    desert = places.locate(23.5, 10.5)
    assert (desert.city, desert.code, desert.near) == (None, "DZ", None)
    assert places.locate(-40.0, -120.0) is None
    assert places.locate(0.0, 0.0) is None


def test_a_place_is_one_step_of_a_path():
    assert "/" not in (places.locate(47.1368, 7.2468).city or "")  # Biel/Bienne
