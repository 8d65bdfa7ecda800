"""People pages and their API: named, united, hidden, found; confined people see their part."""

import re

from tests.integration import faces
from tests.integration.faces import (
    LEFT,
    RIGHT,
    album,
    face,
    faces_of,
    groups,
    name,
    people,
    say,
    settle,
    shot,
)
from tests.integration.test_reach import confined
from tests.integration.web import browser

anna = faces.anna


def test_groups_are_listed_with_a_portrait_and_their_files(ada, connect, anna):
    album(connect, "ben", 3)
    settle(connect)
    (first, second) = people(ada)
    assert (first["name"], first["files"], second["files"]) == ("", 5, 3)
    assert ada.get(f"/api/faces/{first['face']}/chip").status_code == 200
    name(ada, second["id"], "Ben")
    assert [one["name"] for one in people(ada)] == ["Ben", ""]
    assert [one["name"] for one in people(ada, "?q=be")] == ["Ben"]
    assert "Ben" in ada.get("/persons").text


def test_a_name_leads_to_the_pictures_by_word_and_by_filter(ada, connect, anna):
    (one,) = people(ada)
    name(ada, one["id"], "  Anna   Karenina ")
    assert [tile["id"] for tile in ada.get("/api/media?q=karenina").json["items"]] == anna[::-1]
    assert [tile["id"] for tile in ada.get(f"/api/media?person={one['id']}").json["items"]] == anna[::-1]
    page = ada.get(f"/?person={one['id']}").text
    assert "Anna Karenina" in page
    facets = ada.get("/api/facets").json["facets"]["people"]
    assert facets == [{"id": one["id"], "name": "Anna Karenina", "count": 5}]
    assert "Anna Karenina" in ada.get("/filters").text


def test_several_people_are_all_in_the_file(ada, connect, anna):
    ben = album(connect, "ben", 3)
    both = shot(connect, "both.jpg", face("anna", 20, LEFT), face("ben", 20, RIGHT))
    settle(connect)
    by_files = {group["files"]: group["id"] for group in people(ada)}
    query = f"person={by_files[6]}&person={by_files[4]}"
    assert [tile["id"] for tile in ada.get(f"/api/media?{query}").json["items"]] == [both]
    assert ada.get(f"/api/media?person={by_files[4]}").json["items"][0]["id"] in {*ben, both}


def test_naming_like_somebody_else_asks_whether_they_are_the_same(ada, connect, anna):
    ben = album(connect, "ben", 3)
    settle(connect)
    first, second = people(ada)
    name(ada, first["id"], "Anna")
    assert name(ada, second["id"], "anna").status_code == 409
    page = ada.client.post(
        f"/persons/{second['id']}/name", data={"name": "anna", "csrf_token": ada.headers["X-CSRF-Token"]}
    )
    assert "already" in page.text
    done = name(ada, second["id"], "anna", same="unite").json
    assert groups(connect) == {first["id"]: sorted([*anna, *ben])}
    answer = ada.get(f"/persons/{second['id']}")
    assert (answer.status_code, answer.location) == (302, f"/persons/{first['id']}")
    assert len(ada.get(f"/api/media?person={second['id']}").json["items"]) == 8
    assert ada.post(f"/api/deeds/{done['deed']}/undo").status_code == 200
    assert groups(connect) == {first["id"]: anna, second["id"]: ben}


def test_two_people_may_have_one_name(ada, connect, anna):
    album(connect, "ben", 3)
    settle(connect)
    for one in people(ada):
        assert name(ada, one["id"], "Anna", same="apart").status_code == 200
    assert [(one["name"], one["files"]) for one in people(ada)] == [("Anna", 5), ("Anna", 3)]


def test_a_hidden_person_is_in_no_list_and_in_no_word(ada, connect, anna):
    (one,) = people(ada)
    name(ada, one["id"], "Karenina")
    done = ada.post("/api/persons/hide", json={"ids": [one["id"]]}).json
    assert people(ada) == ada.get("/api/facets").json["facets"]["people"] == []
    assert ada.get("/api/media?q=karenina").json["items"] == []
    assert [found["id"] for found in people(ada, "?hidden=true")] == [one["id"]]
    ada.post(f"/api/deeds/{done['deed']}/undo")
    assert len(ada.get("/api/media?q=karenina").json["items"]) == 5


