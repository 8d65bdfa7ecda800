"""What a worker tells of itself, and how people steer it, on either broker."""

import pytest

from shared.db import workers


@pytest.fixture
def working(crew):
    """A dispatcher and a worker on a machine with a name."""
    return begun(crew)


def begun(crew):
    crew.dispatcher()
    crew.fake = crew.worker(machine="attic")
    crew.wait(lambda: seen(crew))
    return crew


def seen(crew):
    with crew.connect() as conn:
        return workers.everyone(conn)


def state(crew):
    return [worker.state for worker in seen(crew)]


def want(crew, wish):
    with crew.connect() as conn:
        workers.wish(conn, seen(crew)[0].name, wish)


def test_a_worker_says_where_and_what_it_is_and_what_it_looks_at(embedded):
    working = begun(embedded)
    photo = working.add("slow 3")
    working.wait(lambda: state(working) == ["working"])
    [told] = seen(working)
    assert (told.machine, told.analyzer, told.version, told.engine, told.model) == (
        "attic", "fake", 1, "fake", "none",
    )  # fmt: skip
    assert (told.media_id, told.file, told.done, told.credential) == (photo, "IMG_1.jpg", 0, None)
    assert told.silent_since is None


def test_a_worker_counts_what_it_has_done_and_what_went_wrong(embedded):
    working = begun(embedded)
    working.add("label cat")
    working.add("broken The picture ends early.")
    working.wait_all()
    [told] = seen(working)
    assert (told.done, told.failed, told.last_error) == (1, 1, "The picture ends early.")
    assert told.per_minute > 0


def test_a_paused_worker_ends_what_it_holds_takes_nothing_new(working):
    first = working.add("slow 3")
    working.wait_for(first, "running")
    want(working, "pause")
    working.wait(lambda: working.logs().count("Canceling queue") == 2, 10)
    assert state(working) == ["paused"]
    later = [working.add("label cat") for _ in range(3)]
    working.wait_for(first, "done")
    working.worker(machine="cellar")  # the others go on meanwhile
    working.wait_all()
    assert [worker.done for worker in seen(working)] == [1, 3]
    assert [working.row(photo).attempt for photo in later] == [1, 1, 1]


def test_a_resumed_worker_takes_files_again(working):
    want(working, "pause")
    working.wait(lambda: working.logs().count("Canceling queue") == 2, 10)
    photo = working.add("label cat")
    want(working, None)
    working.wait_for(photo, "done", 20)


def test_a_drained_worker_finishes_what_it_holds_and_ends_well(working):
    photos = [working.add("slow 3"), *[working.add("label cat") for _ in range(5)]]
    working.wait_for(photos[0], "running")
    want(working, "drain")
    assert working.fake.wait(30) == 0
    assert working.row(photos[0]).state == "done"
    assert all(row.state in {"queued", "done"} and row.attempt <= 1 for row in working.rows())
    assert seen(working) == []
    working.worker(machine="cellar")
    working.wait_all()
    assert all(row.attempt == 1 for row in working.rows())


def test_a_worker_is_drained_while_its_broker_is_away(distributed, rabbit):
    working = begun(distributed)
    rabbit.kill()
    working.wait(lambda: "Connection refused" in working.logs())
    want(working, "drain")
    assert working.fake.wait(30) == 0
    rabbit.wipe()  # a queue that was new when its node was killed may come back without a leader
    rabbit.start()
