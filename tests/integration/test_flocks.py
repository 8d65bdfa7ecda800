"""Animals that look alike are gathered by themselves; named, parted and hidden as people are (A46, P29)."""

import pytest

from shared.db import analyses, index, persons, recognition
from shared.db.connection import run, value
from shared.domain import Box, Finding
from tests.integration.faces import LEFT, face, groups, people, say, settle, shot, together
from tests.integration.faces import name as call
from tests.integration.test_pets import AGAIN, described, looks, shown
from tests.integration.test_reach import confined
from tests.integration.web import analysed

SMALL = Box(0.1, 0.7, 0.2, 0.2)


@pytest.fixture
def rex(connect):
    """Three photos of one dog that nobody named."""
    photos = [shown(connect, f"rex{n}.jpg", looks("rex", n / 10), has_preview=True) for n in range(3)]
    settle(connect)
    return photos


def animals(connect, *photos):
    with connect() as conn:
        sql = "SELECT array_agg(finding_id ORDER BY finding_id) FROM animal WHERE media_id = ANY (%(ids)s)"
        return value(conn, sql, ids=list(photos))


def searched(ada, query):
    return sorted(tile["id"] for tile in ada.get(f"/api/media?q={query}").json["items"])


def test_animals_that_look_alike_are_a_pet_without_a_name_and_others_are_not(ada, connect, rex):
    shown(connect, "mia.jpg", looks("mia"))
    settle(connect)
    (one,) = people(ada)
    assert (one["name"], one["kind"], one["files"]) == ("", "pet", 3)
    assert groups(connect) == {one["id"]: rex}
    assert people(ada, "?kind=pet") == [one]
    assert people(ada, "?kind=person") == []
    assert ada.get("/api/persons/loose").json["faces"] == []  # no face is left over


def test_a_new_photo_finds_to_its_group_and_no_other_is_looked_at(connect, rex):
    new = shown(connect, "new.jpg", looks("rex", 0.3))
    assert recognition.step(connect) == 1
    settle(connect)
    assert together(connect) == [[*rex, new]]


@pytest.mark.parametrize(("kind", "score"), [("cat", 0.9), ("dog", 0.4)])
def test_another_kind_or_what_may_be_no_dog_is_never_in_it(connect, rex, kind, score):
    shown(connect, "same.jpg", looks("rex", 0.1), kind=kind, score=score)
    shown(connect, "again.jpg", looks("rex", 0.1), kind="cat", score=0.4)
    settle(connect)
    assert together(connect) == [rex]


def test_groups_of_two_kinds_are_never_united(connect, rex):
    cats = [shown(connect, f"cat{n}.jpg", looks("rex", n / 10), kind="cat") for n in range(2)]
    settle(connect)
    assert together(connect) == [rex, cats]


def test_a_face_and_an_animal_are_never_of_one_group(connect, rex):
    anna = [shot(connect, f"anna{n}.jpg", face("anna", n)) for n in range(2)]
    settle(connect)
    assert together(connect) == [rex, anna]


def test_two_animals_of_one_photo_are_two(connect):
    first = shown(connect, "one.jpg", looks("rex"), looks("rex", 0.1))
    second = shown(connect, "two.jpg", looks("rex", 0.05))
    settle(connect)
    assert together(connect) == [[first, second]]


def test_a_group_is_named_found_by_its_name_and_goes_on(ada, connect, rex):
    (one,) = people(ada)
    assert ada.get("/persons?view=pets").text.count('name="kind" value="pet"') == 1
    form = {"csrf_token": ada.headers["X-CSRF-Token"], "name": "Rex", "kind": "pet"}
    assert ada.client.post(f"/persons/{one['id']}/name", data=form).status_code == 303
    (named,) = people(ada)
    assert (named["name"], named["kind"]) == ("Rex", "pet")
    assert searched(ada, "person:Rex") == rex
    new = shown(connect, "new.jpg", looks("rex", 0.3))
    settle(connect)
    assert searched(ada, "person:Rex") == [*rex, new]
    say(ada, animals(connect, new), "is-not", person=one["id"])
    settle(connect)
    assert groups(connect) == {one["id"]: rex}
    analysed(connect, new, "detect", [Finding("dog", score=0.9, box=AGAIN)], version=2)
    described(connect, new, looks("rex", 0.2))
    settle(connect)
    assert groups(connect) == {one["id"]: rex}


def test_one_that_nobody_named_is_gathered_again_after_every_analysis(connect, rex):
    with connect() as conn:
        analyses.redo(conn, analyzer="detect")
    for n, media_id in enumerate(rex):
        analysed(connect, media_id, "detect", [Finding("dog", score=0.9, box=AGAIN)])
        described(connect, media_id, looks("rex", n / 10))
    settle(connect)
    assert together(connect) == [rex]


