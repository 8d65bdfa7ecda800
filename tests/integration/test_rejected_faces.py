"""A face that somebody rejected is nobody's, now and after every analysis, until that is taken back (A56)."""

import pytest

from shared.db import analyses, crowd, deeds, persons, recanting, regions, said, verdicts
from shared.db.connection import run, value
from shared.db.regions import Place
from shared.db.verdicts import Anchor
from shared.domain import Box
from tests.integration.faces import AGAIN, LEFT, RIGHT, album, face, groups, ids, people, settle, shot
from tests.integration.faces import name as call
from tests.integration.web import SAME_SITE, analysed

ANOTHER = Box(0.12, 0.28, 0.14, 0.2)  # the left face as a detector frames it that sees less of it: 0.4 shared
FOUND = {"left": LEFT, "again": AGAIN, "another": ANOTHER}


@pytest.fixture
def anna(ada, connect):
    """Four photos of Anna: her number and theirs."""
    photos = album(connect, "anna", 4)
    settle(connect)
    (one,) = people(ada)
    call(ada, one["id"], "Anna Karenina")
    return one["id"], photos


def reject(connect, media_id, n=0):
    """Say that the `n`-th face of a file is none; the number to undo that by."""
    with connect() as conn:
        held = verdicts.anchor(conn, media_id, ids(conn, media_id)[n])
        return verdicts.give(conn, media_id, held, "rejected", by="ada")


def undo(connect, deed):
    with connect() as conn:
        verdicts.undo(conn, deeds.begin_undo(conn, deed).before)


def searched(ada, query="person:Anna"):
    return sorted(tile["id"] for tile in ada.get(f"/api/media?q={query}").json["items"])


def test_a_rejected_face_is_found_by_no_name_at_once(ada, connect, anna):
    person, photos = anna
    reject(connect, photos[3])
    assert groups(connect)[person] == photos[:3]
    assert searched(ada) == searched(ada, "karenina") == photos[:3]
    with connect() as conn:
        assert crowd.inside(conn, photos[3]) == []
        assert regions.regions(conn, photos[3]) == []
        assert said.of(conn, photos[3])[0].people == ()
    settle(connect)
    assert (searched(ada), people(ada)[0]["files"]) == (photos[:3], 3)


@pytest.mark.parametrize("framed", FOUND)
@pytest.mark.parametrize("version", [1, 2])
def test_it_stays_so_through_every_later_analysis(ada, connect, anna, framed, version):
    person, photos = anna
    reject(connect, photos[3])
    with connect() as conn:
        analyses.redo(conn, analyzer="faces")
    for n, photo_id in enumerate(photos):
        analysed(connect, photo_id, "faces", [face("anna", n, FOUND[framed])], version=version)
    settle(connect)
    assert groups(connect)[person] == photos[:3]
    assert searched(ada) == photos[:3]


def test_it_stays_so_where_no_face_is_found_any_more(ada, connect, anna):
    """What was said of the face before it was rejected is no word of a region either."""
    person, photos = anna
    reject(connect, photos[3])
    analysed(connect, photos[3], "faces", [], version=2)
    settle(connect)
    assert groups(connect)[person] == photos[:3]


@pytest.mark.parametrize("again", [False, True])
def test_taking_the_rejection_back_brings_the_name_back(ada, connect, anna, again):
    person, photos = anna
    deed = reject(connect, photos[3])
    settle(connect)
    if again:
        analysed(connect, photos[3], "faces", [face("anna", 3, AGAIN)], version=2)
        settle(connect)
    undo(connect, deed)
    assert groups(connect)[person] == photos
    assert searched(ada) == photos


def test_a_guess_is_made_anew_when_its_rejection_is_withdrawn(ada, connect, anna):
    person, photos = anna
    (new,) = album(connect, "anna", 1, start=9)
    settle(connect)
    reject(connect, new)
    settle(connect)
    assert groups(connect)[person] == photos
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM face_due") == 0
        (verdict,) = verdicts.of(conn, new)
        verdicts.withdraw(conn, new, verdict.id, "ada")
    settle(connect)
    assert groups(connect)[person] == [*photos, new]


