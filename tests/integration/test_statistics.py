"""The statistics, and the panel of filters, as the server gives them."""

import re

import pytest

from shared.db.connection import run
from tests.integration.web import analysed, browser, photo

SVG = r"<rect class=\"count-bar"


@pytest.fixture
def ada(ada, connect):
    photo(connect, "a.jpg", model="X100", labels="cat dog", taken_at="2019-05-05", size=2_000_000)
    photo(connect, "b.jpg", model="X100", labels="cat", taken_at="2019-06-05", latitude=46.9, longitude=7.4)
    photo(connect, "c.mp4", kind="video", mime="video/mp4", model="<b>D90</b>", taken_at="2021-01-05")
    return ada


def rows(html, chart):
    """The bars of a chart: what they are of, how many, and where they lead."""
    [part] = re.findall(rf'data-chart="{chart}".*?</section>', html, re.DOTALL)
    pattern = r'<a href="([^"]*)">(.*?)</a>.*?<td>(.*?)</td>'
    return [(text, count, href) for href, text, count in re.findall(pattern, part, re.DOTALL)]


def test_the_statistics_tell_when_and_with_what_a68(ada):
    page = ada.get("/statistics").text
    assert ("X100", "2", "/?camera=X100") in rows(page, "camera")
    assert ("&lt;b&gt;D90&lt;/b&gt;", "1") in [row[:2] for row in rows(page, "camera")]
    assert rows(page, "kind") == [("Photos", "2", "/?kind=image"), ("Videos", "1", "/?kind=video")]
    assert "May 2019: 1" in page
    assert "2019: 2" in page
    assert len(re.findall(SVG, page)) == 3 + 2  # by month, by year
    assert '<th scope="row"><a href="/?from=2019-01-01&amp;to=2019-12-31">2019</a></th><td>2</td>' in page


def test_the_statistics_are_those_of_the_search(ada):
    page = ada.get("/statistics?object=cat&from=2019-05-01&to=2019-05-31").text
    assert re.search(r"<dt>Files</dt><dd>1</dd>", page)
    assert "5 May 2019: 1" in page  # a short span is shown by day
    assert "June 2019: 1" in page  # and all of time above it
    assert rows(page, "camera") == [
        ("X100", "1", "/?from=2019-05-01&amp;to=2019-05-31&amp;object=cat&amp;camera=X100")
    ]


def test_objects_tags_and_places_lead_to_their_searches(ada, connect):
    with connect() as conn:
        run(conn, "INSERT INTO media_tag SELECT id, 'trip', 'ada' FROM media WHERE name = 'a.jpg'")
    part = ada.get("/statistics/seen").text
    assert [row[:2] for row in rows(part, "object")] == [("cat", "2"), ("dog", "1")]
    assert rows(part, "tag") == [("trip", "1", "/?tag=trip")]
    [(name, count, href)] = rows(part, "place")
    assert (name, count) == ("Bern, Switzerland", "1")
    assert [item["name"] for item in ada.get(f"/api/media{href[1:]}").json["items"]] == ["b.jpg"]


def test_storage_and_coverage_are_told(ada, connect):
    analysed(connect, photo(connect, "d.jpg"), "ocr")
    part = ada.get("/statistics/kept").text
    assert re.search(r"Originals</dt><dd>2.0 MB", part)
    assert re.search(r"Free on the disk</dt><dd>[\d.]+ .B", part)
    [detect] = re.findall(r'data-analyzer="detect">.*?</tr>', part, re.DOTALL)
    assert re.findall(r"<td>(\d+)</td>", detect) == ["2", "0", "0", "0"]  # found, nothing, waiting, failed
    [ocr] = re.findall(r'data-analyzer="ocr">.*?</tr>', part, re.DOTALL)
    assert re.findall(r"<td>(\d+)</td>", ocr) == ["0", "1", "3", "0"]


def test_an_empty_library_has_statistics_too(app, connect):
    ada = browser(app, connect)
    assert "Nothing to count yet" in ada.get("/statistics").text
    assert ada.get("/statistics/seen").status_code == ada.get("/statistics/kept").status_code == 200
    assert ada.get("/filters").status_code == 200


def test_a_single_month_stands_at_the_end_of_a_year(app, connect):
    """A library of a day would else be one block of colour."""
    photo(connect, taken_at="2024-05-06 07:08:09")
    page = browser(app, connect).get("/statistics").text
    bars = re.findall(r'data-first="([^"]*)" data-last="[^"]*" data-count="(\d+)"', page)
    assert (len(bars), bars[0], bars[-1]) == (12, ("2023-06-01", "0"), ("2024-05-01", "1"))


def option(html, text):
    """The address and the count of a choice."""
    pattern = rf'^ href="([^"]*)"[^<]*<span class="box">.*?</span>\s*<span class="text">{text}</span>\s*'
    pattern += r'(?:<span class="n">(.*?)</span>)?'
    [found] = [
        one for part in html.split('<a class="option"') for one in re.findall(pattern, part, re.DOTALL)
    ]
    return found


def test_the_panel_offers_every_choice_with_its_count_a55(ada):
    page = ada.get("/filters").text
    assert option(page, "cat") == ("/?object=cat", "2")
    assert option(page, "X100") == ("/?camera=X100", "2")
    assert option(page, "Videos") == ("/?kind=video", "1")
    assert option(page, "Without a place") == ("/?noplace=1", "2")
    narrowed = ada.get("/filters?object=dog").text
    assert option(narrowed, "cat")[1] == "1"
    assert option(narrowed, "Without a place") == ("/?object=dog&amp;noplace=1", "1")


def test_amounts_are_changed_step_by_step_without_a_script_a59(ada):
    page = ada.get("/filters?object=dog>=2").text
    for label, href in (
        ("One less of dog", "/?object=dog"),
        ("One more of dog", "/?object=dog%3E%3D3"),
        ("Remove dog", "/"),
    ):
        assert re.search(rf'href="{re.escape(href)}" aria-label="{label}"', page), label
    assert 'href="/?object=dog%3C%3D2">at most' in page
    assert 'href="/?object=dog%3D2">exactly' in page
    assert 'href="/?object=dog%3C%3D0" aria-label="One less of dog"' in ada.get("/filters?object=dog<=1").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("object=dog>=2", "dog, at least 2"),
        ("object=dog<=0", "no dog"),
        ("faces==2", "exactly 2 faces"),
        ("nodate=1", "without a date"),
        ("noplace=1", "without a place"),
        ("area=-20,170,-10,-170", "between 20° S and 10° S, 170° E and 170° W"),
        ("area=0 0,1 0,1 1", "within a shape on the map"),
        ("favourite=1", "favourites"),
        ("rating=3", "★★★ or more"),
        ("comment=1", "with comments"),
        ("comment=rome", "comment: rome"),
        ("tag=trip", "tag: trip"),
        ("folder=a/b", "in a/b/"),
        ("day=02-29", "on 29 February of any year"),
        ("from=2020-01-02", "from 2020-01-02"),
        ("kind=video", "Videos"),
        ("camera=%3Cb%3E", "&lt;b&gt;"),
    ],
)
def test_every_filter_is_a_chip_in_words_that_takes_it_out(ada, query, words):
    page = ada.get(f"/?{query}&lens=L").text
    [href] = re.findall(
        rf'<a class="chip" href="([^"]*)" aria-label="Remove the filter {re.escape(words)}"', page
    )
    assert href == "/?lens=L"
