"""The dispatcher and the workers are ended at each step of RELIABILITY §2.3; what follows heals it."""

import pytest

from tests.invariants import check_analyses

FILES = ["label cat", "derive words", "label dog", "derive more"]


def healed(crew) -> None:
    """Every file is done, once, with what it should have and nothing beside it."""
    crew.dispatcher()
    crew.worker(lease_seconds=1)
    crew.wait_all()
    check_analyses(crew.connect)
    assert {row.state for row in crew.rows()} == {"done"}
    assert crew.value("SELECT array_agg(label ORDER BY label) FROM finding") == ["cat", "dog"]
    made = [file for file in (crew.storage.root / "derived").rglob("*") if file.is_file()]
    assert sorted(file.read_text() for file in made) == ["more", "words"]


@pytest.mark.parametrize("step", ["published", "marked"])
def test_a_dispatcher_that_ended_is_made_good(crew, step):
    worker = crew.worker()
    crew.wait(lambda: crew.value("SELECT 1 FROM analyzer"))
    crew.stop(worker)
    for content in FILES:
        crew.add(content)
    assert crew.dispatcher(crash=step).wait(30) == 137
    healed(crew)


@pytest.mark.parametrize("step", ["leased", "made", "derived", "finished", "stored"])
def test_a_worker_that_ended_is_made_good(crew, step):
    crew.dispatcher()
    worker = crew.worker(crash=step, lease_seconds=1)
    crew.wait(lambda: crew.value("SELECT 1 FROM analyzer"))
    for content in FILES:
        crew.add(content)
    crew.wait(lambda: "exitcode 137" in crew.logs())
    crew.kill(worker)
    assert crew.value("SELECT max(attempt) FROM analysis") >= 1
    healed(crew)
