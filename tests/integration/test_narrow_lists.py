"""The panel lists places, colours, looks and light, each with its count under the filter."""

import re

import pytest

from shared.db import facets, trash
from shared.db.connection import run
from shared.domain import Finding, Locality
from tests.integration.web import analysed, browser, photo


def taken(connect, country: str, region: str | None, city: str, **columns) -> int:
    media_id = photo(connect, latitude=1.0, longitude=2.0, **columns)
    there = Finding(locality=Locality(city, region, country, country[:2].upper(), None, 1.0, None))
    analysed(connect, media_id, "place", [there])
    return media_id


def group(ada, address: str, name: str) -> str:
    """The list of one kind, as HTML."""
    page = ada.get(f"/filters?{address}").text
    found = re.search(rf'<details class="facet" data-group="{name}".*?</details>', page, re.DOTALL)
    return found[0] if found else ""


def options(ada, address: str, name: str) -> list[tuple[str, str]]:
    pattern = r'class="text">([^<]*)</span>\s*<span class="n">([^<]*)</span>'
    return re.findall(pattern, group(ada, address, name))


@pytest.fixture
def travels(connect):
    taken(connect, "Italy", "Tuscany", "Arezzo", model="X100")
    taken(connect, "Italy", "Tuscany", "Siena")
    taken(connect, "Italy", "Latium", "Rome", model="X100")
    taken(connect, "Monaco", None, "Monaco")


def test_places_open_from_country_to_city(ada, travels):
    assert options(ada, "", "place")[:2] == [("Italy", "3"), ("Monaco", "1")]
    assert ("Tuscany", "2") not in options(ada, "", "place")
    italy = options(ada, "place=Italy", "place")
    assert italy[:4] == [("Italy", "3"), ("Tuscany", "2"), ("Latium", "1"), ("Monaco", "1")]
    tuscany = options(ada, "place=Italy/Tuscany", "place")
    assert [name for name, _ in tuscany[:6]] == ["Italy", "Tuscany", "Arezzo", "Siena", "Latium", "Monaco"]
    assert options(ada, "place=Monaco", "place")[1:3] == [("Monaco", "1"), ("Monaco", "1")]


def test_places_are_counted_under_the_other_filters(ada, travels):
    assert options(ada, "camera=X100", "place")[0] == ("Italy", "2")
    found = options(ada, "camera=X100&place=Italy/Tuscany", "place")
    assert found[:4] == [("Italy", "2"), ("Latium", "1"), ("Tuscany", "1"), ("Arezzo", "1")]


def test_a_chosen_place_leads_a_step_up_and_is_a_chip(ada, travels):
    chosen = re.search(r'href="([^"]*)" aria-current="true"', group(ada, "place=Italy/Tuscany", "place"))
    assert chosen[1] == "/?place=Italy"
    assert "in Tuscany, Italy" in ada.get("/?place=Italy/Tuscany").text


def test_the_figures_tell_countries_regions_and_cities(ada, travels):
    page = ada.get("/statistics/seen?camera=X100").text
    charts = {
        name: re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)', chart)
        for name, chart in re.findall(r'data-chart="(\w+)"(.*?)</section>', page, re.DOTALL)
    }
    assert charts["country"] == ["Italy"]
    assert charts["region"] == ["Latium, Italy", "Tuscany, Italy"]
    assert sorted(charts["city"]) == ["Arezzo, Tuscany, Italy", "Rome, Latium, Italy"]


def test_looks_light_and_colours_have_lists_of_their_own(ada, connect):
    media_id = photo(connect, iso=100, aperture=16.0, exposure_time=0.01)
    analysed(connect, media_id, "colour", [Finding("orange", score=0.5), Finding("blue", score=0.3)])
    analysed(connect, media_id, "attributes", [Finding("happy", score=0.9)])
    assert options(ada, "", "look") == [("happy", "1")]
    assert sorted(options(ada, "", "scene")) == [("bright", "1"), ("outdoors", "1")]
    assert options(ada, "", "objects") == []
    swatches = group(ada, "colour=blue", "colour")
    assert re.findall(r'hidden-label">([^<]*)<', swatches) == ["Orange 1", "Blue 1"]
    assert re.findall(r'swatch-(\w+)" href="[^"]*" aria-current', swatches) == ["blue"]
    found = ada.get("/api/media?colour=blue&scene=outdoors&look=happy").json["items"]
    assert [one["id"] for one in found] == [media_id]
    assert ada.get("/api/media?object=orange").json["items"] == []
    facets = ada.get("/api/facets").json["facets"]
    assert [one["value"] for one in facets["colours"]] == ["blue", "orange"]


