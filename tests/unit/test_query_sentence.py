"""Plain sentences: what they become, with the day they are read on."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.query import sentence
from shared.query.parser import parse
from shared.query.printer import written
from shared.query.seasons import Seasons
from shared.query.sentence import Known
from shared.query.synonyms import GROUPS, STOP
from shared.query.tree import And, Or, Words, conjuncts

TODAY = date(2026, 11, 28)  # a Saturday
KNOWN = Known(cameras=("iPhone 12", "NIKON D90"), people=("Anna", "Ben Smith"))


def read(text, today=TODAY, known=KNOWN):
    return written(sentence.read(text, today, known))


def test_a_sentence_of_the_issue_asks_for_everything_that_it_names():
    made = sentence.read(
        "Happy woman in her 20s in Miami wearing a dress, dining outdoors last summer", TODAY, KNOWN
    )
    assert [written(type(made)(part)) for part in conjuncts(made.condition)] == [
        'happy or smiling or smile or joyful or happiness or "laughing"',
        'woman or female or lady or women or "girl"',
        '20s or 20ies or "twenties"',
        'near:Miami within 30km or "Miami"',
        'dress or "gown"',
        'food or meal or dinner or dining or lunch or "breakfast"',
        'outdoors or outdoor or "outside"',
        "date in [2026-06-01:2026-08-31]",
    ]
    assert isinstance(made.condition, And)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("photos of Ben", "kind:image person:Ben"),
        ("Anna without Ben", "person:Anna not person:Ben"),
        ("only Ben and Anna", "only:(Ben, Anna)"),
        ("photos of Florence", "kind:image person:Florence"),
        ("Ben in Florence", "ben (near:Florence within 30km or Florence)"),
        ("Florence by night", "florence (night or nighttime)"),
        ("a cup of florence", "cup (near:florence within 30km or florence)"),
    ],
)
def test_somebody_is_meant_by_the_first_of_their_names_too(text, made):
    known = Known(people=("Anna", "Ben Smith", "Florence Nightingale"))
    assert read(text, known=known) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("today", "date:2026-11-28"),
        ("yesterday", "date:2026-11-27"),
        ("the day before yesterday", "date:2026-11-26"),
        ("this morning", "date:2026-11-28 hour in [5:11]"),
        ("yesterday evening", "date:2026-11-27 hour in [17:21]"),
        ("last night", "date:2026-11-27 hour in [18:23]"),
        ("three days ago", "date:2026-11-25"),
        ("two weeks ago", "date in [2026-11-09:2026-11-15]"),
        ("a month ago", "date:2026-10"),
        ("12 months ago", "date:2025-11"),
        ("5 years ago", "year:2021"),
        ("this week", "date in [2026-11-23:2026-11-29]"),
        ("last week", "date in [2026-11-16:2026-11-22]"),
        ("last weekend", "date in [2026-11-21:2026-11-22]"),
        ("this weekend", "date in [2026-11-28:2026-11-29]"),
        ("this month", "date:2026-11"),
        ("last month", "date:2026-10"),
        ("last year", "year:2025"),
        ("this year", "year:2026"),
        ("last summer", "date in [2026-06-01:2026-08-31]"),
        ("this summer", "date in [2026-06-01:2026-08-31]"),
        ("last winter", "date in [2025-12-01:2026-02-28]"),
        ("summer 2019", "date in [2019-06-01:2019-08-31]"),
        ("in the winter of 2019", "date in [2019-12-01:2020-02-29]"),
        ("in 2019", "year:2019"),
        ("since 2019", "year >= 2019"),
        ("before 2019", "year < 2019"),
        ("after 2019", "year > 2019"),
        ("between 2015 and 2019", "year in [2015:2019]"),
        ("from 2015 to 2019", "year in [2015:2019]"),
        ("in the 90s", "year in [1990:1999]"),
        ("in the 2010s", "year in [2010:2019]"),
        ("in May", "month:5"),
        ("in May 2019", "date:2019-05"),
        ("last May", "date:2026-05"),
        ("last December", "date:2025-12"),
        ("May 5 2019", "date:2019-05-05"),
        ("on the 4th of July 2020", "date:2020-07-04"),
        ("4 July", "month:7 day:4"),
        ("on Monday", "date:2026-11-23"),
        ("last Saturday", "date:2026-11-21"),
        ("christmas 2020", "date in [2020-12-24:2020-12-26]"),
        ("Christmas", "month:12 day in [24:26]"),
        ("last christmas", "date in [2025-12-24:2025-12-26]"),
        ("halloween 2021", "date:2021-10-31"),
    ],
)
def test_times_become_days(text, made):
    assert read(text) == made


@pytest.mark.parametrize(
    ("text", "today", "made"),
    [
        ("last summer", date(2026, 11, 28), "date in [2025-12-01:2026-02-28]"),
        ("last summer", date(2026, 1, 10), "date in [2024-12-01:2025-02-28]"),
        ("this summer", date(2026, 1, 10), "date in [2025-12-01:2026-02-28]"),
        ("last winter", date(2026, 11, 28), "date in [2026-06-01:2026-08-31]"),
        ("autumn 2020", date(2026, 11, 28), "date in [2020-03-01:2020-05-31]"),
        ("spring 2020", date(2026, 11, 28), "date in [2020-09-01:2020-11-30]"),
        ("summer 2020 in Oslo", date(2026, 11, 28),
         'date in [2020-06-01:2020-08-31] (near:Oslo within 30km or Oslo)'),
    ],
)  # fmt: skip
def test_the_seasons_of_a_house_in_the_south_are_turned(text, today, made):
    known = replace(KNOWN, seasons=Seasons(south=True, both=True))
    assert read(text, today, replace(known, seasons=Seasons(south=True))) == made
    if "Oslo" in text:
        assert read(text, today, known) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("last summer in Sydney", "date in [2025-12-01:2026-02-28]"),
        ("in Cape Town in the winter of 2019", "date in [2019-06-01:2019-08-31]"),
        ("summer 2019 in Singapore", "date in [2019-06-01:2019-08-31]"),
        ("last summer in Miami", "date in [2026-06-01:2026-08-31]"),
        ("last summer in Australia", "date in [2025-12-01:2026-02-28]"),
        ("last winter in Neuseeland", "date in [2026-06-01:2026-08-31]"),
    ],
)
def test_a_place_that_is_named_has_its_own_seasons(text, made):
    assert made in read(text)


def test_where_both_halves_are_in_the_library_each_file_has_its_own_summer():
    assert read("last summer", known=replace(KNOWN, seasons=Seasons(both=True))) == (
        "date in [2026-06-01:2026-08-31] not latitude < -23.4"
        " or date in [2025-12-01:2026-02-28] latitude < -23.4"
    )
    assert read("last summer", known=replace(KNOWN, seasons=Seasons(south=True, both=True))) == (
        "date in [2025-12-01:2026-02-28] not latitude > 23.4"
        " or date in [2026-06-01:2026-08-31] latitude > 23.4"
    )


def test_a_winter_that_lasts_is_this_and_not_the_last():
    assert read("this winter", date(2026, 1, 10)) == "date in [2025-12-01:2026-02-28]"
    assert read("last winter", date(2026, 1, 10)) == "date in [2024-12-01:2025-02-28]"


def test_last_summer_during_summer_is_the_one_of_the_year_before():
    assert read("last summer", date(2026, 7, 1)) == "date in [2025-06-01:2025-08-31]"
    assert read("last weekend", date(2026, 11, 25)) == "date in [2026-11-21:2026-11-22]"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("three dogs", "count(dog) >= 3"),
        ("two people", "count(person) >= 2"),
        ("three kids", "count(person) >= 3 (child or kid or children or kids or baby or toddler)"),
        ("more than two friends", "count(person) > 2 (friends or friend)"),
        ("a couple of cats", "count(cat) >= 2"),
        ("5 persons", "count(person) >= 5"),
        ("a dog", '"dog"'),
        ("dogs", '"dog"'),
        ("knives", '"knife"'),
        ("a girl", 'woman or female or lady or women or "girl"'),
        ("the skyscraper", 'building or house or skyscraper or buildings or "houses"'),
        ("a monastery", 'church or monastery or cathedral or "chapel"'),
        ("motorcycles", 'motorcycle or motorbike or "bike"'),
        ("a man in his 30s", '(man or male or men or boy or guy) (30s or 30ies or thirties)'),
        ("in Miami", 'near:Miami within 30km or "Miami"'),
        ("a dog in New York City", 'dog (near:"New York City" within 30km or "New York City")'),
        ("photos of Anna", "kind:image person:Anna"),
        ("ben smith and anna", 'person:"Ben Smith" person:Anna'),
        ("Cologne", 'near:Cologne within 30km or "Cologne"'),
        ("munich", 'near:munich within 30km or "munich"'),
        ("a dog in Wien", 'dog (near:Wien within 30km or Wien)'),
        ("dogs in cologne", 'dog (near:cologne within 30km or cologne)'),
        ("in Holland", 'country:"The Netherlands" or "Holland"'),
        ("in the USA", 'country:"United States" or "USA"'),
        ("Deutschland", 'country:Germany or "Deutschland"'),
        ("to the moon", '"moon"'),
        ("nice dog", 'nice "dog"'),
        ("videos with nikon d90", 'kind:video camera:"NIKON D90"'),
        ("beach without people", '(beach or seaside or shore) count(person) = 0 count(faces) = 0'),
        ("no dogs", "-dog"),
        ("in the of with using wearing and at during on having eating", ""),
    ],
)  # fmt: skip
def test_things_people_and_places_become_what_finds_them(text, made):
    assert read(text) == made


def test_a_sentence_is_told_from_words():
    assert sentence.spoken("happy woman in Miami last summer", TODAY)
    assert not sentence.spoken("dog umbrella grass", TODAY)
    assert not sentence.spoken("last summer", TODAY)
    for few in ("Holland", "in Munich", "girl", "last summer", "two dogs", "dogs"):
        assert sentence.spoken(few, TODAY, least=1)
        assert not sentence.spoken(few, TODAY)
    for plain in ("dog", "nice dog", "the"):
        assert not sentence.spoken(plain, TODAY, least=1)


def test_every_word_of_a_group_asks_for_the_whole_group():
    for word, group in GROUPS.items():
        made = sentence.read(word, TODAY).condition
        assert made == Or(tuple(map(Words, group)))
        assert word not in STOP


@settings(deadline=None)  # the first one reads the gazetteer
@given(st.text(max_size=80))
def test_any_text_becomes_a_question_that_is_understood(text):
    made = sentence.read(text, TODAY, KNOWN)
    said = written(made).replace("person:", "tag:")
    assert parse(said).condition is None or made.condition is not None
