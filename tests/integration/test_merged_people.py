"""Who is who goes with the file that is kept of several that look alike, and back again (A70, A56)."""

import pytest

from shared.db import crowd, hints, persons, regions, verdicts
from shared.db.connection import run, value
from shared.db.regions import Place
from shared.domain import Box
from tests.integration.faces import LEFT, RIGHT, album, face, groups, ids, people, settle, shot
from tests.integration.faces import name as call
from tests.integration.test_duplicates import told
from tests.integration.web import analysed, photo

ELSEWHERE = Box(0.7, 0.1, 0.1, 0.1)


@pytest.fixture
def anna(ada, connect):
    """Three photos of Anna, and her number."""
    photos = album(connect, "anna", 3)
    settle(connect)
    (one,) = people(ada)
    call(ada, one["id"], "Anna")
    return one["id"], photos


def said(connect):
    with connect() as conn:
        columns = "id, media_id, person_id, verdict, box_left, box_top, by_name, at"
        return value(
            conn, f"SELECT jsonb_agg(t ORDER BY id) FROM (SELECT {columns} FROM person_decision) AS t"
        )


def merge(ada, keep, *drop):
    done = ada.post("/api/duplicates/merge", json={"keep": keep, "drop": list(drop)})
    assert done.status_code == 200, done.text
    return done.json["deed"]


def undo(ada, deed):
    undone = ada.post(f"/api/deeds/{deed}/undo")
    assert undone.status_code == 200, undone.text


def searched(ada, query="person:Anna"):
    return sorted(tile["id"] for tile in ada.get(f"/api/media?q={query}").json["items"])


def named(connect, media_id):
    with connect() as conn:
        return [(one.name, round(one.left, 2), round(one.top, 2)) for one in regions.regions(conn, media_id)]


def test_names_of_every_kind_go_to_the_kept_file_and_come_back(ada, connect, anna):
    """Of a face, of a box drawn by hand and of a pet; scaled by fractions, so to any size."""
    person, (drop, other, _) = anna
    keep = photo(connect, "large.jpg", width=4000, height=3000)
    with connect() as conn:
        run(conn, "UPDATE media SET width = 400, height = 300 WHERE id = %(id)s", id=drop)
        regions.name_region(conn, Place(drop, RIGHT), "Ben", "ada", drawn=True)
        regions.name_region(conn, Place(drop, ELSEWHERE), "Rex", "ada", kind="pet")
    before = told(connect), said(connect), groups(connect)
    deed = merge(ada, keep, drop)
    assert named(connect, keep) == [("Anna", 0.1, 0.2), ("Ben", 0.6, 0.2), ("Rex", 0.7, 0.1)]
    assert searched(ada) == [other, other + 1, keep]
    assert searched(ada, "person:Rex") == searched(ada, "person:Ben") == [keep]
    analysed(connect, keep, "faces", [face("anna", 0, LEFT)])
    settle(connect)
    with connect() as conn:
        assert {one.state for one in crowd.inside(conn, keep)} == {"said"}
        assert {one.person for one in crowd.inside(conn, keep)} == {"Anna", "Ben", "Rex"}
    undo(ada, deed)
    settle(connect)
    assert (told(connect), said(connect)) == before[:2]
    assert groups(connect)[person] == [*before[2][person], keep]  # recognised by its face, by no word
    assert named(connect, keep) == []


def test_what_is_not_and_what_is_nobody_goes_too(ada, connect, anna):
    person, (drop, *_) = anna
    keep = shot(connect, "large.jpg", face("anna", 7, LEFT), face("carl", 1, RIGHT))
    analysed(connect, drop, "faces", [face("anna", 0, LEFT), face("carl", 2, RIGHT)], version=2)
    settle(connect)
    with connect() as conn:
        first, second = ids(conn, drop)
        persons.reject(conn, [first], person, "ada")
        persons.ignore(conn, [second], "ada")
    assert keep in groups(connect)[person]
    deed = merge(ada, keep, drop)
    settle(connect)
    assert keep not in groups(connect)[person]
    with connect() as conn:
        left, right = crowd.inside(conn, keep)
    assert (left.person, right.state) == ("", "ignored")
    undo(ada, deed)
    assert keep in groups(connect)[person]


