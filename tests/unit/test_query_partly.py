"""The parts of a search of several words that finds little."""

import pytest

from shared.query import partly, reading
from shared.query.parser import parse
from shared.query.printer import written
from shared.query.tree import Query, Words


def words(text):
    return partly.plain(reading.read(text).query)


@pytest.mark.parametrize(
    "text",
    ["", "dog", "dog -cat", "dog or cat", '"dog cat"', "dog iso:100", "dog cat order by name", "(dog"],
)
def test_only_several_words_are_a_search_in_sections(text):
    assert words(text) == ()


def test_words_in_a_row_may_go_on():
    assert partly.in_a_row(words("dog bea")) == Words("dog bea", begins=True)


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("dog beach ", "(dog or beach) -(dog beach)"),
        ("dog bea", "(dog or bea*) -(dog bea*)"),
        ("the dog ", "dog -(the dog)"),
        ("dog dog ", "dog -(dog dog)"),
    ],
)
def test_some_of_the_words_are_a_search_of_their_own(text, search):
    asked = Query(partly.some(words(text)))
    assert written(asked) == search
    assert parse(search) == asked


def test_there_is_no_search_for_too_many_words_or_none_that_says_anything():
    assert partly.some(words("b c d e f g h ")) is None
    assert partly.some(words("in the ")) is None


def test_the_most_words_come_first():
    found = [written(Query(step)) for step in partly.steps(words("dog cat bird "))]
    assert found == [
        "(dog cat or dog bird or cat bird) -(dog cat bird)",
        "(dog or cat or bird) -(dog cat or dog bird or cat bird)",
    ]
    assert [written(Query(step)) for step in partly.steps(words("the dog "))] == ["dog -(the dog)"]
