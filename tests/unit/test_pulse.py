"""A worker says what it is, also when that changes."""

import time
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from shared import pulse
from shared.db.workers import Identity
from shared.errors import MissingWeights
from shared.pulse import Pulse


@pytest.fixture
def pulse_of(monkeypatch: pytest.MonkeyPatch):
    """Makes the pulse of an analyzer on a ledger that only notes versions."""
    registered: list[int] = []
    ledger = SimpleNamespace(
        registered=lambda *_: registered[-1] if registered else None,
        register=lambda _, analyzer: registered.append(analyzer.version) or 0,
        block=lambda *_: None,
    )
    people = SimpleNamespace(
        begin=lambda *_: None, seen=lambda *_: None, better=lambda *_: None, able=lambda *_: False
    )
    monkeypatch.setattr(pulse, "analyses", ledger)
    monkeypatch.setattr(pulse, "workers", people)
    monkeypatch.setattr(pulse, "choices", SimpleNamespace(chosen=lambda *_: "", report=lambda *_: None))
    monkeypatch.setattr(pulse, "migrate", SimpleNamespace(behind=lambda _: False))

    def make(analyzer: SimpleNamespace, **options: Any) -> Pulse:
        identity = Identity("speech@here:1", "speech")
        return Pulse(lambda: nullcontext(None), analyzer, identity, **options)  # type: ignore[arg-type]

    make.registered = registered  # type: ignore[attr-defined]
    return make


def test_an_analyzer_whose_version_changes_while_it_runs_is_registered_again(pulse_of):
    """Drafts of speech are planned again when better weights arrive."""
    analyzer = SimpleNamespace(name="speech", version=1, check=lambda: None, models=dict)
    beat = pulse_of(analyzer)
    beat.tell()
    beat.tell()
    analyzer.version = 2
    beat.tell()
    assert pulse_of.registered == [1, 2]


def test_a_worker_that_waits_for_weights_is_ready_and_takes_no_files(pulse_of):
    def check():
        raise MissingWeights("run `bowerbird models fetch`")

    beat = pulse_of(SimpleNamespace(name="speech", version=1, check=check, models=dict))
    assert beat.ready() == "the database does not answer"
    beat.tell()
    assert (beat.ready(), beat.taking) == (None, False)


def test_a_worker_whose_database_fell_silent_is_not_ready(pulse_of):
    beat = pulse_of(SimpleNamespace(name="speech", version=1, check=lambda: None, models=dict), seconds=0.001)
    beat.tell()
    time.sleep(0.02)
    assert beat.ready() == "the database does not answer"


def test_a_worker_whose_model_is_no_longer_the_chosen_one_ends_to_begin_anew(pulse_of):
    analyzer = SimpleNamespace(name="speech", version=1, check=lambda: None, models=dict)
    beat = pulse_of(analyzer, chosen="pocketsphinx")
    assert (beat.tell(), beat.anew, beat.taking) == (True, True, False)
    assert pulse_of.registered == []