def test_a_hostile_place_is_shown_as_text(ada, connect):
    taken(connect, "<img src=x onerror=alert(1)>", None, "<b>x</b>")
    answer = ada.get("/filters?place=%3Cscript%3E1%3C/script%3E").text
    assert "<img src=x" not in answer
    assert "<script>1" not in answer
    assert "&lt;img src=x" in answer


@pytest.fixture
def shelves(connect):
    for path in (
        "2019/rome/a.jpg",
        "2019/rome/b.jpg",
        "2019/oslo/c.jpg",
        "2019/d.jpg",
        "2020/e.jpg",
        "f.jpg",
    ):
        photo(connect, path, path=path, model="X100" if "rome" in path else "X200")


def listed(browser, address: str) -> list[tuple[str, str]]:
    page = browser.get(f"/filters/folders?{address}").text
    return re.findall(r'class="text">([^<]*)</span>\s*<span class="n">([^<]*)</span>', page)


def test_folders_are_listed_with_their_counts_under_the_filters_p27(ada, shelves):
    assert listed(ada, "") == [("2019", "4"), ("2020", "1")]
    assert listed(ada, "folder=2019") == [("rome", "2"), ("oslo", "1")]
    assert listed(ada, "camera=X100") == [("2019", "2")]
    assert "None of these files lies in a folder" in ada.get("/filters/folders?q=f.jpg").text
    page = ada.get("/filters/folders?folder=2019/rome&camera=X100").text
    up = re.search(r'href="([^"]*)" aria-current="true"', page)[1]
    assert "folder=2019&" in up.replace("&amp;", "&") + "&"
    assert "rome" not in up
    assert "/filters/folders" in group(ada, "", "folder")


def test_who_sees_a_part_is_told_of_no_other_folder(app, connect, shelves):
    guest = browser(app, connect)
    with connect() as conn:
        run(
            conn,
            "INSERT INTO restriction (account_id, folder, query) SELECT id, '2019/rome', '' FROM account",
        )
    assert listed(guest, "") == [("2019", "2")]
    assert listed(guest, "folder=2020") == []


def test_files_without_faces_are_counted_as_they_are_found(ada, connect):
    photo(connect, "two.jpg", labels="face face person")
    photo(connect, "cup.jpg", labels="cup")
    photo(connect, "empty.jpg")
    for asked in ("", "object=cup"):
        found = ada.get(f"/api/media?{asked}&faces==0").json["items"]
        assert dict(options(ada, asked, "people"))["No faces"] == str(len(found))


def test_files_with_several_faces_are_counted_as_they_are_found(ada, connect, monkeypatch):
    """A55: a live count at every choice."""
    for year in (2019, 2020, 2021):
        photo(connect, f"{year}.jpg", labels="face face", taken_at=f"{year}-05-01", model="X100")
    photo(connect, "one.jpg", labels="face cup")
    gone = photo(connect, "gone.jpg", labels="face face")
    with connect() as conn:
        trash.discard(conn, [gone], "ada")
    for asked in ("", "from=2020-01-01", "to=2020-12-31", "camera=X100", "object=face", "object=cup"):
        found = ada.get(f"/api/media?{asked}&faces=>=2").json["items"]
        assert dict(options(ada, asked, "people"))["Two or more"] == str(len(found)), asked
    monkeypatch.setattr(facets, "SEEN", 2)
    assert dict(options(ada, "camera=X100", "people"))["Two or more"] == "2+", "seen among the newest"
    assert dict(options(ada, "", "people"))["Two or more"] == "3"
