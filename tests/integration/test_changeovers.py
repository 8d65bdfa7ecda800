"""Models change without loss: a switch serves what is there, one step goes back, search follows safely."""

import pytest

from shared.db import analyses, following, leases, outbox, takeovers
from shared.db.connection import run, value
from shared.db.outbox import Lane
from shared.db.steering import Steering, steer
from shared.domain import Job
from tests.integration import tried as trial
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.tried import followed, hits, labels, look, queued, roll_back, shown, switch, tried

library = trial.library


def test_a_switch_serves_the_new_where_it_has_looked_and_the_old_elsewhere(connect, library):
    edition = tried(connect)
    look(connect, library[0], "dog", edition=edition)
    switch(connect)
    assert [shown(connect, one) for one in library[:2]] == [["dog"], ["cat"]]
    followed(connect)
    assert [labels(connect, one) for one in library[:2]] == [["dog"], ["cat"]]
    assert (hits(connect, "dog"), hits(connect, "cat")) == (1, 3)
    look(connect, library[1], "dog", edition=edition)
    assert shown(connect, library[1]) == labels(connect, library[1]) == ["dog"]


def test_the_way_back_is_one_step_and_computes_nothing_anew(connect, library):
    edition = tried(connect)
    for one in library:
        look(connect, one, "dog", edition=edition)
    switch(connect)
    followed(connect)
    roll_back(connect)
    followed(connect)
    assert [shown(connect, one) for one in library] == [["cat"]] * 4
    assert [labels(connect, one) for one in library] == [["cat"]] * 4
    assert queued(connect) == 0
    roll_back(connect)  # and forward again
    followed(connect)
    assert [labels(connect, one) for one in library] == [["dog"]] * 4
    assert queued(connect) == 0


def test_a_file_that_only_the_new_one_saw_keeps_what_it_found_on_the_way_back(connect, library):
    edition = tried(connect)
    look(connect, library[0], "dog", edition=edition)
    switch(connect)
    later = file(connect)
    look(connect, later, "dog", edition=edition)
    roll_back(connect)
    followed(connect)
    assert labels(connect, later) == ["dog"]
    assert queued(connect) == 1  # the old one has not looked at it yet
    look(connect, later, "cat", edition=0)
    assert labels(connect, later) == ["cat"]


def test_after_a_switch_the_new_model_is_what_workers_are_told_to_take(connect, library):
    edition = tried(connect)
    look(connect, library[0], "dog", edition=edition)
    with connect() as conn:
        steer(conn, "detect", Steering(chosen="small.onnx"))
    switch(connect)
    assert look(connect, library[1], "dog", edition=edition).chosen == "large.onnx"
    roll_back(connect)
    later = file(connect)
    assert look(connect, later, "cat", edition=0).chosen == "small.onnx"


def test_work_of_the_former_model_is_not_given_out_after_a_switch(connect, library):
    waiting = file(connect)
    with connect() as conn:
        analyses.plan(conn, waiting)
    edition = tried(connect)
    look(connect, library[0], "dog", edition=edition)
    switch(connect)
    with connect() as conn:
        job = Job(waiting, "detect", 1)
        assert leases.claim(conn, job, worker="w", seconds=60, attempts=5) is None
        due = outbox.due(conn, Lane("detect", False, 0), window=100, batch=20)
    assert {row.edition for row in due} == {edition}


@pytest.mark.parametrize("crash_after", range(6))
def test_search_follows_in_small_steps_and_a_crash_after_any_of_them_loses_nothing(
    connect, library, crash_after
):
    edition = tried(connect)
    for one in library:
        look(connect, one, "dog", edition=edition)
    switch(connect)
    for _ in range(crash_after):
        with connect() as conn:
            following.catch_up(conn, 1)
    with connect() as conn:
        following.catch_up(conn, 1)
        conn.rollback()  # what a crash before the commit leaves
    assert followed(connect, 1) == max(0, 5 - crash_after)
    assert [labels(connect, one) for one in library] == [["dog"]] * 4
    assert (hits(connect, "dog"), hits(connect, "cat")) == (4, 0)


def test_a_way_back_before_search_has_followed_leaves_search_as_it_serves(connect, library):
    edition = tried(connect)
    for one in library:
        look(connect, one, "dog", edition=edition)
    switch(connect)
    with connect() as conn:
        following.catch_up(conn, 2)
    roll_back(connect)
    followed(connect, 1)
    assert [labels(connect, one) for one in library] == [["cat"]] * 4


def test_a_new_version_serves_only_when_asked(connect, library):
    with connect() as conn:
        assert analyses.register(conn, Declared(version=2, model="large@2")) == 4
    for one in library[:3]:
        look(connect, one, "dog", edition=0, version=2)
    assert [shown(connect, one) for one in library] == [["cat"]] * 4
    switch(connect, version=2)
    followed(connect)
    assert [labels(connect, one) for one in library] == [["dog"]] * 3 + [["cat"]]
    roll_back(connect)
    followed(connect)
    assert [labels(connect, one) for one in library] == [["cat"]] * 4


def test_a_version_that_serves_by_itself_can_be_taken_back(connect, library):
    with connect() as conn:
        takeovers.follow(conn, "detect", "file", by="ada")
        analyses.register(conn, Declared(version=2))
    for one in library:
        look(connect, one, "dog", edition=0, version=2)
    assert [shown(connect, one) for one in library] == [["dog"]] * 4
    switch(connect, version=1)
    followed(connect)
    assert [labels(connect, one) for one in library] == [["cat"]] * 4


def test_what_people_said_is_not_touched(connect, library):
    with connect() as conn:
        run(conn, "UPDATE media SET favourite = true, rating = 5 WHERE id = %(m)s", m=library[0])
        run(
            conn,
            "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(m)s, 'mine', 'ada')",
            m=library[0],
        )
    edition = tried(connect)
    look(connect, library[0], "dog", edition=edition)
    switch(connect)
    followed(connect)
    with connect() as conn:
        assert value(conn, "SELECT favourite AND rating = 5 FROM media WHERE id = %(m)s", m=library[0])
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM media_tag WHERE name = 'mine'") == 1
