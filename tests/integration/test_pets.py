"""A pet is found in other photos by what it looks like, and asked about (A46, P29)."""

import pytest

from shared.db import analyses, deeds, leases, persons, recanting, regions, verdicts
from shared.db.connection import run, value
from shared.db.regions import Place
from shared.domain import PICTURE, Box, Finding, Job
from tests.integration.declared import Declared
from tests.integration.faces import face, groups, ids, people, say, settle
from tests.integration.test_reach import confined
from tests.integration.web import analysed, photo

HERE, THERE = Box(0.1, 0.2, 0.3, 0.4), Box(0.55, 0.2, 0.3, 0.4)
AGAIN = Box(0.12, 0.22, 0.29, 0.37)  # the first as another model frames it


def looks(who, away=0.0):
    """What an animal looks like: two are about 1.4 apart, one and the same about `away`."""
    numbers = [0.0] * PICTURE
    numbers[["rex", "mia", "tom"].index(who)], numbers[-1] = 1.0, away
    length = sum(number * number for number in numbers) ** 0.5
    return tuple(number / length for number in numbers)


def described(connect, media_id, *animals, version=1):
    """Let `classify` look, and describe each animal in the box that it was told of."""
    with connect() as conn:
        analyses.register(conn, Declared("classify", version))
        lease = leases.claim(conn, Job(media_id, "classify", version), worker="w", seconds=60, attempts=9)
        assert lease
        seen = [Finding(box=box, picture=animal) for box, animal in zip(lease.drawn, animals, strict=True)]
        leases.finish(conn, lease, [Finding(picture=looks("tom")), *seen], engine="e", model="m")


def shown(connect, name, *animals, box=HERE, kind="dog", score=0.9, **columns):
    """A photo of animals, side by side, found and described."""
    media_id = photo(connect, name, **columns)
    boxes = [box, THERE][: len(animals)]
    analysed(connect, media_id, "detect", [Finding(kind, score=score, box=place) for place in boxes])
    described(connect, media_id, *animals)
    return media_id


def call(connect, media_id, name="Rex", box=HERE):
    with connect() as conn:
        return regions.name_region(conn, Place(media_id, box), name, "ada", kind="pet", drawn=True)[1]


@pytest.fixture
def rex(connect):
    """The number of Rex, and the photo in which he was named."""
    media_id = shown(connect, "rex.jpg", looks("rex"))
    call(connect, media_id)
    with connect() as conn:
        (person,) = persons.named(conn, "Rex")
    return person, media_id


def suggestions(ada, person):
    return [
        (one["media_id"], one["id"]) for one in ada.get(f"/api/persons/{person}/suggestions").json["faces"]
    ]


def files(found):
    return [media_id for media_id, _ in found]


def state(connect, media_id):
    with connect() as conn:
        sql = "SELECT state FROM analysis WHERE media_id = %(id)s AND analyzer = 'classify'"
        return value(conn, sql, id=media_id)


@pytest.mark.parametrize("first", ["detect", "classify"])
def test_animals_are_described_whichever_looks_first_and_once(connect, first):
    media_id = photo(connect)
    with connect() as conn:
        for name in ("classify", "detect"):
            analyses.register(conn, Declared(name))
    if first == "classify":
        described(connect, media_id)
    analysed(
        connect,
        media_id,
        "detect",
        [Finding("dog", score=0.9, box=HERE), Finding("car", score=0.9, box=THERE)],
    )
    assert state(connect, media_id) == "queued"
    described(connect, media_id, looks("rex"))
    assert state(connect, media_id) == "done"
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM animal") == 1
        assert value(conn, "SELECT count(*) FROM picture") == 1  # what the whole looks like stands apart
        analyses.redo(conn, analyzer="detect", media_id=media_id)
    analysed(connect, media_id, "detect", [Finding("dog", score=0.8, box=HERE)])
    assert state(connect, media_id) == "done"  # the same box is described already
    with connect() as conn:
        analyses.redo(conn, analyzer="detect", media_id=media_id)
    analysed(connect, media_id, "detect", [Finding("dog", score=0.8, box=AGAIN)])
    assert state(connect, media_id) == "queued"


def test_who_is_looking_while_animals_are_found_looks_again_afterwards(connect):
    media_id = photo(connect)
    with connect() as conn:
        analyses.register(conn, Declared("classify"))
        lease = leases.claim(conn, Job(media_id, "classify", 1), worker="w", seconds=60, attempts=5)
    assert lease
    assert lease.drawn == ()
    analysed(connect, media_id, "detect", [Finding("cat", score=0.9, box=HERE)])
    assert state(connect, media_id) == "running"
    with connect() as conn:
        leases.finish(conn, lease, [], engine="e", model="m")
    assert state(connect, media_id) == "queued"
    described(connect, media_id, looks("mia"))
    assert state(connect, media_id) == "done"


def test_a_photo_without_animals_is_looked_at_once(connect):
    media_id = photo(connect)
    with connect() as conn:
        analyses.register(conn, Declared("classify"))
    described(connect, media_id)
    analysed(connect, media_id, "detect", [Finding("car", score=0.9, box=HERE)])
    assert state(connect, media_id) == "done"


def test_a_pet_is_suggested_where_it_looks_alike_the_nearest_first(ada, connect, rex):
    person, named = rex
    far = shown(connect, "far.jpg", looks("rex", 0.7))
    near = shown(connect, "near.jpg", looks("rex", 0.2), looks("mia"))
    shown(connect, "mia.jpg", looks("mia"))
    assert files(suggestions(ada, person)) == [near, far]
    assert groups(connect) == {person: [named]}  # nothing is guessed
    page = ada.get(f"/persons/{person}?view=check").text
    assert "Is this Rex?" in page
    assert "May be this pet too" in page


