"""A new version fills in beside the old one, which serves until somebody switches; nothing is lost."""

import pytest

from shared.db import analyses, changeovers, persons, takeovers, verdicts
from shared.db.connection import run, value
from tests.integration import test_tried_faces as people
from tests.integration import tried as trial
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.tried import followed, hits, labels, look, roll_back, shown, switch

library = trial.library


def raised(connect, version=2, name="detect", **more):
    with connect() as conn:
        return analyses.register(conn, Declared(name, version=version, model="large@2", **more))


def follow(connect, how):
    with connect() as conn:
        takeovers.follow(conn, "detect", how, by="ada")


def covered(connect):
    with connect() as conn:
        takeovers.switch_covered(conn)


def served(connect, ids):
    """What people see of these files; search has been told of the same."""
    followed(connect)
    told = [shown(connect, one) for one in ids]
    assert told == [labels(connect, one) for one in ids]
    return told


def test_the_old_version_serves_every_file_that_it_saw_until_somebody_switches(connect, library):
    assert raised(connect) == 4
    for one in library[:3]:
        look(connect, one, "dog", edition=0, version=2)
    later = file(connect)
    look(connect, later, "dog", edition=0, version=2)
    assert served(connect, [*library, later]) == [["cat"]] * 4 + [["dog"]]
    assert (hits(connect, "dog"), hits(connect, "cat")) == (1, 4)
    switch(connect)
    assert served(connect, [*library, later]) == [["dog"]] * 3 + [["cat"], ["dog"]]
    roll_back(connect)
    assert served(connect, [*library, later]) == [["cat"]] * 4 + [["dog"]]


def test_a_version_that_saw_nothing_holds_none_back(connect):
    raised(connect, 1)
    raised(connect, 2)
    one = file(connect)
    look(connect, one, "dog", edition=0, version=2)
    with connect() as conn:
        assert value(conn, "SELECT serves_version IS NULL FROM analyzer")
    assert served(connect, [one]) == [["dog"]]


def test_each_version_after_that_waits_too_and_the_way_back_leaves_it_at_work(connect, library):
    raised(connect, 2)
    for one in library:
        look(connect, one, "dog", edition=0, version=2)
    switch(connect)
    raised(connect, 3)
    for one in library[:2]:
        look(connect, one, "hare", edition=0, version=3)
    assert served(connect, library) == [["dog"]] * 4
    roll_back(connect)
    assert served(connect, library) == [["cat"]] * 4
    with connect() as conn:
        assert value(conn, "SELECT (version, serves_version) = (3, 1) FROM analyzer")
    roll_back(connect)
    assert served(connect, library) == [["dog"]] * 4
    switch(connect)
    assert served(connect, library) == [["hare"]] * 2 + [["dog"]] * 2


def test_a_file_that_only_an_earlier_version_saw_is_served_by_that(connect, library):
    raised(connect, 2)
    for one in library[:2]:
        look(connect, one, "dog", edition=0, version=2)
    switch(connect)
    raised(connect, 3)
    for one in library:
        look(connect, one, "hare", edition=0, version=3)
    assert served(connect, library) == [["dog"]] * 2 + [["cat"]] * 2


def test_a_version_takes_over_once_it_has_seen_all_where_that_is_wanted(connect, library):
    follow(connect, "all")
    raised(connect)
    for one in library[:3]:
        look(connect, one, "dog", edition=0, version=2)
    newcomer = file(connect)
    with connect() as conn:
        analyses.plan(conn, newcomer)
    covered(connect)
    assert served(connect, library) == [["cat"]] * 4
    look(connect, library[3], "dog", edition=0, version=2)
    covered(connect)
    assert served(connect, library) == [["dog"]] * 4
    with connect() as conn:
        assert changeovers.last(conn, "detect").by_name == "bowerbird"
    roll_back(connect)
    assert served(connect, library) == [["cat"]] * 4


def test_one_that_is_off_or_only_begins_takes_nothing_over_by_itself(connect, library):
    follow(connect, "all")
    with connect() as conn:
        run(conn, "UPDATE analyzer SET active = false")
    raised(connect)
    covered(connect)
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM changeover") == 0


def test_a_version_serves_file_by_file_where_that_is_wanted_even_while_it_fills_in(connect, library):
    raised(connect)
    look(connect, library[0], "dog", edition=0, version=2)
    assert served(connect, library) == [["cat"]] * 4
    follow(connect, "file")
    assert served(connect, library) == [["dog"]] + [["cat"]] * 3
    look(connect, library[1], "dog", edition=0, version=2)
    assert served(connect, library) == [["dog"]] * 2 + [["cat"]] * 2
    roll_back(connect)
    assert served(connect, library) == [["cat"]] * 4


def test_what_is_kept_once_is_replaced_and_nothing_waits_for_a_switch(connect):
    raised(connect, 1, name="preview", replaces=True)
    one = file(connect, kind="video", mime="video/mp4")
    with connect() as conn:
        run(conn, "UPDATE analysis SET state = 'done', done_at = now()")
    raised(connect, 2, name="preview", replaces=True)
    with connect() as conn:
        assert value(conn, "SELECT serves_version IS NULL FROM analyzer WHERE name = 'preview'"), one


def test_a_rejection_and_a_confirmation_hold_through_switch_and_way_back(connect, library):
    raised(connect)
    for one in library:
        look(connect, one, "cat", "dog", edition=0, version=2)
    with connect() as conn:
        verdicts.give(conn, library[0], verdicts.Anchor("cat", "object"), "rejected", by="ada")
        verdicts.give(conn, library[1], verdicts.Anchor("bird", "object"), "confirmed", by="ada")
        verdicts.give(conn, library[2], verdicts.Anchor("dog", "object"), "rejected", by="ada")
    for step, rest in ((followed, []), (switch, ["dog"]), (roll_back, []), (roll_back, ["dog"])):
        step(connect)
        followed(connect)
        assert labels(connect, library[0]) == shown(connect, library[0]) == rest
        assert "bird" in labels(connect, library[1])
        assert labels(connect, library[2]) == ["cat"]
    assert hits(connect, "bird") == 1


@pytest.fixture
def faces(connect):
    """Three files in which version 1 found one face each; Anna's."""
    with connect() as conn:
        analyses.register(conn, people.OLD)
    ids = [file(connect, name=f"{n}.jpg") for n in range(3)]
    for media_id in ids:
        people.look(connect, media_id, 0, 0.1)
    people.recognised(connect)
    with connect() as conn:
        persons.name(conn, value(conn, "SELECT min(id) FROM person"), "Anna", "ada")
    return ids


def test_names_follow_what_serves_through_a_new_version_of_faces(connect, faces):
    before = people.people(connect)
    raised(connect, name="faces")
    for media_id in faces:
        people.look(connect, media_id, 0, 0.12, version=2)
    people.recognised(connect)
    for step in (None, changeovers.switch, changeovers.roll_back, changeovers.roll_back):
        if step:
            with connect() as conn:
                step(conn, "faces", by="ada")
        people.followed(connect)
        people.recognised(connect)
        assert people.people(connect) == before
        assert people.named(connect, faces) == {"Anna": 3}
