"""What is typed in the search box, and what comes in a query string, as values."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from services.web.filters import parse
from shared.db.media import Cursor
from shared.db.texts import MOST_TERMS, sought, tsquery

TERM = r"!?\('[^'\\ ]+'( <-> '[^'\\ ]+')*(:\*)?\)"


@settings(max_examples=500)
@given(st.text(max_size=80) | st.text(alphabet="ab'\"\\-!&|<>():* \0", max_size=40))
def test_whatever_is_typed_the_query_is_words_and_our_own_operators(text):
    query = tsquery(text)
    assert query is None or re.fullmatch(rf"{TERM}( & {TERM})*", query)


def test_a_query_has_an_end():
    assert tsquery("a " * 1000).count("&") == MOST_TERMS - 1
    assert max(map(len, re.findall(r"\w+", tsquery("ﷺ" * 500)))) <= 100


def test_what_must_not_be_there_is_not_sought():
    assert sought('dog -cat "Off the" -"wet grass" é') == ["dog", "off", "the", "e"]


def test_filters_become_a_selection():
    filters = parse(
        MultiDict([("q", "x"), ("object", "cat"), ("object", "dog"), ("from", "2020-01-02"), ("other", "1")])
    )
    assert filters.selection.objects == ("cat", "dog")
    assert str(filters.selection.since) == "2020-01-02"
    assert filters.after is None


def test_a_cursor_survives_the_url():
    from datetime import datetime

    place = Cursor(datetime(2021, 7, 8, 9, 10, 11, 250_000), 42)
    assert parse(MultiDict({"cursor": str(place)})).after == place


@given(st.text(max_size=40))
def test_a_cursor_of_ones_own_making_is_a_cursor_or_refused(text):
    with suppress(ValidationError):
        after = parse(MultiDict({"cursor": text})).after
        assert after is None or 0 <= after.id < 2**63


@pytest.mark.parametrize("name", ["object", "camera", "format", "source"])
def test_control_characters_are_refused_before_they_reach_the_database(name):
    with pytest.raises(ValidationError):
        parse(MultiDict({name: "a\0b"}))