def test_yes_is_kept_through_another_detector_and_found_by_name(ada, connect, rex):
    person, named = rex
    near = shown(connect, "near.jpg", looks("rex", 0.2))
    ((_, animal),) = suggestions(ada, person)
    said = say(ada, [animal], "is", person=person)
    assert said.status_code == 200
    assert groups(connect) == {person: [named, near]}
    assert suggestions(ada, person) == []
    analysed(connect, near, "detect", [Finding("dog", score=0.9, box=AGAIN)], version=2)
    described(connect, near, looks("rex", 0.3))
    assert groups(connect) == {person: [named, near]}
    found = ada.get("/api/media?q=person:Rex").json["items"]
    assert sorted(tile["id"] for tile in found) == [named, near]
    with connect() as conn:
        recanting.undo(conn, deeds.begin_undo(conn, said.json["deed"]).before)
    assert groups(connect) == {person: [named]}
    assert files(suggestions(ada, person)) == [near]


def test_no_is_kept_through_every_later_analysis(ada, connect, rex):
    person, _ = rex
    near = shown(connect, "near.jpg", looks("rex", 0.2))
    ((_, animal),) = suggestions(ada, person)
    say(ada, [animal], "is-not", person=person)
    assert suggestions(ada, person) == []
    analysed(connect, near, "detect", [Finding("dog", score=0.9, box=AGAIN)], version=2)
    described(connect, near, looks("rex", 0.1))
    assert suggestions(ada, person) == []


def test_what_is_ignored_or_another_pet_is_not_asked_about(ada, connect, rex):
    person, _ = rex
    one, two = shown(connect, "1.jpg", looks("rex", 0.2)), shown(connect, "2.jpg", looks("rex", 0.3))
    (_, first), (_, second) = suggestions(ada, person)
    say(ada, [first], "ignore")
    call(connect, two, "Rover", AGAIN)
    assert suggestions(ada, person) == []
    assert groups(connect) == {person: [rex[1]], person + 1: [two]}
    assert (one, second) != (two, first)


def test_a_box_drawn_where_no_animal_is_found_is_described_too(ada, connect, rex):
    """A hamster: no detector knows one."""
    media_id = photo(connect, "hamster.jpg")
    with connect() as conn:
        analyses.register(conn, Declared("classify"))
    described(connect, media_id)
    call(connect, media_id, "Hammy", THERE)
    assert state(connect, media_id) == "queued"
    described(connect, media_id, looks("mia"))
    other = shown(connect, "other.jpg", looks("mia", 0.2))
    with connect() as conn:
        (hammy,) = persons.named(conn, "Hammy")
    assert files(suggestions(ada, hammy)) == [other]


def test_an_animal_is_nobodys_face(ada, connect, rex):
    person, media_id = rex
    analysed(connect, media_id, "faces", [face("anna", 0, HERE)])
    shown(connect, "near.jpg", looks("rex", 0.7))
    settle(connect)
    assert groups(connect) == {person: [media_id]}
    assert [one["media_id"] for one in ada.get("/api/persons/loose").json["faces"]] == [media_id]
    (card,) = people(ada)
    assert (card["name"], card["kind"], card["files"]) == ("Rex", "pet", 1)
    with connect() as conn:  # and where the face is none, the pet is there still
        verdicts.give(
            conn, media_id, verdicts.anchor(conn, media_id, ids(conn, media_id)[0]), "rejected", by="ada"
        )
    assert groups(connect) == {person: [media_id]}


def test_a_confined_account_is_asked_about_its_part(app, ada, connect, rex):
    person, _ = rex
    near = shown(connect, "near.jpg", looks("rex", 0.2), path="anna/near.jpg")
    shown(connect, "far.jpg", looks("rex", 0.3), path="bert/far.jpg")
    with connect() as conn:
        run(conn, "UPDATE media SET path = 'anna/rex.jpg' WHERE name = 'rex.jpg'")
    assert files(suggestions(confined(app, connect, "anna"), person)) == [near]
    assert len(suggestions(ada, person)) == 2


def test_a_worker_of_another_machine_is_told_boxes_and_looks_again_where_there_are_more(connect, outsider):
    media_id = photo(connect)
    with connect() as conn:
        analyses.register(conn, Declared("classify"))
        run(conn, "UPDATE worker_credential SET analyzers = '{classify}'")
    with outsider.connect() as conn:
        lease = leases.claim(conn, Job(media_id, "classify", 1), worker="w", seconds=60, attempts=5)
    analysed(connect, media_id, "detect", [Finding("dog", score=0.9, box=HERE)])
    with outsider.connect() as conn:
        leases.finish(conn, lease, [Finding("beagle", score=0.9)], engine="e", model="m")
    with outsider.connect() as conn:
        lease = leases.claim(conn, Job(media_id, "classify", 1), worker="w", seconds=60, attempts=5)
        assert [box.left for box in lease.drawn] == [pytest.approx(0.1)]
    with outsider.connect() as conn:
        found = [Finding(box=lease.drawn[0], picture=looks("rex"))]
        leases.finish(conn, lease, found, engine="e", model="m")
    assert state(connect, media_id) == "done"
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM animal") == 1
        run(conn, "UPDATE worker_credential SET analyzers = '{detect}'")
    with outsider.connect() as conn:
        assert value(conn, "SELECT boxes_of_animals(%(id)s)", id=media_id) is None
