"""Whoever tells who is in a file says the same: evidence, faces, regions, lists and what XMP is given."""

import pytest

from shared.db import crowd, evidence, persons, regions, said, verdicts
from shared.db.connection import run
from shared.db.regions import Place
from shared.domain import Box
from tests.integration.faces import LEFT, RIGHT, face, ids, settle, shot
from tests.integration.web import analysed

LARGER = Box(0.08, 0.16, 0.26, 0.36)  # around the left face, as people draw


@pytest.fixture
def photo(connect):
    media_id = shot(connect, "anna.jpg", face("anna", 0, LEFT), face("ben", 0, RIGHT))
    settle(connect)
    return media_id


def told(connect, media_id):
    """Who is there, by each of those who tell."""
    with connect() as conn:
        people = {one.person_id for one in evidence.people(conn, media_id)}
        shown = {one.person_id for one in crowd.inside(conn, media_id) if one.person_id}
        drawn = {one.person_id for one in regions.regions(conn, media_id)}
        written = {persons.named(conn, name)[0] for name in said.of(conn, media_id)[0].people}
        counted = crowd_of(conn, media_id)
        (of,) = {frozenset(each) for each in (people, shown, drawn, written, counted)}
        return sorted(persons.get(conn, person_id).name for person_id in of)


def crowd_of(conn, media_id):
    return {one.id for one in crowd.people(conn, None, crowd.Wish()) if one.media_id == media_id and one.name}


def call(connect, media_id, name, box=LEFT):
    with connect() as conn:
        regions.name_region(conn, Place(media_id, box), name, "ada", drawn=True)


def reject(connect, media_id):
    with connect() as conn:
        face = verdicts.anchor(conn, media_id, ids(conn, media_id)[0])
        verdicts.give(conn, media_id, face, "rejected", by="ada")


def later(connect):
    """Let all that was said have been said an hour ago."""
    with connect() as conn:
        run(conn, "UPDATE person_decision SET at = at - interval '1 hour'")
        run(conn, "UPDATE verdict SET at = at - interval '1 hour'")


def test_a_name_that_was_said_before_the_face_was_rejected_is_told_by_nobody(connect, photo):
    call(connect, photo, "Anna")
    assert told(connect, photo) == ["Anna"]
    later(connect)
    reject(connect, photo)
    assert told(connect, photo) == []


@pytest.mark.parametrize("box", [LEFT, LARGER])
def test_a_name_that_is_said_after_the_face_was_rejected_is_told_by_all(connect, photo, box):
    """Somebody is there, whatever the detector found: a word that was said later is the last one."""
    reject(connect, photo)
    later(connect)
    call(connect, photo, "Anna", box)
    assert told(connect, photo) == ["Anna"]
    with connect() as conn:
        (one,) = evidence.people(conn, photo)
        assert (one.finding, one.by_name) == (None, "ada")
    analysed(connect, photo, "faces", [face("anna", 0, LEFT)], version=2)
    settle(connect)
    assert told(connect, photo) == ["Anna"]


def test_of_two_names_of_one_face_the_later_is_told_by_all(connect, photo):
    call(connect, photo, "Anna")
    later(connect)
    call(connect, photo, "Berta")
    assert told(connect, photo) == ["Berta"]


def test_a_name_at_a_part_without_a_face_is_told_beside_those_of_faces(connect, photo):
    call(connect, photo, "Anna")
    call(connect, photo, "Carl", Box(0.4, 0.75, 0.1, 0.1))
    assert told(connect, photo) == ["Anna", "Carl"]


def test_a_face_that_is_ignored_after_it_was_named_is_told_by_nobody(connect, photo):
    call(connect, photo, "Anna")
    with connect() as conn:
        persons.ignore(conn, ids(conn, photo)[:1], "ada")
    settle(connect)
    assert told(connect, photo) == []
