"""What a file or a machine does to a worker never harms the others, and ends.

On the embedded broker; on RabbitMQ these are faults F4, F7 and F8 in tests/faults.
"""

import os
import signal

import pytest

QUICK = {"lease_seconds": 1, "max_attempts": 2}


@pytest.fixture
def hasty(embedded):
    """A dispatcher and a worker that lose patience quickly."""
    embedded.dispatcher(**QUICK)
    embedded.fake = embedded.worker(job_seconds=4, **QUICK)
    embedded.wait(lambda: embedded.value("SELECT 1 FROM analyzer"))
    return embedded


def test_poison_ends_failed_and_the_others_go_on(hasty):
    poison = [hasty.add(action) for action in ("kill", "segfault", "exit")]
    good = [hasty.add(f"label good{n}") for n in range(30)]
    for photo in good:
        assert hasty.wait_for(photo, "done").attempt == 1
    for photo in poison:
        row = hasty.wait_for(photo, "failed", 90)
        assert row.attempt == 2
        assert "stopped 2 times" in row.reason
    assert hasty.fake.poll() is None


def test_a_file_that_hangs_is_ended_and_named(hasty):
    row = hasty.wait_for(hasty.add("hang"), "failed", 30)
    assert row.reason == "took longer than 4 s"
    hasty.wait_for(hasty.add("label cat"), "done")


def test_a_file_that_ignores_the_polite_end_is_ended_all_the_same(hasty):
    deaf = hasty.add("hang deaf")
    hasty.wait_for(deaf, "running")
    after = hasty.add("label cat")
    hasty.wait_for(after, "done", 40)
    assert "stopped 2 times" in hasty.wait_for(deaf, "failed", 90).reason


def test_a_frozen_worker_that_wakes_up_writes_nothing(embedded):
    crew = embedded
    crew.dispatcher(**QUICK)
    frozen = crew.worker(**QUICK)
    crew.wait(lambda: crew.value("SELECT 1 FROM analyzer"))
    photo = crew.add("slow 2")
    crew.wait_for(photo, "running")
    os.killpg(frozen.pid, signal.SIGSTOP)
    crew.worker(**QUICK)
    assert crew.wait_for(photo, "done").attempt == 2
    os.killpg(frozen.pid, signal.SIGCONT)
    crew.wait(lambda: "is held by another worker" in crew.logs())
    assert crew.row(photo).attempt == 2
    assert crew.value("SELECT count(*) FROM finding") == 1
    assert len(crew.looks()) == 2
