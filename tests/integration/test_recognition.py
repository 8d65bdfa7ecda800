"""Faces find to their people as they come in, and keep what a person said (A46, A56, A69)."""

import re

import pytest

from shared.db import analyses, deeds, persons, recanting, recognition, regions
from shared.db.connection import run, value
from shared.db.regions import Place
from shared.domain import Box
from shared.errors import Conflict
from tests.integration.explained import noted
from tests.integration.faces import AGAIN, LEFT, RIGHT, album, face, groups, ids, settle, shot, together
from tests.integration.web import analysed


def only(connect, name):
    with connect() as conn:
        (person_id,) = persons.named(conn, name)
    return person_id


def name(connect, media_id, called, by="ada"):
    """Name the group of the first face of a file."""
    with connect() as conn:
        person_id = value(
            conn, "SELECT person_id FROM belonging WHERE finding_id = %(id)s", id=ids(conn, media_id)[0]
        )
        return person_id, persons.name(conn, person_id, called, by)[1]


def undo(connect, deed):
    with connect() as conn:
        recanting.undo(conn, deeds.begin_undo(conn, deed).before)


def found_in(connect, word):
    with connect() as conn:
        sql = """
            SELECT coalesce(array_agg(media_id ORDER BY media_id), '{}') FROM media_text
             WHERE document @@ to_tsquery('simple', %(word)s)
            """
        return value(conn, sql, word=word)


def test_faces_of_one_person_become_a_group_and_those_of_another_stay_apart(connect):
    anna, ben = album(connect, "anna", 4), album(connect, "ben", 3)
    alone = shot(connect, "carl.jpg", face("carl"))
    settle(connect)
    assert together(connect) == sorted([anna, ben])
    with connect() as conn:
        loose = value(conn, "SELECT array_agg(media_id) FROM belonging WHERE state = 'loose'")
    assert loose == [alone]


def test_a_new_photo_is_recognised_by_itself_and_found_by_name(connect):
    photos = album(connect, "anna", 3)
    settle(connect)
    name(connect, photos[0], "Anna")
    (new,) = album(connect, "anna", 1, start=7)
    settle(connect)
    assert groups(connect) == {only(connect, "anna"): [*photos, new]}
    assert found_in(connect, "anna") == [*photos, new]


def test_two_faces_of_one_photo_are_never_one_person(connect):
    album(connect, "anna", 3)
    both = shot(connect, "twins.jpg", face("anna", 8, LEFT), face("anna", 9, RIGHT))
    settle(connect)
    with connect() as conn:
        people = "SELECT array_agg(person_id) FROM belonging WHERE media_id = %(id)s"
        one, other = value(conn, people, id=both)
    assert one != other


def test_a_rejection_lasts_through_every_later_analysis(connect):
    photos = album(connect, "anna", 4)
    settle(connect)
    anna, _ = name(connect, photos[0], "Anna")
    with connect() as conn:
        persons.reject(conn, ids(conn, photos[3]), anna, "ada")
    settle(connect)
    assert groups(connect)[anna] == photos[:3]
    with connect() as conn:
        analyses.redo(conn, analyzer="faces")
    for n, photo_id in enumerate(photos):
        analysed(connect, photo_id, "faces", [face("anna", n, AGAIN)])
    settle(connect)
    assert groups(connect)[anna] == photos[:3]
    assert found_in(connect, "anna") == photos[:3]


def test_names_outlive_another_detector_that_finds_the_faces_anew(connect):
    anna, ben = album(connect, "anna", 3), album(connect, "ben", 3)
    settle(connect)
    named = {name(connect, anna[0], "Anna")[0]: anna, name(connect, ben[0], "Ben")[0]: ben}
    for n, photo_id in enumerate([*anna, *ben]):
        who = "anna" if photo_id in anna else "ben"
        analysed(connect, photo_id, "faces", [face(who, n + 50, AGAIN)], version=2)
    settle(connect)
    assert groups(connect) == named


def test_names_outlive_a_network_that_describes_faces_otherwise(connect):
    anna = album(connect, "anna", 3)
    settle(connect)
    person, _ = name(connect, anna[0], "Anna")
    for n, photo_id in enumerate(anna):
        analysed(connect, photo_id, "faces", [face("somebody else", n)], version=2)
    (new,) = album(connect, "somebody else", 1, start=9)
    settle(connect)
    assert groups(connect) == {person: [*anna, new]}


def test_a_name_holds_where_the_new_detector_finds_no_face(connect):
    anna = album(connect, "anna", 3)
    settle(connect)
    person, _ = name(connect, anna[0], "Anna")
    analysed(connect, anna[1], "faces", [], version=2)
    settle(connect)
    assert groups(connect) == {person: anna}


def test_an_ignored_face_belongs_to_nobody_and_helps_nobody(connect):
    photos = album(connect, "anna", 3)
    with connect() as conn:
        persons.ignore(conn, ids(conn, photos[0]), "ada")
    settle(connect)
    assert together(connect) == [photos[1:]]
    analysed(connect, photos[0], "faces", [face("anna", 0, AGAIN)], version=2)
    settle(connect)
    assert together(connect) == [photos[1:]]