def test_a_rejected_face_is_in_no_tray_and_leads_no_other_to_somebody(ada, connect, anna):
    _, photos = anna
    for photo_id in photos:
        reject(connect, photo_id)
    (new,) = album(connect, "anna", 1, start=9)
    settle(connect)
    assert groups(connect) == {}
    assert [one["media_id"] for one in ada.get("/api/persons/loose").json["faces"]] == [new]
    (finding,) = ids_of(connect, new)
    alike = ada.get(f"/api/faces/{finding}/similar").json["faces"]
    assert [one["media_id"] for one in alike] == [new]


def ids_of(connect, media_id):
    with connect() as conn:
        return ids(conn, media_id)


def test_the_other_face_of_the_picture_keeps_its_name(ada, connect, anna):
    person, photos = anna
    both = shot(connect, "both.jpg", face("anna", 8, LEFT), face("ben", 1, RIGHT))
    settle(connect)
    reject(connect, both, 1)
    assert groups(connect)[person] == [*photos, both]
    reject(connect, both, 0)
    assert groups(connect)[person] == photos


def test_a_label_that_is_rejected_everywhere_in_a_file_takes_every_face(ada, connect, anna):
    person, photos = anna
    with connect() as conn:
        verdicts.give(conn, photos[0], Anchor("face", "object"), "rejected", by="ada")
    analysed(connect, photos[0], "faces", [face("anna", 0, RIGHT)], version=2)
    settle(connect)
    assert groups(connect)[person] == photos[1:]


def test_a_name_that_is_given_later_to_the_place_holds(ada, connect, anna):
    person, photos = anna
    deed = reject(connect, photos[3])
    with connect() as conn:
        regions.name_region(
            conn, Place(photos[3], Box(0.12, 0.22, 0.2, 0.3)), "Anna Karenina", "ada", drawn=True
        )
    assert groups(connect)[person] == photos
    analysed(connect, photos[3], "faces", [face("anna", 3, AGAIN)], version=2)
    settle(connect)
    assert groups(connect)[person] == photos
    undo(connect, deed)
    assert groups(connect)[person] == photos


def test_undoing_what_was_said_of_a_person_leaves_the_rejection(ada, connect, anna):
    person, photos = anna
    with connect() as conn:
        _, deed = persons.name(conn, person, "Anne", "ada")
    reject(connect, photos[3])
    with connect() as conn:
        recanting.undo(conn, deeds.begin_undo(conn, deed).before)
    assert groups(connect)[person] == photos[:3]


def test_evidence_for_a_name_is_rejected_as_not_this_person_and_the_face_stays(ada, connect, anna):
    """Beside a hit of `person:Anna`: the cross says “not Anna”, whoever else it is."""
    person, photos = anna
    (finding,) = ids_of(connect, photos[3])
    (reason,) = ada.get(f"/api/media/{photos[3]}/why?q=person:Anna").json["reasons"]
    assert (reason["trace"]["person"], reason["trace"]["finding"]) == (person, finding)
    page = ada.get(f"/media/{photos[3]}?q=person%3AAnna").text
    assert f'name="person" value="{person}"' in page
    form = {"csrf_token": ada.headers["X-CSRF-Token"], "finding": finding, "person": person}
    where = f"/media/{photos[3]}/verdict?q=person%3AAnna"
    said = ada.client.post(where, data=form | {"decision": "rejected"}, headers=SAME_SITE)
    assert said.status_code == 303
    settle(connect)
    assert searched(ada) == photos[:3]
    assert ids_of(connect, photos[3]) == [finding]
    analysed(connect, photos[3], "faces", [face("anna", 3, AGAIN)], version=2)
    settle(connect)
    assert searched(ada) == photos[:3]
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM verdict") == 0
    form["finding"] = ids_of(connect, photos[3])[0]
    ada.client.post(where, data=form | {"decision": "confirmed"}, headers=SAME_SITE)
    assert searched(ada) == photos


def test_faces_that_were_rejected_before_this_was_known_follow_by_themselves(ada, connect, anna):
    """What an earlier release left: the rejection is there, and the name too."""
    person, photos = anna
    reject(connect, photos[3])
    with connect() as conn:
        run(conn, "INSERT INTO media_person SELECT id, %(p)s, 1, taken_at FROM media WHERE id = %(id)s",
            p=person, id=photos[3])  # fmt: skip
        run(conn, "INSERT INTO file_due VALUES (%(id)s)", id=photos[3])
    settle(connect)
    assert groups(connect)[person] == photos[:3]
