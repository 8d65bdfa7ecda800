"""Models tried, compared, switched and taken back on the command line."""

import json

import pytest
from click.testing import CliRunner

from services.cli.main import answered, bowerbird
from shared.db import analyses, candidates, editions
from tests.integration import tried as trial
from tests.integration.declared import Declared
from tests.integration.tried import look, shown

library = trial.library


@pytest.fixture
def run(database, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database)

    def run(*words):
        ended = CliRunner().invoke(bowerbird, ["models", *words], catch_exceptions=False)
        assert ended.exit_code == 0, ended.output
        return json.loads(ended.output) if "--json" in words else ended.output

    return run


def test_a_model_is_tried_compared_switched_to_and_taken_back(run, connect, library):
    assert run("try", "detect", "large.onnx", "--sample", "50", "--json")["sample"] == 50
    with connect() as conn:
        edition = editions.candidate(conn, "detect").id
        candidates.take_up(conn, edition, trial.NEW)
    look(connect, library[0], "cat", "dog", edition=edition)
    told = run("compare", "detect", "--json")
    assert told["comparison"]["kinds"] == [
        {"kind": "dog", "agreed": 0, "gained": 1, "lost": 0},
        {"kind": "cat", "agreed": 1, "gained": 0, "lost": 0},
    ]
    assert [(line["edition"], line["files"]) for line in told["lines"]] == [(edition, 1), (0, 4)]
    assert "is tried          1 files   25.0%" in run("compare", "detect", "--files", "3")
    assert run("switch", "detect", "--json")["edition"] == edition
    assert shown(connect, library[0]) == ["cat", "dog"]
    assert "serves            4 files  100.0%" in run("rollback", "detect")
    assert shown(connect, library[0]) == ["cat"]


def test_a_new_version_is_told_of_and_switched_to_without_its_number(run, connect, library):
    with connect() as conn:
        analyses.register(conn, Declared(version=2, model="large@2"))
    look(connect, library[0], "dog", edition=0, version=2)
    said = CliRunner().invoke(bowerbird, ["status"], catch_exceptions=False).output
    told = "detect: version 2 has looked at 1 of 4 files; version 1 serves until `bowerbird models switch"
    assert told in " ".join(said.split())
    assert shown(connect, library[0]) == ["cat"]
    assert run("switch", "detect", "--json")["version"] == 2
    assert shown(connect, library[0]) == ["dog"]
    assert run("rollback", "detect", "--json")["version"] == 1
    assert shown(connect, library[0]) == ["cat"]


def test_a_candidate_is_dropped(run, connect, library):
    run("try", "detect", "large.onnx", "--all")
    assert run("drop", "detect", "--json") == {"analyzer": "detect"}
    with connect() as conn:
        assert editions.candidate(conn, "detect") is None


def test_what_cannot_be_done_is_one_sentence(database, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", database)
    for words in (["compare", "nobody"], ["rollback", "nobody"], ["switch", "nobody"], ["drop", "nobody"]):
        assert answered(lambda words=words: bowerbird.main(["models", *words], standalone_mode=False)) == 4
    assert capsys.readouterr().err.count("bowerbird: ") == 4