def test_a_confined_account_sees_and_changes_people_of_its_part_alone(app, ada, connect):
    own = [shot(connect, f"o{n}.jpg", face("anna", n), path=f"anna/o{n}.jpg") for n in range(2)]
    foreign = [shot(connect, f"f{n}.jpg", face("anna", n), path=f"x/f{n}.jpg") for n in range(3, 5)]
    others = [shot(connect, f"b{n}.jpg", face("ben", n), path=f"x/b{n}.jpg") for n in range(3)]
    settle(connect)
    anna, ben = people(ada)
    name(ada, anna["id"], "Anna")
    name(ada, ben["id"], "Benjamin")
    part = confined(app, connect)
    assert [(one["name"], one["files"]) for one in people(part)] == [("Anna", 2)]
    assert part.get("/api/facets").json["facets"]["people"] == [
        {"id": anna["id"], "name": "Anna", "count": 2}
    ]
    for where in ("/persons", f"/persons/{anna['id']}", "/persons/loose", f"/?person={ben['id']}"):
        assert "Benjamin" not in part.get(where).text
    assert part.get(f"/api/persons/{anna['id']}").json["files"] == 2
    assert "2 files" in part.get(f"/persons/{anna['id']}").text
    assert part.get(f"/persons/{ben['id']}").status_code == 404
    assert part.get(f"/api/persons/{ben['id']}/faces").status_code == 404
    seen = part.get(f"/api/persons/{anna['id']}/faces").json["faces"]
    assert {one["media_id"] for one in seen} == set(own)
    assert name(part, anna["id"], "Annika").status_code == 403
    assert say(part, faces_of(connect, foreign[0]), "ignore").status_code == 404
    assert say(part, faces_of(connect, own[0]), "ignore").status_code == 200
    assert say(part, faces_of(connect, own[1]), "is", person=ben["id"]).status_code == 404
    assert groups(connect)[ben["id"]] == others


def test_an_account_confined_to_a_kind_of_files_sees_people_of_a_kind(app, connect, anna):
    part = confined(app, connect, folder="", query="kind=image")
    (one,) = people(part)
    assert one["files"] == 5
    assert [one["id"] for one in part.get("/api/persons?kind=person").json["persons"]] == [one["id"]]


def test_a_viewer_looks_and_says_nothing(app, connect, anna):
    viewer = browser(app, connect, "viewer")
    (one,) = people(viewer)
    assert name(viewer, one["id"], "Anna").status_code == 403
    assert 'name="verdict"' not in viewer.get(f"/persons/{one['id']}").text


def test_the_forms_work_without_scripts_and_can_be_undone(ada, connect, anna):
    (one,) = people(ada)
    token = {"csrf_token": ada.headers["X-CSRF-Token"]}
    named = ada.client.post(f"/persons/{one['id']}/name", data=token | {"name": "Anna"})
    assert "data-undo" in ada.get(named.location).text
    faces = faces_of(connect, *anna[:2])
    back = f"/persons/{one['id']}"
    given = token | {"face": faces, "verdict": f"is-not {one['id']}", "name": "", "back": back}
    said = ada.client.post("/persons/say", data=given)
    assert said.location.startswith(back)
    assert groups(connect)[one["id"]] == anna[2:]
    deed = re.search(r"deed=(\d+)", said.location)[1]
    assert ada.post(f"/api/deeds/{deed}/undo").status_code == 200
    assert groups(connect)[one["id"]] == anna
    assert ada.client.post("/persons/say", data=given | {"back": "//evil"}).location.startswith("/persons?")


def test_hostile_names_are_escaped_and_never_broken(ada, connect, anna):
    (one,) = people(ada)
    hostile = "<script>alert(1)</script>\u202e\x00"
    assert name(ada, one["id"], hostile).status_code == 200
    for where in ("/persons", f"/persons/{one['id']}", "/filters", f"/?person={one['id']}"):
        assert "<script>alert" not in ada.get(where).text
    assert name(ada, one["id"], " \u200b ").status_code in {200, 409}


def test_pages_say_what_to_do_where_there_is_nobody(ada):
    assert "Nobody yet" in ada.get("/persons").text
    assert "No face is left over" in ada.get("/persons/loose").text
    assert ada.get("/persons/999").status_code == 404
    assert ada.get("/persons?view=odd&skip=-3").status_code == 200


def test_files_in_the_trash_count_for_nobody(ada, connect, anna):
    (one,) = people(ada)
    ada.post("/api/selection/trash", json={"ids": [anna[0]]})
    settle(connect)
    assert people(ada)[0]["files"] == 4
    assert len(ada.get(f"/api/persons/{one['id']}/faces").json["faces"]) == 4


def test_files_are_counted_at_once_when_somebody_says_who_is_in_them(ada, connect, anna):
    (one,) = people(ada)
    name(ada, one["id"], "Anna")
    done = say(ada, faces_of(connect, *anna[:2]), "ignore").json
    assert people(ada)[0]["files"] == 3
    ada.post(f"/api/deeds/{done['deed']}/undo")
    assert people(ada)[0]["files"] == 5
    ben = album(connect, "ben", 1)
    say(ada, faces_of(connect, *ben), "is", person=one["id"])
    assert people(ada)[0]["files"] == 6
