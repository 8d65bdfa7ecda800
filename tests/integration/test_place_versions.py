"""A new version that names places fills in beside the old one, is compared, switched to and taken back."""

from dataclasses import dataclass

import pytest

from shared.db import analyses, cells, changeovers, leases, localities, marks
from shared.db.comparing import compare
from shared.db.connection import value
from shared.db.facets import facets
from shared.db.selection import Selection
from shared.domain import Finding, Job, Locality
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.test_place import found
from tests.integration.tried import followed

AREZZO = Locality("Arezzo", "Tuscany", "Italy", "IT", "Arezzo", 1.0, 1.0)
NEARER = Locality("Monte San Savino", "Tuscany", "Italy", "IT", "Arezzo", 0.2, 20.0)


@dataclass(frozen=True)
class Named(Declared):
    name: str = "place"
    placed: bool = True


def register(connect, version):
    with connect() as conn:
        analyses.register(conn, Named(version=version))


def look(connect, media_id, version, locality):
    with connect() as conn:
        analyses.plan(conn, media_id)
        lease = leases.claim(conn, Job(media_id, "place", version), worker="w", seconds=60, attempts=5)
        leases.finish(conn, lease, [Finding(locality=locality)] if locality else [])


def named(connect, media_id):
    with connect() as conn:
        held = localities.of(conn, media_id)
    return held and held.city


def counted(connect):
    """The towns with the number of their files, which must be what the rows say."""
    with connect() as conn:
        cells.fold(conn)
        return {one.value.rpartition("/")[2]: one.count for one in facets(conn, Selection()).places
                if one.value.count("/") == 2}  # fmt: skip


@pytest.fixture
def photos(connect):
    """Two files that the first version has named, and the second one otherwise: one of them not at all."""
    register(connect, 1)
    ids = [file(connect, f"{n}.jpg", latitude=43.4, longitude=11.8) for n in range(2)]
    for media_id in ids:
        look(connect, media_id, 1, AREZZO)
    register(connect, 2)
    for media_id, locality in zip(ids, (NEARER, None), strict=True):
        look(connect, media_id, 2, locality)
    return ids


def switch(connect, change):
    with connect() as conn:
        change(conn, "place", by="ada")
    followed(connect)


def test_the_old_names_hold_until_somebody_switches_and_come_back_with_the_old_version(connect, photos):
    old = {"Arezzo": 2}
    for step, towns, cities, counts in (
        (None, [[*photos], []], ["Arezzo", "Arezzo"], old),
        (changeovers.switch, [[], photos[:1]], ["Monte San Savino", None], {"Monte San Savino": 1}),
        (changeovers.roll_back, [[*photos], []], ["Arezzo", "Arezzo"], old),
    ):
        if step:
            switch(connect, step)
        assert [named(connect, one) for one in photos] == cities
        held = [
            found(connect, Selection(places=(f"Italy/Tuscany/{name}",))) for name in ("Arezzo", NEARER.city)
        ]
        assert [sorted(ids) for ids in held] == towns
        assert sorted(found(connect, Selection(text="savino "))) == towns[1]
        assert counted(connect) == counts


def test_the_comparison_tells_which_names_are_gained_and_lost(connect, photos):
    with connect() as conn:
        told = compare(conn, "place", (0, 1), (0, 2))
    assert {one.kind: (one.gained, one.lost) for one in told.kinds} == {
        "Arezzo, Tuscany, Italy": (0, 2),
        "Monte San Savino, Tuscany, Italy": (1, 0),
    }


def test_a_file_that_is_moved_is_named_anew_whatever_serves(connect, photos):
    with connect() as conn:
        marks.place(conn, photos, "ada", (25.8, -80.2))
        assert value(conn, "SELECT count(*) FROM locality") == 0
    assert [named(connect, one) for one in photos] == [None, None]
    look(connect, photos[0], 2, Locality("Miami", "Florida", "United States", "US", "Miami", 1.0, 1.0))
    assert named(connect, photos[0]) == "Miami"


def test_a_version_that_looks_again_takes_its_own_name_back_alone(connect, photos):
    with connect() as conn:
        analyses.redo(conn, analyzer="place")
    look(connect, photos[0], 2, None)
    assert named(connect, photos[0]) == "Arezzo"
