"""Workers of several releases and versions on one library: none does the work of another, none is lost."""

import pytest

from shared.db import analyses, takeovers, workers
from shared.db.connection import run
from shared.db.workers import Identity
from shared.worker import OUTDATED
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.tried import look, shown


def everyone(crew):
    with crew.connect() as conn:
        return workers.everyone(conn)


def states(crew):
    return {worker.version: worker.state for worker in everyone(crew)}


def alive(connect, version, *, seconds_ago=0.0, machine="attic"):
    with connect() as conn:
        workers.seen(conn, Identity(f"detect@{machine}:1", "detect", machine), Declared(version=version))
        run(conn, "UPDATE worker SET seen_at = now() - %(s)s * interval '1 s'", s=seconds_ago)


def register(connect, version):
    with connect() as conn:
        return analyses.register(conn, Declared(version=version))


def registered(connect):
    with connect() as conn:
        return analyses.registered(conn, "detect")


def test_a_lower_version_does_not_take_over_while_a_worker_of_the_higher_lives(connect):
    file(connect)
    register(connect, 2)
    alive(connect, 2)
    assert register(connect, 1) is None
    assert registered(connect) == 2


@pytest.mark.parametrize("gone", ["in order", "long ago"])
def test_a_lower_version_takes_over_when_no_worker_of_the_higher_lives(connect, gone):
    file(connect)
    register(connect, 2)
    alive(connect, 2, seconds_ago=61)
    if gone == "in order":
        with connect() as conn:
            workers.gone(conn, "detect@attic:1")
    assert register(connect, 1) == 1
    assert registered(connect) == 1


def test_a_lower_version_that_takes_over_does_not_do_again_what_the_higher_has_done(connect):
    done, waiting = file(connect), file(connect)
    register(connect, 2)
    with connect() as conn:
        run(conn, "UPDATE analysis SET state = 'done', done_at = now() WHERE media_id = %(id)s", id=done)
    assert register(connect, 1) == 1
    with connect() as conn:
        run(conn, "DELETE FROM media WHERE id = %(id)s", id=waiting)
    assert register(connect, 2) == 0


def test_a_better_version_that_comes_back_serves_at_once_and_waits_for_no_switch(connect):
    """Whisper's machine sleeps, another drafts meanwhile: its drafts are outdated when the first returns."""
    first, second = file(connect), file(connect)
    register(connect, 2)
    look(connect, first, "dog", edition=0, version=2)
    register(connect, 1)
    look(connect, second, "cat", edition=0, version=1)
    register(connect, 2)
    look(connect, second, "dog", edition=0, version=2)
    assert [shown(connect, one) for one in (first, second)] == [["dog"], ["dog"]]
    register(connect, 3)
    look(connect, first, "hare", edition=0, version=3)
    assert shown(connect, first) == ["dog"]


def test_a_version_takes_over_by_itself_once_it_has_seen_all_where_that_is_wanted(embedded):
    embedded.dispatcher()
    old = embedded.worker(version=1)
    embedded.wait(lambda: states(embedded) == {1: "idle"})
    photos = [embedded.add("label cat") for _ in range(3)]
    embedded.wait_all()
    with embedded.connect() as conn:
        takeovers.follow(conn, embedded.value("SELECT name FROM analyzer"), "all", by="ada")
    embedded.stop(old)
    embedded.worker(version=2)
    embedded.wait(lambda: embedded.value("SELECT by_name FROM changeover WHERE indexed_at IS NOT NULL"))
    assert embedded.value("SELECT count(*) FROM analysis WHERE version = 2 AND state = 'done'") == 3
    assert embedded.value("SELECT array_agg(DISTINCT version) FROM serving") == [2]
    assert len(embedded.looks()) == 2 * len(photos)


def test_of_two_machines_only_the_one_with_the_better_weights_works(embedded):
    embedded.dispatcher()
    embedded.worker(version=2, machine="gpu")
    embedded.wait(lambda: states(embedded) == {2: "idle"})
    embedded.worker(version=1, machine="laptop")
    embedded.wait(lambda: states(embedded) == {2: "idle", 1: "refused"})
    photos = [embedded.add("label cat") for _ in range(12)]
    embedded.wait_all()
    assert embedded.value("SELECT version FROM analyzer") == 2
    assert embedded.value("SELECT array_agg(DISTINCT version) FROM analysis") == [2]
    assert len(embedded.looks()) == len(photos)
    assert "version 1 takes no jobs while gpu has a higher one" in embedded.logs()


