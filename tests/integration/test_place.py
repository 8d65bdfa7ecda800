"""Files with a position are named by place, found and counted by it, and follow what people say."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.dispatch.dispatcher import Dispatcher
from services.place.analyzer import Places
from shared.db import analyses, cells, index, leases, marks, media
from shared.db.connection import Connect, run, value
from shared.db.facets import Choice, facets
from shared.db.selection import Selection
from shared.domain import Finding, Job, Locality, Media, Position
from shared.settings import Settings
from tests.integration.declared import Declared
from tests.integration.files import file

AREZZO = 43.467157, 11.885395
MIAMI = 25.7743, -80.1937
AT_SEA = -40.0, -120.0


@pytest.fixture(autouse=True)
def registered(connect: Connect):
    with connect() as conn:
        analyses.register(conn, Places())


def look(connect: Connect, media_id: int) -> bool:
    """Let the analyzer do what the ledger asks of one file; whether there was anything."""
    with connect() as conn:
        lease = leases.claim(conn, Job(media_id, "place", 1), worker="w", seconds=60, attempts=5)
    if lease is None:
        return False
    given = Media(media_id, lease.kind, lease.mime, Path(), None, Path(), position=lease.position)
    found = list(Places().analyze(given))
    with connect() as conn:
        leases.finish(conn, lease, found)
    return True


def taken(connect: Connect, position, **more) -> int:
    media_id = file(connect, latitude=position[0], longitude=position[1], **more)
    with connect() as conn:
        analyses.plan(conn, media_id)
    look(connect, media_id)
    return media_id


def place(connect: Connect, media_id: int):
    with connect() as conn:
        sql = "SELECT to_jsonb(media_place) FROM media_place WHERE media_id = %(id)s"
        return value(conn, sql, id=media_id)


def found(connect: Connect, selection: Selection) -> list[int]:
    with connect() as conn:
        return [one.id for one in media.page(conn, selection, limit=9).items]


def caught_up(connect: Connect) -> None:
    with connect() as conn:
        while index.catch_up(conn):
            pass


def test_a_position_is_named(connect):
    held = place(connect, taken(connect, AREZZO))
    named = [held[name] for name in ("city", "region", "country", "country_code", "near")]
    assert named == ["Arezzo", "Tuscany", "Italy", "IT", "Arezzo"]
    assert held["kilometres"] < 2


def test_only_files_with_a_position_are_planned(connect):
    plain = file(connect)
    with connect() as conn:
        assert analyses.plan(conn, plain) == 0
    assert not look(connect, plain)
    assert place(connect, taken(connect, AT_SEA)) is None


def test_a_place_is_found_by_each_of_its_words(connect):
    arezzo, miami = taken(connect, AREZZO), taken(connect, MIAMI)
    told = {
        "arezzo": [arezzo], "tuscany": [arezzo], "italy": [arezzo], "europe": [arezzo], "bastia": [],
        "florida": [miami], "united states": [miami], "north america": [miami],
    }  # fmt: skip
    for word, ids in told.items():
        assert found(connect, Selection(text=f"{word} ")) == ids


@pytest.mark.parametrize("chosen", ["Italy", "Italy/Tuscany", "Italy/Tuscany/Arezzo"])
def test_a_country_a_region_and_a_city_narrow(connect, chosen):
    arezzo = taken(connect, AREZZO)
    taken(connect, MIAMI)
    assert found(connect, Selection(places=(chosen,))) == [arezzo]
    assert len(found(connect, Selection(places=(chosen, "United States")))) == 2
    assert found(connect, Selection(places=(chosen,), kinds=("video",))) == []
    assert found(connect, Selection(places=(chosen,), sort="oldest", text="arezzo ")) == [arezzo]


def test_places_are_counted_under_the_filter(connect):
    for _ in range(2):
        taken(connect, AREZZO, model="X100")
    taken(connect, MIAMI)
    italy = [Choice("Italy", 2), Choice("Italy/Tuscany", 2), Choice("Italy/Tuscany/Arezzo", 2)]
    with connect() as conn:
        assert list(facets(conn, Selection(cameras=("X100",))).places) == italy
        chosen = facets(conn, Selection(places=("Italy",)))
    assert (chosen.total, chosen.exact) == (2, True)
    assert {choice.value for choice in chosen.places} >= {"Italy", "United States/Florida"}


def test_a_file_that_a_person_moves_is_named_anew(connect):
    photo = taken(connect, AREZZO)
    with connect() as conn:
        marks.place(conn, [photo], "ada", MIAMI)
        assert value(conn, "SELECT priority FROM analysis WHERE media_id = %(id)s", id=photo) == 2
    assert place(connect, photo) is None
    assert look(connect, photo)
    assert place(connect, photo)["city"] == "Miami"
    assert found(connect, Selection(text="florida ")) == [photo]
    assert found(connect, Selection(text="tuscany ")) == []
    with connect() as conn:
        marks.replace(conn, [photo], "ada")
    look(connect, photo)
    assert place(connect, photo)["city"] == "Arezzo"


def test_a_file_whose_position_is_removed_or_set_first_follows(connect):
    photo, plain = taken(connect, AREZZO), file(connect)
    with connect() as conn:
        marks.place(conn, [photo], "ada", None)
        marks.place(conn, [plain], "ada", AREZZO)
    caught_up(connect)
    assert not look(connect, photo)
    assert look(connect, plain)
    assert found(connect, Selection(text="tuscany ")) == [plain]
    with connect() as conn:
        assert [choice.count for choice in facets(conn, Selection()).places] == [1, 1, 1]
        cells.fold(conn)
        assert [choice.count for choice in facets(conn, Selection()).places] == [1, 1, 1]


def test_what_was_looked_up_before_a_move_is_not_kept(connect):
    """The worker had begun when the person moved the file."""
    photo = file(connect, latitude=AREZZO[0], longitude=AREZZO[1])
    with connect() as conn:
        analyses.plan(conn, photo)
        lease = leases.claim(conn, Job(photo, "place", 1), worker="w", seconds=60, attempts=5)
    assert lease.position == Position(*AREZZO)
    with connect() as conn:
        marks.place(conn, [photo], "ada", MIAMI)
    with connect() as conn, pytest.raises(analyses.LeaseLost):
        leases.finish(conn, lease, [Finding(locality=Locality("Arezzo", None, "Italy", "IT", None, 1, None))])
    assert look(connect, photo)
    assert place(connect, photo)["city"] == "Miami"


def test_a_place_follows_a_date_and_goes_with_its_file(connect):
    photo = taken(connect, AREZZO)
    with connect() as conn:
        marks.date(conn, [photo], "ada", shift=86400 * 365)
        assert value(conn, "SELECT extract(year FROM taken_at) FROM media_place") == 2022
    caught_up(connect)
    assert found(connect, Selection(text="2022 ")) == [photo]
    with connect() as conn:
        run(conn, "DELETE FROM media WHERE id = %(id)s", id=photo)
        cells.fold(conn)
        assert facets(conn, Selection()).places == ()
        assert value(conn, "SELECT count(*) FROM cell_mark") == 0


def test_documents_of_an_older_release_are_written_anew_in_slices(connect):
    ids = [file(connect, iso=100, aperture=16, exposure_time=0.01) for _ in range(5)]
    with connect() as conn:
        run(conn, "INSERT INTO text_due SELECT id FROM media")
        assert index.catch_up(conn, files=2)
        assert value(conn, "SELECT count(*) FROM text_due") == 3
        assert value(conn, "SELECT count(*) FROM media_text") == 2
    caught_up(connect)
    assert sorted(found(connect, Selection(text="outdoor "))) == ids
    assert sorted(found(connect, Selection(scenes=("outdoors",)))) == ids
    with connect() as conn:
        assert not index.catch_up(conn)


@dataclass(frozen=True)
class Colour(Declared):
    name: str = "colour"


def test_the_dispatcher_writes_what_is_behind(connect):
    photo = file(connect, iso=100, aperture=16, exposure_time=0.01)
    with connect() as conn:
        marks.date(conn, [photo], "ada", shift=86400 * 365)
    Dispatcher(Settings(), connect, None).reveal()
    assert found(connect, Selection(text="2022 ")) == [photo]


def test_a_palette_and_colours_are_kept(connect):
    photo = file(connect)
    with connect() as conn:
        analyses.register(conn, Colour())
        lease = leases.claim(conn, Job(photo, "colour", 1), worker="w", seconds=60, attempts=5)
        leases.finish(conn, lease, [Finding(palette=("#c81e1e", "#1428a0")), Finding("red", score=0.6)])
        assert json.dumps(value(conn, "SELECT colours FROM palette")) == '["#c81e1e", "#1428a0"]'
    assert found(connect, Selection(colours=("red",))) == [photo]
    assert found(connect, Selection(colours=("blue",))) == []
