"""The map's clusters: every file with a place is counted once, whatever is done to it."""

import html
import re
from datetime import date

import pytest

from shared.db import places, reach
from shared.db.connection import run, value
from shared.db.places import View
from shared.db.search import Selection
from shared.mercator import Box
from tests.integration.files import file
from tests.integration.web import browser

WORLD = "/api/map?zoom=2"
LISBON = {"latitude": 38.7169, "longitude": -9.1399}
SUVA = {"latitude": -18.1416, "longitude": 178.4419}
APIA = {"latitude": -13.8333, "longitude": -171.7667}


def clusters(ada, address=WORLD):
    answer = ada.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json["clusters"]


def counts(ada, address=WORLD):
    return [cluster["count"] for cluster in clusters(ada, address)]


def test_files_of_one_place_stand_as_one_cluster_with_their_years(ada, connect):
    """A65: coloured by year, user-set places drawn with another shape."""
    for day in ("2019-05-01", "2021-05-01", "2021-06-01"):
        file(connect, taken_at=day, **LISBON)
    by_hand = file(connect, taken_at="2023-01-01", placed_by="ada", **SUVA)
    file(connect)
    near, far = clusters(ada)
    assert (near["count"], near["years"], near["placed_by_person"]) == (3, {"2019": 1, "2021": 2}, 0)
    assert (near["latitude"], near["longitude"]) == pytest.approx((38.7169, -9.1399), abs=1e-4)
    assert (far["count"], far["media_id"], far["placed_by_person"]) == (1, by_hand, 1)


def test_nearer_a_cluster_parts_into_its_files(ada, connect):
    file(connect, latitude=38.70, longitude=-9.10)
    file(connect, latitude=38.71, longitude=-9.20)
    assert counts(ada) == [2]
    assert counts(ada, "/api/map?south=38&north=39&west=-10&east=-9&zoom=12") == [1, 1]


def test_what_is_out_of_view_is_not_told(ada, connect):
    file(connect, **LISBON)
    file(connect, **SUVA)
    assert counts(ada, "/api/map?south=-20&north=-15&west=175&east=180&zoom=8") == [1]


@pytest.mark.parametrize(("west", "east"), [(170, 200), (170, -160), (-190, -160), (-550, -520)])
def test_a_view_across_the_date_line_holds_both_sides(ada, connect, west, east):
    file(connect, **LISBON)
    file(connect, **SUVA)
    file(connect, **APIA)
    found = clusters(ada, f"/api/map?south=-25&north=-5&west={west}&east={east}&zoom=5")
    assert sorted(cluster["longitude"] for cluster in found) == pytest.approx([-171.7667, 178.4419], abs=1e-4)


def test_filters_and_hidden_years_leave_files_out(ada, connect):
    file(connect, taken_at="2019-05-01", model="X100", **LISBON)
    file(connect, taken_at="2020-05-01", model="X100", **LISBON)
    file(connect, taken_at="2020-05-01", model="Z6", **LISBON)
    assert counts(ada, "/api/map?zoom=2&camera=X100") == [2]
    assert counts(ada, "/api/map?zoom=2&hidden=2020") == [1]
    assert counts(ada, "/api/map?zoom=2&hidden=2020&hidden=2019") == []
    assert counts(ada, "/api/map?zoom=2&camera=X100&hidden=2019") == [1]


def test_what_changes_a_file_changes_the_map(ada, connect):
    moved, thrown, gone = (file(connect, **LISBON) for _ in range(3))
    with connect() as conn:
        run(
            conn,
            "UPDATE media SET latitude = -18, longitude = 178, placed_by = 'ada' WHERE id = %(id)s",
            id=moved,
        )
        run(conn, "UPDATE media SET trashed_at = now() WHERE id = %(id)s", id=thrown)
        run(conn, "DELETE FROM media WHERE id = %(id)s", id=gone)
    (left,) = clusters(ada)
    assert (left["media_id"], left["count"], left["placed_by_person"]) == (moved, 1, 1)
    with connect() as conn:
        run(
            conn,
            "UPDATE media SET latitude = NULL, longitude = NULL, placed_by = NULL WHERE id = %(id)s",
            id=moved,
        )
        run(conn, "UPDATE media SET trashed_at = NULL, taken_at = '2001-01-01' WHERE id = %(id)s", id=thrown)
    (left,) = clusters(ada)
    assert (left["media_id"], left["years"]) == (thrown, {"2001": 1})


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("level", [4, 5, 9, 14, 16])
def test_counted_and_looked_up_clusters_are_the_same(connect, folded, level):
    scatter(connect, 2000)
    with connect() as conn:
        run(conn, "DELETE FROM media WHERE id %% 7 = 0")
        if folded:
            places.fold(conn)
        run(conn, "UPDATE media SET taken_at = '2003-03-03' WHERE id %% 11 = 0")
        view = View(Box(-60, 100, 70, 260), level)
        counted = places.cells(conn, Selection(), view).cells
        looked_up = places.cells(conn, Selection(kinds=("image",)), view).cells

    def told(cells):
        return sorted((c.key, c.files, c.by_hand, tuple(c.years), tuple(c.counts), round(c.x)) for c in cells)

    assert told(counted) == told(looked_up)
    assert len(counted) > 10


