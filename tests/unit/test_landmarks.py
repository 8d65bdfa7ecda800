"""Sights by their names: where they are, in searches and in sentences."""

from datetime import date

import pytest

from shared import landmarks, places
from shared.query import sentence
from shared.query.printer import written
from shared.query.reading import read

COUNTRIES = {
    "Eiffel Tower": "France", "Stonehenge": "United Kingdom", "Giant's Causeway": "United Kingdom",
    "Cliffs of Moher": "Ireland", "Neuschwanstein": "Germany", "Matterhorn": "Switzerland",
    "Charles Bridge": "Czechia", "Lake Garda": "Italy", "Alhambra": "Spain", "Acropolis": "Greece",
    "Hagia Sophia": "Turkey", "Red Square": "Russia", "Grand Canyon": "United States",
    "CN Tower": "Canada", "Chichen Itza": "Mexico", "Machu Picchu": "Peru", "Christ the Redeemer": "Brazil",
    "Taj Mahal": "India", "Forbidden City": "China", "Mount Fuji": "Japan", "Angkor Wat": "Cambodia",
    "Petra": "Jordan", "Sphinx": "Egypt", "Table Mountain": "South Africa", "Uluru": "Australia",
    "Ayers Rock": "Australia", "Milford Sound": "New Zealand",
}  # fmt: skip


def test_sights_lie_in_their_countries():
    found = {name: landmarks.called(name) for name in COUNTRIES}
    around = {name: places.locate(one.latitude, one.longitude) for name, one in found.items()}
    assert {name: place.country for name, place in around.items()} == COUNTRIES


def test_every_sight_has_a_name_and_a_reach_of_its_own():
    known = [one for begin in "abcdefghijklmnopqrstuvwxyz" for one in landmarks.named(begin, 200)]
    assert len(set(known)) == len(landmarks.FILE.read_text("utf-8").splitlines()) >= 90
    assert all(one.name and 1 <= one.reach <= 300 for one in known)


@pytest.mark.parametrize("name", ["Eiffel Tower", "the eiffel tower", "TOUR EIFFEL", "Eiffelturm"])
def test_a_sight_is_known_in_any_case_and_by_its_other_names(name):
    assert landmarks.called(name).name == "Eiffel Tower"


def test_a_search_near_a_sight_is_one_around_it():
    query = read('near:"Eiffel Tower" within 1km').query
    assert query.condition.at == (48.8584, 2.2945)
    assert read("near:Louvre").query.condition.at == (48.8606, 2.3376)  # and not Louvres


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("photos near the Eiffel tower", 'kind:image (near:"Eiffel Tower" within 1km or "Eiffel tower")'),
        ("near the eiffel tower at night",
         '(near:"Eiffel Tower" within 1km or "eiffel tower") (night or nighttime)'),
        ("last summer at the Sydney Opera House",
         'date in [2025-12-01:2026-02-28] (near:"Sydney Opera House" within 1km or "Sydney Opera House")'),
        ("within 5 km of the Colosseum", "near:Colosseum within 5km"),
    ],
)  # fmt: skip
def test_a_sentence_may_name_a_sight(text, made):
    assert written(sentence.read(text, date(2026, 11, 29))) == made