def test_people_who_were_told_apart_are_never_united_by_themselves(connect):
    photos = album(connect, "anna", 6)
    settle(connect)
    with connect() as conn:
        persons.assign(conn, [*ids(conn, photos[0]), *ids(conn, photos[1])], "Her sister", "ada")
    more = album(connect, "anna", 4, start=20)
    settle(connect)
    sister = only(connect, "her sister")
    assert groups(connect)[sister][:2] == photos[:2]
    assert set(photos[2:]).isdisjoint(groups(connect)[sister])
    assert sum(map(len, together(connect))) <= len(photos) + len(more)


def test_a_named_person_takes_in_a_group_of_nobody_but_never_another_named_one(connect):
    anna = album(connect, "anna", 3)
    settle(connect)
    person, _ = name(connect, anna[0], "Anna")
    with connect() as conn:
        other = value(conn, "INSERT INTO person (name, decided) VALUES ('Anne', true) RETURNING id")
    more = album(connect, "anna", 3, start=30)
    for photo_id in more:
        with connect() as conn:
            persons.confirm(conn, ids(conn, photo_id), other, "ada")
    settle(connect)
    assert groups(connect) == {person: anna, other: more}


def test_naming_is_undone_and_the_group_is_there_as_before(connect):
    photos = album(connect, "anna", 3)
    settle(connect)
    person, deed = name(connect, photos[0], "Anna")
    undo(connect, deed)
    settle(connect)
    assert groups(connect) == {person: photos}
    with connect() as conn:
        assert persons.get(conn, person).name == ""
        assert value(conn, "SELECT count(*) FROM person_decision") == 0
    assert len(found_in(connect, "anna:*")) == 3  # the names of the files


def test_uniting_two_is_undone_wholly(connect):
    anna, ben = album(connect, "anna", 3), album(connect, "ben", 3)
    settle(connect)
    (first, _), (second, _) = name(connect, anna[0], "Anna"), name(connect, ben[0], "Ben")
    with connect() as conn:
        _, deed = persons.unite(conn, [second], first, "ada")
    settle(connect)
    assert groups(connect) == {first: sorted([*anna, *ben])}
    with connect() as conn:
        assert persons.get(conn, second).id == first
    undo(connect, deed)
    settle(connect)
    assert groups(connect) == {first: anna, second: ben}


def test_what_was_changed_since_is_not_undone(connect):
    photos = album(connect, "anna", 3)
    settle(connect)
    person, deed = name(connect, photos[0], "Anna")
    with connect() as conn:
        persons.name(conn, person, "Annika", "ben")
    with pytest.raises(Conflict):
        undo(connect, deed)
    assert only(connect, "annika") == person


def test_a_region_that_somebody_names_holds_without_a_face_and_takes_one_that_comes(connect):
    photo_id = shot(connect, "a.jpg")
    place = Place(photo_id, Box(0.1, 0.22, 0.2, 0.28))
    with connect() as conn:
        region, _ = regions.name_region(conn, place, "Anna", "ada")
        assert regions.name_region(conn, place, "anna", "ada")[0] == region
        assert [(one.name, one.kind) for one in regions.regions(conn, photo_id)] == [("Anna", "person")]
    assert together(connect) == [[photo_id]]
    with connect() as conn:
        analyses.redo(conn, analyzer="faces")
    analysed(connect, photo_id, "faces", [face("anna")])
    settle(connect)
    with connect() as conn:
        assert value(conn, "SELECT state FROM belonging WHERE media_id = %(id)s", id=photo_id) == "said"
    undo_all(connect, region)
    assert together(connect) == []


def undo_all(connect, region):
    with connect() as conn:
        regions.forget_regions(conn, [region], "ada")


def test_a_pet_is_named_by_its_place_and_is_nobodys_face(connect):
    photo_id = shot(connect, "a.jpg", face("anna"))
    with connect() as conn:
        regions.name_region(conn, Place(photo_id, LEFT), "Rex", "ada", kind="pet")
    settle(connect)
    with connect() as conn:
        assert value(conn, "SELECT state FROM belonging WHERE media_id = %(id)s", id=photo_id) == "loose"
    assert groups(connect) == {only(connect, "rex"): [photo_id]}


FACES = """
    INSERT INTO finding (analysis_id, media_id, label, score, box_left, box_top, box_width, box_height)
    SELECT analysis_id, media_id, label, score, 0.1, 0.1, 0.1, 0.1 FROM finding, generate_series(1, 10000);
    INSERT INTO face (finding_id, media_id, embedding)
    SELECT id, media_id, (SELECT array_agg(random()) FROM generate_series(1, 128 + 0 * id::int))::vector
      FROM finding WHERE id NOT IN (SELECT finding_id FROM face);
    INSERT INTO belonging (finding_id, media_id, state)
    SELECT finding_id, media_id, 'loose' FROM face ON CONFLICT DO NOTHING;
    """


def test_a_new_face_is_recognised_through_the_index_of_embeddings(connect):
    (photo_id,) = album(connect, "anna", 1)
    with connect() as conn:
        run(conn, FACES)
        run(conn, "ANALYZE")
        with noted(conn, "<->") as plans:
            recognition.recognise(conn, ids(conn, photo_id)[0])
    assert len(plans) == 1
    assert "Index Scan using face_embedding" in plans[0]
    assert not re.search("Seq Scan on (face|finding|belonging)", plans[0])
