"""The dispatcher and the workers are ended at each step of RELIABILITY §2.3; what follows heals it.

On the embedded broker; on RabbitMQ this is fault F1 in tests/faults.
"""

import pytest

from tests.invariants import check_analyses

FILES = ["label cat", "derive words", "label dog", "derive more"]


def healed(embedded) -> None:
    """Every file is done, once, with what it should have and nothing beside it."""
    embedded.dispatcher()
    embedded.worker(lease_seconds=1)
    embedded.wait_all()
    check_analyses(embedded.connect)
    assert {row.state for row in embedded.rows()} == {"done"}
    assert embedded.value("SELECT array_agg(label ORDER BY label) FROM finding") == ["cat", "dog"]
    made = [file for file in (embedded.storage.root / "derived").rglob("*") if file.is_file()]
    assert sorted(file.read_text() for file in made) == ["more", "words"]


@pytest.mark.parametrize("step", ["published", "marked"])
def test_a_dispatcher_that_ended_is_made_good(embedded, step):
    worker = embedded.worker()
    embedded.wait(lambda: embedded.value("SELECT 1 FROM analyzer"))
    embedded.stop(worker)
    for content in FILES:
        embedded.add(content)
    assert embedded.dispatcher(crash=step).wait(30) == 137
    healed(embedded)


@pytest.mark.parametrize("step", ["leased", "made", "derived", "finished", "stored"])
def test_a_worker_that_ended_is_made_good(embedded, step):
    embedded.dispatcher()
    worker = embedded.worker(crash=step, lease_seconds=1)
    embedded.wait(lambda: embedded.value("SELECT 1 FROM analyzer"))
    for content in FILES:
        embedded.add(content)
    embedded.wait(lambda: "exitcode 137" in embedded.logs())
    embedded.kill(worker)
    assert embedded.value("SELECT max(attempt) FROM analysis") >= 1
    healed(embedded)