def test_one_is_parted_from_its_group_and_that_is_taken_back(ada, connect, rex):
    (one,) = people(ada)
    done = say(ada, animals(connect, rex[2]), "is").json
    settle(connect)
    assert together(connect) == [rex[:2], rex[2:]]
    assert [card["kind"] for card in people(ada)] == ["pet", "pet"]
    assert ada.post(f"/api/deeds/{done['deed']}/undo").status_code == 200
    settle(connect)
    assert groups(connect) == {one["id"]: rex}


def test_one_is_said_to_be_another_pet_whatever_kind_is_told(ada, connect, rex):
    say(ada, animals(connect, rex[0]), "is", name="Rover")
    settle(connect)
    assert {card["kind"] for card in people(ada)} == {"pet"}
    assert searched(ada, "person:Rover") == rex[:1]


def test_groups_are_united_by_hand_but_no_person_with_a_pet(ada, connect, rex):
    far = [shown(connect, f"far{n}.jpg", looks("mia", n / 10)) for n in range(2)]
    anna = [shot(connect, f"anna{n}.jpg", face("anna", n)) for n in range(2)]
    settle(connect)
    by_file = {files[0]: person for person, files in groups(connect).items()}
    asked = {"ids": [by_file[far[0]]], "into": by_file[rex[0]]}
    assert ada.post("/api/persons/unite", json=asked).status_code == 200
    assert together(connect) == [[*rex, *far], anna]
    asked = {"ids": [by_file[anna[0]]], "into": by_file[rex[0]]}
    assert ada.post("/api/persons/unite", json=asked).status_code == 409
    form = {"csrf_token": ada.headers["X-CSRF-Token"], "id": [by_file[anna[0]], by_file[rex[0]]]}
    assert ada.client.post("/persons/unite", data=form).status_code == 409
    assert together(connect) == [[*rex, *far], anna]


def test_two_groups_that_turn_out_to_be_one_are_united(connect, rex):
    with connect() as conn:
        other = value(conn, "INSERT INTO person (kind) VALUES ('pet') RETURNING id")
        run(conn, "UPDATE belonging SET person_id = %(id)s WHERE media_id = %(file)s", id=other, file=rex[2])
        index.heed(conn, [rex[2]])
    assert together(connect) == [rex[:2], rex[2:]]
    settle(connect)
    assert together(connect) == [rex]


def test_a_hidden_group_is_in_no_list(ada, connect, rex):
    (one,) = people(ada)
    ada.post("/api/persons/hide", json={"ids": [one["id"]]})
    settle(connect)
    assert people(ada) == []
    assert [card["id"] for card in people(ada, "?hidden=true")] == [one["id"]]
    new = shown(connect, "new.jpg", looks("rex", 0.3))
    settle(connect)
    assert groups(connect) == {one["id"]: [*rex, new]}


def test_what_is_ignored_is_in_no_group(ada, connect, rex):
    say(ada, animals(connect, rex[0]), "ignore")
    settle(connect)
    assert together(connect) == [rex[1:]]


def test_the_page_of_pets_shows_the_animal_and_leads_to_what_it_may_be_too(ada, connect, rex):
    far = shown(connect, "far.jpg", looks("rex", 0.8))
    settle(connect)
    page = ada.get("/persons?view=pets").text
    assert f"/api/media/{rex[2]}/crop?left=0.1" in page or f"/api/media/{rex[0]}/crop?left=0.1" in page
    (one,) = people(ada)
    check = ada.get(f"/persons/{one['id']}?view=check").text
    assert "Is this the same animal?" in check
    assert f"/media/{far}" in check
    assert "Not this pet" in ada.get(f"/persons/{one['id']}").text


def test_an_animal_without_a_name_is_nobody_beside_a_person(ada, connect):
    anna = shot(connect, "anna.jpg", face("anna", 0, LEFT))
    other = shot(connect, "anna2.jpg", face("anna", 1, LEFT))
    settle(connect)
    (one,) = people(ada)
    call(ada, one["id"], "Anna")
    for n, media_id in enumerate((anna, other)):
        analysed(connect, media_id, "detect", [Finding("dog", score=0.9, box=SMALL)])
        described(connect, media_id, looks("rex", n / 10))
    settle(connect)
    assert len(groups(connect)) == 2
    assert searched(ada, "only:Anna") == [anna, other]
    (dog,) = set(groups(connect)) - {one["id"]}
    with connect() as conn:
        persons.name(conn, dog, "Rex", "ada")
    assert searched(ada, "only:Anna") == []


def test_a_confined_account_sees_groups_of_its_part(app, ada, connect):
    for n in range(4):
        shown(connect, f"{n}.jpg", looks("rex", n / 10), path=f"{'anna' if n < 2 else 'bert'}/{n}.jpg")
    settle(connect)
    assert [card["files"] for card in people(ada)] == [4]
    assert [card["files"] for card in people(confined(app, connect, "anna"))] == [2]
