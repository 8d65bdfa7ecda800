"""A worker says what it is, also when that changes."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from shared import pulse
from shared.db.workers import Identity
from shared.pulse import Pulse


def test_an_analyzer_whose_version_changes_while_it_runs_is_registered_again(monkeypatch: pytest.MonkeyPatch):
    """Drafts of speech are planned again when better weights arrive."""
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
    monkeypatch.setattr(pulse, "migrate", SimpleNamespace(behind=lambda _: False))
    analyzer = SimpleNamespace(name="speech", version=1, check=lambda: None)
    beat = Pulse(lambda: nullcontext(None), analyzer, Identity("speech@here:1", "speech"))  # type: ignore[arg-type]
    beat.tell()
    beat.tell()
    analyzer.version = 2
    beat.tell()
    assert registered == [1, 2]
