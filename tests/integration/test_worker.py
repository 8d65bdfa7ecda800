"""What a worker makes of a file: findings, a reason, or a wait; on either broker."""

import shutil
import time
from pathlib import Path

import pytest

from shared.db import analyses
from shared.domain import Job
from shared.publisher import Publisher
from shared.settings import Settings
from shared.worker import TOLD

_proc = Path("/proc")


def _children(pid: int) -> list[int]:
    return sorted(int(child) for child in (_proc / f"{pid}/task/{pid}/children").read_text().split())


def _path(crew, media_id: int) -> str:
    return crew.value("SELECT path FROM media WHERE id = %(id)s", id=media_id)


@pytest.fixture
def working(crew):
    """A dispatcher and a worker that has registered."""
    crew.dispatcher()
    crew.fake = crew.worker()
    crew.wait(lambda: crew.value("SELECT 1 FROM analyzer"))
    return crew


def test_every_file_ends_in_a_result_or_a_reason(working):
    with working.connect() as conn:
        analyses.pause(conn, "fake")  # until the file that shall be gone is gone
    found = working.add("label cat")
    nothing = working.add("bug")
    broken = working.add("broken The picture ends early.")
    memory = working.add("memory")
    gone = working.add("label dog")
    derived = working.add("derive words")
    shutil.rmtree(working.storage.original(_path(working, gone)).parent)
    with working.connect() as conn:
        analyses.resume(conn, "fake")
    working.wait_all()
    ends = {row.media_id: (row.state, row.reason) for row in working.rows()}
    assert ends[found] == ("done", None)
    assert ends[nothing] == ("failed", "KeyError: ''")
    assert ends[broken] == ("failed", "The picture ends early.")
    assert ends[memory] == ("failed", "ran out of memory")
    assert ends[gone] == ("failed", "the original file is not in the storage folder")
    assert ends[derived] == ("done", None)
    assert all(row.attempt == 1 for row in working.rows())
    assert working.value("SELECT label FROM media_label WHERE media_id = %(id)s", id=found) == "cat"
    made = list((working.storage.root / "derived").rglob("*"))
    assert [file.read_text() for file in made if file.is_file()] == ["words"]
    assert list((working.data / "work").rglob("made")) == []


def test_running_out_of_memory_leaves_the_worker_as_it_was(working):
    child = working.wait(lambda: _children(working.fake.pid))
    working.wait_for(working.add("memory"), "failed")
    working.wait_for(working.add("label cat"), "done")
    assert working.fake.poll() is None
    assert _children(working.fake.pid) == child


def test_a_long_recording_becomes_pieces_that_are_analysed_alone(working):
    recording = working.add("long talk", kind="audio")
    working.wait(lambda: len(working.rows()) == 3)
    working.wait_all()
    assert [row.segment for row in working.rows()] == [0, 1, 2]
    assert sorted(working.looks()) == [f"fake {recording} {start}" for start in (0, 10, 20)]


def test_a_second_message_for_the_same_row_is_dropped(working):
    photo = working.add("slow 1")
    working.wait_for(photo, "running")
    publisher = Publisher(Settings(data=working.data, broker_url=working.broker))
    publisher.publish(100 * [Job(photo, "fake", 1)], person=False)
    working.wait_for(photo, "done")
    working.wait(lambda: publisher.waiting("fake", person=False) == 0)
    publisher.close()
    last = working.add("label last")
    working.wait_for(last, "done")
    assert working.looks().count(f"fake {photo} 0") == 1
    assert working.row(photo).attempt == 1


def test_a_paused_analyzer_rests_and_goes_on(working):
    with working.connect() as conn:
        analyses.pause(conn, "fake")
    photo = working.add("label cat")
    time.sleep(1)
    assert working.row(photo).state == "queued"
    with working.connect() as conn:
        analyses.resume(conn, "fake")
    working.wait_for(photo, "done")


def test_what_a_person_waits_for_overtakes_a_backlog(working):
    for _ in range(150):
        working.add("slow 0.2")
    first = working.value("SELECT min(media_id) FROM analysis")
    with working.connect() as conn:
        analyses.promote(conn, first)
    working.wait_for(first, "done", 20)
    assert working.value("SELECT count(*) FROM analysis WHERE state = 'queued'") > 20


def test_work_without_weights_waits_and_runs_when_they_are_there(crew):
    crew.dispatcher()
    crew.worker("needy", models_dir=crew.data)
    crew.wait(lambda: crew.value("SELECT blocked FROM analyzer"))
    photo = crew.add("label cat")
    time.sleep(1)
    assert (crew.row(photo).state, crew.row(photo).attempt) == ("queued", 0)
    assert "bowerbird models fetch" in crew.value("SELECT blocked FROM analyzer")
    (crew.data / "needy.weights").touch()
    crew.wait_for(photo, "done", 10)


def test_a_worker_told_to_stop_gives_its_file_back(working):
    photo = working.add("slow 60")
    working.wait_for(photo, "running")
    child = _children(working.fake.pid)
    began = time.monotonic()
    assert working.stop(working.fake) == TOLD
    assert time.monotonic() - began < 15
    assert (working.row(photo).state, working.row(photo).attempt) == ("queued", 0)
    assert working.value("SELECT count(*) FROM worker") == 0
    assert not any((_proc / str(pid)).exists() for pid in child)


def test_a_worker_told_to_stop_may_finish_a_short_file(working):
    photo = working.add("slow 1.5")
    working.wait_for(photo, "running")
    assert working.stop(working.fake) == TOLD
    assert working.row(photo).state == "done"


def test_a_newer_version_works_beside_the_old_results(working):
    photo = working.add("label cat")
    working.wait_for(photo, "done")
    working.stop(working.fake)
    working.worker("fake", 2)
    working.wait(lambda: len(working.rows()) == 2)
    working.wait_all()
    assert working.value("SELECT array_agg(version ORDER BY version) FROM analysis") == [1, 2]