def test_a_face_that_was_rejected_is_rejected_in_the_kept_file(ada, connect, anna):
    person, (drop, *_) = anna
    keep = shot(connect, "large.jpg", face("anna", 7, LEFT))
    settle(connect)
    with connect() as conn:
        verdicts.give(conn, drop, verdicts.anchor(conn, drop, ids(conn, drop)[0]), "rejected", by="ada")
    assert keep in groups(connect)[person]
    deed = merge(ada, keep, drop)
    settle(connect)
    assert keep not in groups(connect)[person]
    undo(ada, deed)
    settle(connect)
    assert keep in groups(connect)[person]


def test_where_both_files_say_the_same_it_is_said_once(ada, connect, anna):
    _person, (drop, keep, _) = anna
    before = len(said(connect))
    merge(ada, keep, drop)
    assert len(said(connect)) == before
    with connect() as conn:
        assert value(conn, "SELECT n FROM media_person WHERE media_id = %(id)s", id=keep) == 1


def test_the_word_of_the_kept_file_holds_and_the_other_is_shown_beside_it(ada, connect, anna):
    """Also where it is the older one of the two."""
    person, (drop, _, _) = anna
    keep = shot(connect, "large.jpg", face("bea", 0, LEFT))
    with connect() as conn:
        persons.assign(conn, ids(conn, keep), "Bea", "ada")
        run(conn, "UPDATE person_decision SET at = at - interval '1 day' WHERE media_id = %(id)s", id=keep)
    merge(ada, keep, drop)
    assert searched(ada, "person:Bea") == [keep]
    assert keep not in groups(connect)[person]
    with connect() as conn:
        (bea,) = persons.named(conn, "Bea")
        assert [one.media_id for one in hints.torn(conn, None, bea)] == [keep]
    assert "Anna" in ada.get(f"/persons/{bea}").text


def test_what_the_kept_file_was_said_not_to_show_is_not_said_of_it(ada, connect, anna):
    person, (drop, *_) = anna
    keep = shot(connect, "large.jpg", face("anna", 7, LEFT))
    settle(connect)
    with connect() as conn:
        persons.reject(conn, ids(conn, keep), person, "ada")
    merge(ada, keep, drop)
    settle(connect)
    assert keep not in groups(connect)[person]


def test_a_copy_of_another_shape_takes_the_name_where_the_same_face_is(ada, connect, anna):
    _person, (drop, *_) = anna
    keep = shot(connect, "whole.jpg", face("anna", 0, RIGHT), width=4000, height=2000)
    with connect() as conn:
        run(conn, "UPDATE media SET width = 300, height = 300 WHERE id = %(id)s", id=drop)
        run(conn, "DELETE FROM face_due")  # nobody recognised it yet
    merge(ada, keep, drop)
    assert named(connect, keep) == [("Anna", 0.6, 0.2)]


def test_the_portrait_that_somebody_chose_goes_with_it(ada, connect, anna):
    person, (drop, *_) = anna
    keep = shot(connect, "large.jpg", face("anna", 7, LEFT))
    settle(connect)
    with connect() as conn:
        persons.cover(conn, person, ids(conn, drop)[0], "ada")
    deed = merge(ada, keep, drop)
    (card,) = people(ada)
    assert card["media_id"] == keep
    undo(ada, deed)
    (card,) = people(ada)
    assert card["media_id"] == drop


def test_a_name_that_was_said_otherwise_since_keeps_the_merge_from_being_undone(ada, connect, anna):
    _person, (drop, *_) = anna
    keep = photo(connect, "large.jpg")
    deed = merge(ada, keep, drop)
    with connect() as conn:
        (region,) = regions.regions(conn, keep)
        regions.forget_regions(conn, [region.id], "ada")
    assert ada.post(f"/api/deeds/{deed}/undo").status_code == 409
    assert named(connect, keep) == []


def test_the_page_counts_the_people_of_each(ada, connect, anna):
    _, (one, two, _) = anna
    with connect() as conn:
        run(
            conn,
            "INSERT INTO likeness_pair (low, high, distance) VALUES (%(one)s, %(two)s, 3)",
            one=one,
            two=two,
        )
    (group,) = ada.get("/api/duplicates").json["groups"]
    assert [twin["people"] for twin in group["twins"]] == [1, 1]
    assert "People" in ada.get("/duplicates").text
