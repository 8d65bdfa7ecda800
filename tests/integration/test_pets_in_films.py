"""Animals in films are described at the frames that they were found in, and known as in photos (A46)."""

import pytest

from shared.db import analyses, leases, regions
from shared.db.connection import value
from shared.db.regions import Place
from shared.domain import Box, Finding, Job
from tests.integration.declared import Declared
from tests.integration.faces import groups, people, say, settle, together
from tests.integration.test_flocks import animals
from tests.integration.test_pets import HERE, looks, shown, state
from tests.integration.web import analysed, photo

THERE = Box(0.5, 0.4, 0.2, 0.2)
SEEN = {2.0: HERE, 7.5: THERE}


def film(connect, name="film.mp4", kind="dog", score=0.9, away=0.1):
    """A film in two frames of which a dog is found, and then described."""
    media_id = photo(connect, name, kind="video", mime="video/mp4", duration=20.0)
    with connect() as conn:
        analyses.register(conn, Declared("classify"))
        analyses.plan(conn, media_id)
    described(connect, media_id, away)
    seen = [Finding(kind, score=score, box=box, start=start) for start, box in SEEN.items()]
    analysed(connect, media_id, "detect", seen)
    if state(connect, media_id) == "queued":
        described(connect, media_id, away)
    return media_id


def described(connect, media_id, away):
    with connect() as conn:
        lease = leases.claim(conn, Job(media_id, "classify", 1), worker="w", seconds=60, attempts=9)
        assert lease
        found = [
            Finding(box=box, start=at, picture=looks("rex", away), chip=b"webp")
            for box, at in zip(lease.drawn, lease.drawn_at, strict=True)
        ]
        leases.finish(conn, lease, found, engine="e", model="m")
        return lease


def test_the_boxes_of_a_film_come_with_their_seconds_and_once(connect):
    media_id = film(connect)
    assert state(connect, media_id) == "done"
    with connect() as conn:
        sql = """
            SELECT array_agg(ARRAY[start_second, round(box_left::numeric, 2)] ORDER BY start_second)
              FROM animal JOIN finding ON finding.id = finding_id WHERE animal.media_id = %(id)s
            """
        found = [[float(side) for side in box] for box in value(conn, sql, id=media_id)]
        assert found == [[2.0, 0.1], [7.5, 0.5]]
        analyses.redo(conn, analyzer="detect", media_id=media_id)
    seen = [Finding("dog", score=0.8, box=box, start=start) for start, box in SEEN.items()]
    analysed(connect, media_id, "detect", seen)
    assert state(connect, media_id) == "done"


def test_a_dog_of_photos_is_known_in_a_film_and_shown_as_it_is_there(ada, connect):
    photos = [shown(connect, f"{n}.jpg", looks("rex", n / 10)) for n in range(2)]
    there = film(connect)
    settle(connect)
    assert together(connect) == [[*photos, there]]
    (one,) = people(ada)
    faces = ada.get(f"/api/persons/{one['id']}/faces").json["faces"]
    in_film = [face for face in faces if face["media_id"] == there]
    assert [(face["start"], face["face"]) for face in in_film] == [(2.0, True), (7.5, True)]
    assert one["face"] in animals(connect, there)
    assert ada.get(f"/api/faces/{in_film[0]['id']}/chip").data == b"webp"


@pytest.mark.parametrize(("kind", "score"), [("cat", 0.9), ("dog", 0.4)])
def test_another_kind_or_what_may_be_none_is_not_gathered(connect, kind, score):
    photos = [shown(connect, f"{n}.jpg", looks("rex", n / 10)) for n in range(2)]
    there = film(connect, kind=kind, score=score)
    settle(connect)
    assert photos in together(connect)
    assert [*photos, there] not in together(connect)


def test_what_is_said_of_one_in_a_film_is_kept_through_another_analysis(ada, connect):
    there = film(connect)
    settle(connect)
    (one,) = groups(connect)
    say(ada, animals(connect, there), "is", name="Rex")
    (rex,) = groups(connect)
    assert rex != one
    with connect() as conn:
        analyses.redo(conn, analyzer="classify", media_id=there)
    described(connect, there, 0.8)
    settle(connect)
    assert groups(connect) == {rex: [there]}


def test_one_in_a_film_is_asked_about_with_its_picture(ada, connect):
    photos = [shown(connect, f"{n}.jpg", looks("rex", n / 10)) for n in range(2)]
    there = film(connect, away=0.8)
    settle(connect)
    person = next(person for person, files in groups(connect).items() if photos[0] in files)
    asked = ada.get(f"/api/persons/{person}/suggestions").json["faces"]
    assert {(face["media_id"], face["face"]) for face in asked} == {(there, True)}


def test_a_pet_that_is_said_to_be_somewhere_in_a_film_disturbs_no_box(connect):
    there = film(connect)
    with connect() as conn:
        regions.name_region(conn, Place(there, Box(0.3, 0.3, 0.3, 0.3)), "Rex", "ada", kind="pet", drawn=True)
        analyses.redo(conn, analyzer="classify", media_id=there)
    lease = described(connect, there, 0.1)
    assert [round(at, 1) for at in lease.drawn_at] == [2.0, 7.5]
    assert [round(box.left, 1) for box in lease.drawn] == [0.1, 0.5]