def test_the_lesser_machine_serves_when_the_better_one_leaves_and_rests_when_it_returns(embedded):
    embedded.dispatcher()
    better = embedded.worker(version=2, machine="gpu")
    embedded.wait(lambda: states(embedded) == {2: "idle"})
    embedded.worker(version=1, machine="laptop")
    embedded.wait(lambda: states(embedded).get(1) == "refused")
    embedded.stop(better)
    first = embedded.add("label cat")
    embedded.wait(lambda: embedded.value("SELECT version FROM analysis WHERE state = 'done'") == 1)
    embedded.worker(version=2, machine="gpu")
    embedded.wait(
        lambda: embedded.value("SELECT count(*) FROM analysis WHERE version = 2 AND state = 'done'")
    )
    assert embedded.value("SELECT array_agg(version ORDER BY version) FROM analysis") == [1, 2]
    assert [look.split()[1] for look in embedded.looks()] == [str(first), str(first)]


def test_a_machine_without_weights_does_not_stop_one_that_has_them(embedded):
    embedded.dispatcher()
    embedded.data.joinpath("needy.weights").touch()
    embedded.worker("needy", machine="gpu", models_dir=embedded.data)
    embedded.wait(lambda: embedded.value("SELECT 1 FROM analyzer"))
    (embedded.data / "empty").mkdir()
    embedded.worker("needy", machine="laptop", models_dir=embedded.data / "empty")
    embedded.wait(lambda: "laptop" in {row.machine for row in everyone(embedded) if row.state == "refused"})
    photos = [embedded.add("label cat") for _ in range(6)]
    embedded.wait_all()
    assert len(embedded.looks()) == len(photos)
    assert embedded.value("SELECT blocked FROM analyzer") is None
    assert {row.machine: row.done for row in everyone(embedded)} == {"gpu": 6, "laptop": 0}


def test_a_worker_of_an_older_release_is_told_so_and_ends(embedded):
    with embedded.connect() as conn:
        run(conn, "INSERT INTO migration (name) VALUES ('9999_of_tomorrow')")
    old = embedded.worker(machine="attic")
    photo = embedded.add("label cat")
    assert old.wait(30) == OUTDATED
    assert "is older than the database, which has 9999_of_tomorrow" in embedded.logs()
    [told] = everyone(embedded)
    assert (told.machine, told.state) == ("attic", "refused")
    assert "install the release that the other services run" in told.refusal
    assert [row for row in embedded.rows() if row.media_id == photo and row.state != "queued"] == []


def test_a_worker_that_works_while_the_database_is_upgraded_ends_after_what_it_holds(embedded):
    embedded.dispatcher()
    old = embedded.worker()
    embedded.wait(lambda: states(embedded) == {1: "idle"})
    photo = embedded.add("slow 4")
    embedded.wait_for(photo, "running")
    with embedded.connect() as conn:
        run(conn, "INSERT INTO migration (name) VALUES ('9999_of_tomorrow')")
    assert old.wait(30) == OUTDATED
    assert embedded.row(photo).state == "done"


def test_a_worker_that_is_there_before_the_database_is_upgraded_waits(embedded):
    with embedded.connect() as conn:
        run(conn, "DELETE FROM migration WHERE name = '0003_workers'")
    embedded.worker()
    embedded.wait(lambda: "`bowerbird migrate` brings it up to date" in embedded.logs())
    assert embedded.value("SELECT count(*) FROM analyzer") == 0
    with embedded.connect() as conn:
        run(conn, "INSERT INTO migration (name) VALUES ('0003_workers')")
    embedded.wait(lambda: states(embedded) == {1: "idle"})


def test_work_of_an_analyzer_that_nobody_knows_stays_queued(embedded):
    photo = embedded.add("label cat")
    with embedded.connect() as conn:
        run(conn, "INSERT INTO analysis (media_id, analyzer, version) VALUES (%(id)s, 'future', 3)", id=photo)
    embedded.dispatcher()
    embedded.worker()
    embedded.wait(lambda: [row.state for row in embedded.rows()] == ["done", "queued"])
