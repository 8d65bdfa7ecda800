"""Plain sentences as people type them, and the questions that they become (P22, P23)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.query import sentence
from shared.query.feasts import easter
from shared.query.parser import parse
from shared.query.printer import written
from shared.query.sentence import Known

TODAY = date(2026, 11, 29)  # a Sunday
KNOWN = Known(cameras=("iPhone 12",), people=("Anna", "Ben", "Grandma"))


def read(text, today=TODAY):
    return written(sentence.read(text, today, KNOWN))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("photos of Anna and Ben at the beach last summer",
         "kind:image person:Anna person:Ben (beach or seaside or shore) date in [2026-06-01:2026-08-31]"),
        ("photos of Anna or Ben", "kind:image (person:Anna or person:Ben)"),
        ("Anna without Ben", "person:Anna not person:Ben"),
        ("without Anna and Ben", "not person:Anna not person:Ben"),
        ("just Anna and Ben", "only:(Anna, Ben)"),
        ("Anna alone in Miami", '(near:Miami within 30km or Miami) only:(Anna)'),
        ("Anna with nobody else", "only:(Anna)"),
        ("alone", "count(person) = 1"),
        ("Grandma\u2019s birthday", 'person:Grandma "birthday"'),
        ("dogs or cats", 'dog or "cat"'),
        ("cats but no dogs", "cat -dog"),
        ("neither cats nor dogs", "-cat -dog"),
        ("no cats or dogs", "-cat -dog"),
        ("pictures without people from 2019", "kind:image count(person) = 0 count(faces) = 0 year:2019"),
        ("nobody in the picture", "count(person) = 0 count(faces) = 0"),
        ("my screenshots with an invoice", 'screenshot* "invoice"'),
        ("selfies", "selfie* or lens:front"),
        ("receipts", 'receipts or "receipt"'),
        ("my favourite photos of Anna", "favourite:yes kind:image person:Anna"),
        ("best photos of 2020", "(rating >= 4 or favourite:yes) kind:image year:2020"),
        ("five star photos", "rating >= 5 kind:image"),
        ("landscape photos", "ratio:landscape kind:image"),
        ("photos not in any album", "kind:image not exists(album)"),
        ("photos without a location", "kind:image not exists(gps)"),
        ("photos with no date", "kind:image not undated:no"),
        ("untagged photos", "not exists(tag) kind:image"),
        ("dogs with comments", "dog exists(comment)"),
        ("photos with text", "kind:image exists(text)"),
        ("unnamed people", "exists(faces) not exists(person)"),
        ("mountains above 2000 m", "mountain altitude > 2000"),
        ("videos longer than a minute", "kind:video duration > 1m"),
        ("videos under thirty seconds", "kind:video duration < 30s"),
        ("photos within 10 km of Bastia", "kind:image near:Bastia within 10km"),
        ("a letter from the bank", 'letter "bank"'),
        ("find photos from my trip to Italy", "kind:image (country:Italy or Italy)"),
        ("the 10 longest videos", "kind:video order by duration desc limit:10"),
        ("oldest picture with Ben", "(photo or picture) person:Ben order by date asc"),
        ("newest photos of Anna", "kind:image person:Anna order by date desc"),
    ],
)  # fmt: skip
def test_turns_of_phrase_become_filters(text, made):
    assert read(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("more than three people", "count(person) > 3"),
        ("three or more cats", "count(cat) >= 3"),
        ("two or fewer cats", "count(cat) <= 2"),
        ("at least two dogs", "count(dog) >= 2"),
        ("at most 2 people", "count(person) <= 2"),
        ("exactly two people", "count(person) = 2"),
        ("only two dogs", "count(dog) = 2"),
        ("fewer than 4 cars", "count(car) < 4"),
        ("two small dogs", 'count(dog) >= 2 "small"'),
        ("group photo", "kind:image count(person) >= 4"),
    ],
)
def test_how_many_there_are_is_counted(text, made):
    assert read(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("videos where someone says happy birthday", 'kind:video said:"happy birthday"'),
        ('videos where Anna says "hello"', "kind:video person:Anna said:hello"),
        ("people saying thank you", 'said:"thank you"'),
        ("somebody talking about taxes in Berlin", "said:taxes (near:Berlin within 30km or Berlin)"),
        ("someone singing happy birthday last summer",
         'said:"happy birthday" date in [2026-06-01:2026-08-31]'),
        ("a sign that reads stop", "text:stop"),
        ("signs saying no entry", 'text:"no entry"'),
        ("documents mentioning rent", "text:rent"),
        ("mentioning rent", "text:rent or said:rent"),
    ],
)  # fmt: skip
def test_what_is_said_or_written_is_looked_for_there(text, made):
    assert read(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("between May and July 2020", "date in [2020-05-01:2020-07-31]"),
        ("between December and February 2020", "date in [2019-12-01:2020-02-29]"),
        ("from May to July", "month in [5:7]"),
        ("from November to February", "month >= 11 or month <= 2"),
        ("from Monday to Wednesday", "date in [2026-11-23:2026-11-25]"),
        ("from 2018 to 2020", "year in [2018:2020]"),
        ("between christmas and new year", "date in [2025-12-24:2026-01-01]"),
        ("since last year", "date >= 2025-01-01"),
        ("before May 2019", "date < 2019-05-01"),
        ("after christmas", "date > 2025-12-26"),
        ("until last week", "date <= 2026-11-22"),
        ("in the last two weeks", "date in [2026-11-15:2026-11-29]"),
        ("past 3 months", "date in [2026-08-29:2026-11-29]"),
        ("over the weekend", "date in [2026-11-28:2026-11-29]"),
        ("the first week of May", "month:5 day in [1:7]"),
        ("in early May 2020", "date in [2020-05-01:2020-05-10]"),
        ("end of February 2021", "date in [2021-02-21:2021-02-28]"),
        ("the nineties", "year in [1990:1999]"),
        ("1990s", "year in [1990:1999]"),
        ("New Year's Eve", "month:12 day:31"),
        ("easter 2019", "date in [2019-04-19:2019-04-22]"),
        ("thanksgiving", "date:2026-11-26"),
        ("on 2020-05-04", "date:2020-05-04"),
        ("31.5.2019", "date:2019-05-31"),
        ("12/25/2020", "date:2020-12-25"),
        ("5/4/2020", "date in (2020-04-05, 2020-05-04)"),
    ],
)
def test_stretches_of_time_become_days(text, made):
    assert read(text) == made


def test_the_last_days_of_a_short_month_are_counted_from_what_it_has():
    assert read("past 3 months", date(2026, 5, 31)) == "date in [2026-02-28:2026-05-31]"


def test_easter_falls_on_the_sundays_of_the_calendar():
    assert [str(easter(year)) for year in (1999, 2000, 2008, 2011, 2024, 2026, 2038)] == [
        *("1999-04-04", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2026-04-05", "2038-04-25"),
    ]


_SAID = """
photos videos of Anna Ben or and but no not without only alone someone says before since between from to
until last past two weeks May July 2020 christmas in the early end week people dogs more than at least
longest newest 10 longer minute above m within km 5/4/2020 trip Miami where sign reads
"""


@settings(deadline=None)  # the first one reads the gazetteer
@given(st.lists(st.sampled_from(_SAID.split()), max_size=14).map(" ".join))
def test_any_sentence_of_such_words_becomes_a_question_that_is_understood(text):
    made = sentence.read(text, TODAY, KNOWN)
    assert parse(written(made)) == made or made.condition is None
