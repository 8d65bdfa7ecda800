"""The query language against a library of known files: every question has one right answer."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.db import albums, cells, census, facets, media, months, openings
from shared.db.connection import connector, run, value
from shared.db.lowering import lowered
from shared.db.search import Selection, Within
from shared.query import reading
from shared.query.errors import BadQuery
from tests.integration.lettered import filled, found, ordered, selected
from tests.integration.questions import QUESTIONS


@pytest.fixture(scope="module")
def library(shared_database):
    """The connection to a filled library, and its files by letter."""
    connect = connector(shared_database)
    return connect, filled(connect)


@pytest.mark.parametrize(("text", "letters"), QUESTIONS)
def test_a_question_finds_just_the_files_that_answer_it(library, text, letters):
    connect, ids = library
    selection = selected(text, ids)
    answered = found(connect, selection, ids)
    assert (answered if "order by" in text.casefold() else "".join(sorted(answered))) == letters
    with connect() as conn:
        assert media.count(conn, selection) == len(letters)
        assert facets.facets(conn, selection).total == len(letters)
        assert sum(month.count or 0 for month in months.months(conn, selection)) == len(letters)
        for limit in (3, 100):
            opened = openings.opening(conn, selection, limit)
            assert opened.page == media.page(conn, selection, limit=limit)
            assert opened.held == census.Held(len(letters), exact=True)


def test_there_are_many_questions():
    assert len({text for text, _ in QUESTIONS}) >= 150


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ('camera:"Canon EOS 5D" object:dog', Selection(cameras=("Canon EOS 5D",), objects=("dog",))),
        ("camera:nikon", Selection(cameras=("NIKON D90",))),
        ("tag:holiday", None),
        ("tag:rome kind:photo", Selection(tags=("rome",), kinds=("image",))),
        ("count(person) >= 2", Selection(objects=("person>=2",))),
        ("count(dog) = 0", Selection(objects=("dog=0",))),
        ("not object:dog", Selection(objects=("dog<=0",))),
        ("rating >= 4 favourite:yes", Selection(rating=4, favourites=True)),
        ("not exists(gps)", Selection(unplaced=True)),
        ("exists(gps) object:dog", Selection(placed=True, objects=("dog",))),
        ("exists(date) kind:photo", Selection(dated=True, kinds=("image",))),
        ("undated:no", Selection(dated=True)),
        ("not exists(year)", Selection(undated=True)),
        ("exists(lens)", None),
        ("folder:2019/rome", Selection(folders=("2019/rome",))),
    ],
)
def test_a_plain_conjunction_becomes_the_fast_filters(library, text, selection):
    connect, ids = library
    with connect() as conn:
        made = lowered(conn, selected(text, ids))
    assert made == selection if selection else made.query is not None


def test_days_become_the_first_and_the_last(library):
    connect, ids = library
    with connect() as conn:
        made = lowered(conn, selected("date:2019-05 year >= 2019", ids))
        assert (str(made.since), str(made.until), made.query) == ("2019-05-01", "2019-05-31", None)
        assert cells.tallied(made)


def test_who_sees_a_part_is_told_nothing_by_an_example_out_of_it(library):
    connect, ids = library
    asked = selected("similar:#c or similar:#a", ids)
    assert sorted(found(connect, asked, ids)) == list("abc")
    part = replace(asked, within=Within("2019/xmas"))
    assert found(connect, part, ids) == "c"
    assert found(connect, replace(selected("similar:#a", ids), within=Within("2019/rome")), ids) == "ba"
    nearly = replace(selected("similar:#b", ids), within=Within(selection=Selection(tags=("rome",))))
    assert found(connect, nearly, ids) == ""  # a is like b, but b is hidden
    assert found(connect, replace(selected("dog", ids), within=Within("films")), ids) == "gf"


def test_a_smart_album_keeps_its_question(library):
    connect, ids = library
    asked = selected("(object:dog or text:invoice) -kind:audio", ids)
    with connect() as conn:
        made = albums.create(conn, "Dogs and invoices", "ada")
        albums.search(conn, made.id, "q=…", asked)
        stored = value(conn, "SELECT selection FROM album WHERE id = %(id)s", id=made.id)
        conn.commit()
        assert json.dumps(stored)
    assert sorted(found(connect, Selection(albums=(made.id,)), ids)) == list("abdf")
    with connect() as conn:
        run(conn, "DELETE FROM album WHERE id = %(id)s", id=made.id)


PIECES = st.sampled_from(
    ["(", ")", '"', " ", " ", "-", "*", ":", "=", ">=", "~", ",", "'", "%", "\\", "and ", "or ", "not ",
     "camera:", "iso", "tag in (", "count(", "exists(gps) ", "near:Oslo ", "text:", "said:", "path:", "date:",
     "object:", "comment:", "year ", "dog", "2019", "7", "é", "\x00", "'; DROP TABLE media; --", "%(x)s",
     "{}", "filename~", "ratio:", "hash:abcde", "id:", "within 5km", "filesize > ", "1m", "duration:",
     "album:", "9999999999999", "-1", "limit:", "limit:3 ", "order by count(", "order by name", "folder:",
     "ext:"]
)  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=10).map("".join)))
def test_whatever_is_typed_is_answered_or_a_clear_error(library, text):
    connect, _ = library
    read = reading.read(text)
    if read.query is None:
        assert isinstance(read.error, BadQuery)
        selection = Selection(text=text)
    else:
        selection = ordered(read.query)
    with connect() as conn:
        media.page(conn, selection)
        census.counted(conn, selection)
