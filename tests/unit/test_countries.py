"""What countries and cities are called in other languages."""

import subprocess
import sys

import pytest

from shared import countries, places
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Germany", "DE"), ("Deutschland", "DE"), ("allemagne", "DE"), ("Německo", "DE"), ("nemecko", "DE"),
        ("Holland", "NL"), ("The Netherlands", "NL"), ("Pays-Bas", "NL"), ("USA", "US"), ("日本", "JP"),
        ("Великобритания", "GB"), ("great  britain", "GB"), ("Ivory Coast", "CI"), ("Atlantis", None),
        ("", None), ("Georgia", "GE"),
    ],
)  # fmt: skip
def test_a_country_is_known_in_many_languages(name, code):
    assert countries.code(name) == code


def test_every_country_is_called_as_the_places_call_it():
    for name in ("Köln", "Amsterdam", "Osaka", "Sydney"):
        city = places.called(name)
        assert countries.called(countries.code(city.country)) == city.country
    assert countries.called("XX") == ""


def test_no_name_means_two_countries():
    own = {line.split("\t")[1] for line in countries.FILE.read_text("utf-8").splitlines()}
    for line in countries.FILE.read_text("utf-8").splitlines():
        code, name, others = line.split("\t")
        for other in [name, *filter(None, others.split(", "))]:
            assert countries.code(other) == code
            assert other == name or other not in own


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("Cologne", "Köln"), ("Wien", "Vienna"), ("München", "Munich"), ("firenze", "Florence"),
        ("Bombay", "Mumbai"), ("Seville", "Sevilla"), ("Praha", "Prague"), ("Nice", "Nice"),
        ("Colog", None), ("", None), ("zzzz", None),
    ],
)  # fmt: skip
def test_a_large_city_is_known_by_its_names_in_other_languages(name, city):
    found = places.called(name)
    assert (found.name if found else None) == city


def test_the_table_is_what_its_script_makes(tmp_path):
    out = tmp_path / "countries.tsv"
    subprocess.run([sys.executable, ROOT / "scripts/countries", "--out", out], check=True)
    assert out.read_text("utf-8") == countries.FILE.read_text("utf-8")
