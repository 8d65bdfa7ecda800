"""What people say of faces: parted, looked over, named out of the tray, drawn by hand, and in conflict."""

import pytest

from shared.db import analyses, hints, leases
from shared.db.connection import value
from shared.domain import Box, Job
from tests.integration import faces
from tests.integration.faces import AGAIN, album, face, faces_of, groups, name, people, say, settle, shot
from tests.integration.web import analysed

anna = faces.anna


def test_faces_are_parted_into_a_person_of_their_own_and_stay_so(ada, connect, anna):
    (one,) = people(ada)
    say(ada, faces_of(connect, *anna[:2]), "is")
    for n, photo_id in enumerate(anna):
        analysed(connect, photo_id, "faces", [face("anna", n, AGAIN)], version=2)
    settle(connect)
    assert sorted(groups(connect).values()) == [anna[:2], anna[2:]]
    assert groups(connect)[one["id"]] == anna[2:]


def test_faces_that_look_alike_are_suggested_until_they_are_rejected(ada, connect, anna):
    (one,) = people(ada)
    name(ada, one["id"], "Anna")
    far = shot(connect, "far.jpg", face("anna", 40, apart=0.8))
    settle(connect)
    assert far not in groups(connect)[one["id"]]
    where = f"/api/persons/{one['id']}/suggestions"
    suggested = ada.get(where).json["faces"]
    assert [found["media_id"] for found in suggested] == [far]
    assert "Look over" in ada.get(f"/persons/{one['id']}?view=check").text
    done = say(ada, [suggested[0]["id"]], "is-not", person=one["id"]).json
    settle(connect)
    assert ada.get(where).json["faces"] == []
    analysed(connect, far, "faces", [face("anna", 40, AGAIN, apart=0.8)], version=2)
    settle(connect)
    assert ada.get(where).json["faces"] == []
    assert ada.post(f"/api/deeds/{done['deed']}/undo").status_code == 200
    (again,) = ada.get(where).json["faces"]
    say(ada, [again["id"]], "is", person=one["id"])
    assert groups(connect)[one["id"]] == [*anna, far]


def test_the_tray_holds_faces_of_nobody_until_somebody_names_or_ignores_them(ada, connect, anna):
    alone = [shot(connect, f"{who}.jpg", face(who)) for who in ("carl", "dora", "emil")]
    settle(connect)
    tray = ada.get("/api/persons/loose").json["faces"]
    assert {found["media_id"] for found in tray} == set(alone)
    faces = {found["media_id"]: found["id"] for found in tray}
    say(ada, [faces[alone[0]], faces[alone[1]]], "is", name="Carl")
    say(ada, [faces[alone[2]]], "ignore")
    settle(connect)
    assert ada.get("/api/persons/loose").json["faces"] == []
    assert [(one["name"], one["files"]) for one in people(ada)] == [("Carl", 2), ("", 5)]
    assert ada.get("/persons/loose").status_code == 200


def test_a_face_of_which_people_disagree_is_shown_and_not_overwritten(ada, connect, anna):
    ben = album(connect, "ben", 3)
    settle(connect)
    first, second = people(ada)
    name(ada, first["id"], "Anna")
    say(ada, faces_of(connect, ben[0]), "is-not", person=first["id"])
    name(ada, second["id"], "Ben")
    say(ada, faces_of(connect, ben[0]), "is", person=second["id"])
    ada.post("/api/persons/unite", json={"ids": [second["id"]], "into": first["id"]})
    with connect() as conn:
        (torn,) = hints.torn(conn, None, first["id"])
        assert torn.media_id == ben[0]
        assert value(conn, "SELECT count(*) FROM person_decision WHERE verdict = 'is-not'") == 1
    assert "does not agree" in ada.get(f"/persons/{first['id']}").text
    say(ada, [torn.id], "is", person=first["id"])
    assert "does not agree" not in ada.get(f"/persons/{first['id']}").text


def test_a_face_is_chosen_as_the_portrait(ada, connect, anna):
    (one,) = people(ada)
    (chosen,) = faces_of(connect, anna[2])
    ada.post(f"/api/persons/{one['id']}/cover", json={"face": chosen})
    assert people(ada)[0]["face"] == chosen


def test_a_box_that_is_drawn_names_somebody_and_can_be_taken_away(ada, connect, anna):
    box = {"left": 0.6, "top": 0.5, "width": 0.2, "height": 0.2}
    drawn = ada.post(f"/api/media/{anna[0]}/regions", json=box | {"name": "Rex", "kind": "pet"})
    assert drawn.status_code == 201
    assert [(one["name"], one["kind"]) for one in people(ada)] == [("Rex", "pet"), ("", "person")]
    found = ada.get(f"/api/media/{anna[0]}/regions").json["faces"]
    assert [one["person"] for one in found] == ["", "Rex"]
    assert ada.get("/api/media?q=rex").json["items"][0]["id"] == anna[0]
    ada.client.delete(f"/api/media/{anna[0]}/regions/{drawn.json['region']}", headers=ada.headers)
    assert ada.get("/api/media?q=rex").json["items"] == []
    assert ada.post(f"/api/media/{anna[0]}/regions", json=box | {"left": 1, "name": "x"}).status_code == 404


def test_the_analyzer_is_asked_to_look_at_a_drawn_face(ada, connect, anna):
    box = {"left": 0.6, "top": 0.5, "width": 0.2, "height": 0.2, "name": "Ben"}
    ada.post(f"/api/media/{anna[0]}/regions", json=box)
    with connect() as conn:
        state = "SELECT state FROM analysis WHERE media_id = %(id)s AND analyzer = 'faces'"
        assert value(conn, state, id=anna[0]) == "queued"
    found = [face("anna", 0), face("ben", 0, Box(0.59, 0.49, 0.2, 0.2))]
    analysed(connect, anna[0], "faces", found)
    (new,) = album(connect, "ben", 1, start=4)
    settle(connect)
    (ben,) = [one for one in people(ada) if one["name"] == "Ben"]
    assert groups(connect)[ben["id"]] == [anna[0], new]


def test_the_boxes_that_were_drawn_go_to_the_analyzer_of_faces_alone(ada, connect, anna):
    box = {"left": 0.6, "top": 0.5, "width": 0.25, "height": 0.25}
    ada.post(f"/api/media/{anna[0]}/regions", json=box | {"name": "Ben"})
    ada.post(f"/api/media/{anna[0]}/regions", json=box | {"name": "Rex", "kind": "pet"})
    with connect() as conn:
        lease = claim(conn, anna[0], "faces")
        (drawn,) = lease.drawn
        assert tuple(vars(drawn).values()) == pytest.approx((0.6, 0.5, 0.25, 0.25))
    analysed(connect, anna[0], "detect", [])
    with connect() as conn:
        analyses.redo(conn, analyzer="detect", media_id=anna[0])
        assert claim(conn, anna[0], "detect").drawn == ()


def claim(conn, media_id, analyzer):
    return leases.claim(conn, Job(media_id, analyzer, 1), worker="w", seconds=60, attempts=5)
