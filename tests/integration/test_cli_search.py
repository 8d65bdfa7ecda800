"""`bowerbird search`: the language and plain sentences on the command line."""

import json

import pytest
from click.testing import CliRunner

from services.cli.search import search_command
from tests.integration.web import photo


@pytest.fixture
def dogs(database, connect, monkeypatch):
    """Three photos of 2019 and 2020, with one, two and three dogs."""
    monkeypatch.setenv("DATABASE_URL", database)
    return [
        photo(connect, f"{n}.jpg", labels=" ".join(["dog"] * n), taken_at=f"20{18 + n}-05-01 12:00")
        for n in (1, 2, 3)
    ]


def search(*given):
    return CliRunner().invoke(search_command, [*given])


def found(told):
    return [file["id"] for file in json.loads(told.stdout)["files"]]


def test_orders_and_limits_are_those_of_the_page(dogs):
    assert found(search("order by count(dog)", "--json")) == dogs[::-1]
    told = search("order by count(dog) limit:2", "--json")
    assert (json.loads(told.stdout)["total"], found(told)) == (2, [dogs[2], dogs[1]])
    assert found(search("dog limit:2", "--json", "--limit", "1")) == [dogs[2]]
    assert "2 files" in search("dog limit:2").stdout


def test_a_sentence_is_read_and_the_question_told_aside(dogs):
    told = search("show me two dogs in 2020", "--json")
    assert found(told) == [dogs[1]]
    assert told.stderr == ("Nothing holds these words; read as a sentence: count(dog) >= 2 year:2020\n")
    assert json.loads(told.stdout)["question"] == "count(dog) >= 2 year:2020"
    again = search(json.loads(told.stdout)["question"], "--json")
    assert found(again) == [dogs[1]]
    assert "question" not in json.loads(again.stdout)


def test_other_options_hold_for_a_sentence(dogs):
    assert found(search("show me two dogs please", "--json", "--from", "2021-01-01")) == [dogs[2]]


@pytest.mark.parametrize("given", [("two dogs in 2020 unicorn", "--plain"), ("a b",), ("xyzzy",)])
def test_what_is_no_sentence_or_plain_is_words(dogs, given):
    told = search(*given, "--json")
    assert (found(told), told.stderr) == ([], "")
