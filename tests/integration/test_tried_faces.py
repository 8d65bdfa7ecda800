"""Faces that a candidate finds are nobody's until it serves; names follow what serves, there and back."""

import pytest

from shared.db import (
    analyses,
    candidates,
    changeovers,
    editions,
    following,
    leases,
    persons,
    recognition,
    regions,
)
from shared.db.connection import value
from shared.domain import Box, Finding, Job
from tests.integration.declared import Declared
from tests.integration.files import file

OLD, NEW = Declared("faces", model="hog net"), Declared("faces", model="yunet net")


@pytest.fixture
def library(connect):
    with connect() as conn:
        analyses.register(conn, OLD)
    ids = [file(connect, name=f"{n}.jpg") for n in range(3)]
    for media_id in ids:
        look(connect, media_id, 0, 0.1)
    recognised(connect)
    return ids


def face(left, who=0.1):
    return Finding(
        label="face", score=0.9, box=Box(left, 0.1, 0.3, 0.3), embedding=(who,) * 128, chip=b"chip"
    )


def look(connect, media_id, edition, *lefts, version=1):
    with connect() as conn:
        analyses.plan(conn, media_id)
        lease = leases.claim(
            conn, Job(media_id, "faces", version, edition=edition), worker="w", seconds=60, attempts=5
        )
        model = NEW.model if edition else OLD.model
        leases.finish(conn, lease, [face(left, 0.1 + left / 1000) for left in lefts], model=model)


def recognised(connect):
    while recognition.step(connect):
        pass


def people(connect):
    with connect() as conn:
        return value(conn, "SELECT count(*) FROM person"), value(conn, "SELECT count(*) FROM media_person")


def test_a_candidate_makes_nobody_and_the_name_follows_the_switch_and_the_way_back(connect, library):
    with connect() as conn:
        person = value(conn, "SELECT min(id) FROM person")
        persons.name(conn, person, "Anna", "ada")
    before = people(connect)
    with connect() as conn:
        edition = editions.begin(conn, "faces", "yunet", sample=None, by="ada")
        candidates.take_up(conn, edition, NEW)
    for media_id in library:
        look(connect, media_id, edition, 0.12)
    recognised(connect)
    assert people(connect) == before
    for step in (changeovers.switch, changeovers.roll_back):
        with connect() as conn:
            step(conn, "faces", by="ada")
        followed(connect)
        recognised(connect)
        assert people(connect) == before
        assert named(connect, library) == {"Anna": 3}


def test_one_face_seen_by_two_models_makes_no_pair_of_it(connect):
    with connect() as conn:
        analyses.register(conn, OLD)
    alone = file(connect)
    look(connect, alone, 0, 0.1)
    recognised(connect)
    with connect() as conn:
        edition = editions.begin(conn, "faces", "yunet", sample=None, by="ada")
        candidates.take_up(conn, edition, Declared("faces", model=OLD.model))
    look(connect, alone, edition, 0.1)
    with connect() as conn:
        changeovers.switch(conn, "faces", by="ada")
    followed(connect)
    recognised(connect)
    assert people(connect) == (0, 0)


def followed(connect):
    going = True
    while going:
        with connect() as conn:
            going = following.catch_up(conn)


def named(connect, ids):
    found = {}
    with connect() as conn:
        for media_id in ids:
            for region in regions.regions(conn, media_id):
                found[region.name] = found.get(region.name, 0) + 1
    return found
