"""Every country of the gazetteer lies on one continent."""

import pytest

from shared import continents, places


@pytest.mark.parametrize(
    ("code", "name"),
    [("IT", "Europe"), ("US", "North America"), ("BR", "South America"), ("JP", "Asia"), ("AU", "Oceania")],
)
def test_a_country_lies_on_its_continent(code, name):
    assert continents.of(code) == name


def test_every_country_of_the_gazetteer_has_one():
    codes = {places.locate(city.latitude, city.longitude).code for city in places.named("san", most=300)}
    assert len(codes) > 20
    assert all(continents.of(code) for code in codes)
    assert continents.of("XX") is None