@pytest.mark.parametrize(
    ("years", "days"),
    [
        ((date(2011, 1, 1), date(2012, 12, 31)), (date(2010, 12, 31), date(2013, 1, 1))),
        ((date(2014, 1, 1), None), (date(2013, 12, 31), None)),
        ((None, date(2010, 12, 31)), (None, date(2011, 1, 1))),
    ],
)
def test_whole_years_are_taken_from_the_counted_cells(connect, years, days):
    """To a day more on either side the files are looked up; one a day, at most two differ."""
    scatter(connect, 2000)
    counted, looked_up = (Selection(since=since, until=until) for since, until in (years, days))
    view = View(Box(-85, -180, 85, 180), 6)
    with connect() as conn:
        whole = sum(cell.files for cell in places.cells(conn, counted, view).cells)
        assert whole == sum(year.files for year in places.legend(conn, counted).years)
        more = sum(cell.files for cell in places.cells(conn, looked_up, view).cells)
    assert 0 < more - whole == len([day for day in days if day])


def test_changes_of_places_are_counted_in_and_taken_out_of_the_line(connect):
    scatter(connect, 3000)
    with connect() as conn:
        places.fold(conn, least=100, most=50_000)
        assert value(conn, "SELECT count(*) FROM place_change") == 0
        assert value(conn, "SELECT sum(files) FROM place_cell WHERE level = 8") == 3000


def test_the_years_are_told_with_their_files_and_how_many_have_no_place(ada, connect):
    file(connect, taken_at="2019-05-01", **LISBON)
    file(connect, taken_at="2021-05-01", **SUVA)
    for _ in range(3):
        file(connect, model="X100")
    said = ada.get("/api/map/years").json
    assert said["years"] == [{"year": 2019, "files": 1}, {"year": 2021, "files": 1}]
    assert said["unplaced"] == 3
    assert ada.get("/api/map/years?camera=X100").json["years"] == []


def test_an_account_of_a_part_of_the_library_sees_that_part_on_the_map(app, connect):
    """P1: also the years, the strip, and what has no place yet."""
    own = file(connect, "own.jpg", path="anna/own.jpg", taken_at="2019-05-01", **LISBON)
    file(connect, "other.jpg", path="bert/other.jpg", taken_at="2021-05-01", **LISBON)
    file(connect, "unplaced.jpg", path="bert/unplaced.jpg")
    anna = browser(app, connect)
    with connect() as conn:
        who = value(conn, "SELECT id FROM account WHERE name = 'a member'")
        reach.restrict(conn, str(who), "anna", "")
    assert [(cluster["media_id"], cluster["count"]) for cluster in clusters(anna)] == [(own, 1)]
    said = anna.get("/api/map/years").json
    assert (said["years"], said["unplaced"]) == ([{"year": 2019, "files": 1}], 0)
    assert "other.jpg" not in anna.get("/map/strip?area=38,-10,39,-9").text
    assert "unplaced.jpg" not in anna.get("/map/tray").text


def test_the_strip_names_the_place_and_counts_its_files(ada, connect):
    file(connect, "tower.jpg", colour="#123456", **LISBON)
    file(connect, "castle.raw", **LISBON)  # no picture could be made of it
    file(connect, **SUVA)
    page = ada.get("/map/strip?area=38.6,-9.3,38.8,-9.0").text
    assert "Lisbon" in page
    assert "2 files in this area" in page
    assert page.count("data-media=") == 2
    assert page.count("/thumbnail") == 1
    assert ">castle.raw</span>" in page


def test_the_strip_and_the_tray_go_on_behind_a_page(ada, connect):
    scatter(connect, 130)
    for n in range(70):
        file(connect, f"unplaced-{n}.jpg")
    for address, mark in (("/map/strip?area=-90,-180,90,180", "data-media="), ("/map/tray", "unplaced-")):
        first = ada.get(address).text
        assert first.count(mark) >= 60
        more = re.search(r'hx-get="([^"]+)"', first)
        assert more
        assert ada.get(html.unescape(more[1])).text.count(mark) > 0


@pytest.mark.parametrize(
    "wrong", ["south=91", "west=nan", "zoom=-1", "zoom=40", "hidden=x", "north=1e400", "east=99999"]
)
def test_nonsense_is_refused_with_a_reason(ada, wrong):
    answer = ada.get(f"/api/map?{wrong}")
    assert answer.status_code == 400
    assert answer.json["detail"]


def test_places_are_found_and_named(ada):
    """P13: the nearest place and the nearest large centre, offline."""
    assert ada.get("/api/places?q=lisb").json["places"][0]["name"] == "Lisbon"
    near = ada.get("/api/places/near?latitude=38.697&longitude=-9.42").json["place"]
    assert (near["name"], near["country"], near["large_city"]) == ("Cascais", "Portugal", "Queluz")
    assert ada.get("/api/places/near?latitude=-35&longitude=-120").json["place"] is None
    assert ada.get("/api/places/within?south=36&north=43&west=-10&east=-6&zoom=6").json["places"]


def scatter(connect, count):
    """Files over the world, some at the same place."""
    with connect() as conn:
        batch = value(conn, "INSERT INTO batch (source, via) VALUES ('a', 'inbox') RETURNING id")
        run(
            conn,
            """
            INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, source, batch_id,
                               latitude, longitude, placed_by)
            SELECT sha512(n::text::bytea), 1, n || '.jpg', n || '.jpg', 'image', 'image/jpeg',
                   '2010-01-01'::timestamp + n * interval '1 day', 'exif', 'inbox', %(batch)s,
                   sin(n / 7) * 80, n * 37 %% 360 - 180, CASE WHEN n %% 5 = 0 THEN 'ada' END
              FROM generate_series(1, %(count)s) AS n
            """,
            batch=batch,
            count=count,
        )
