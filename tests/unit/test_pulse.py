"""A worker says what it is, also when that changes."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from shared import pulse
from shared.pulse import Pulse


def test_an_analyzer_whose_version_changes_while_it_runs_is_registered_again(monkeypatch: pytest.MonkeyPatch):
    """Drafts of speech are planned again when better weights arrive."""
    registered: list[int] = []
    ledger = SimpleNamespace(
        register=lambda _, analyzer: registered.append(analyzer.version), block=lambda *_: None
    )
    monkeypatch.setattr(pulse, "analyses", ledger)
    monkeypatch.setattr(pulse, "workers", SimpleNamespace(seen=lambda *_: None))
    analyzer = SimpleNamespace(name="speech", version=1, check=lambda: None)
    beat = Pulse(lambda: nullcontext(None), analyzer, "speech@here:1")  # type: ignore[arg-type]
    beat.tell()
    beat.tell()
    analyzer.version = 2
    beat.tell()
    assert registered == [1, 2]
