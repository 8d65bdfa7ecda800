"""Orders by chance, and the headings of every order, in the API and on the page."""

import re

import pytest

from shared.db.connection import run
from tests.integration import visits
from tests.integration.web import photo

five = visits.five

HEADINGS = {
    "added": "Added in May 2022|Added in April 2022|Added in January 2022|Added in February 2022"
    "|Added in March 2022",
    "name": "A|B|M|N|Z",
    "folder": "Without a folder|a|a/b|c|c_d",
    "size": "Up to 1 MB",
    "pixels": "Huge, more than 40 megapixels|Large, more than 10 megapixels|Medium, more than 1 megapixel"
    "|Small, up to 1 megapixel|Without a picture",
    "rating": "★★★★★|★★★|Not rated",
    "random": "",
    "newest": "January 2021",
}


def paged(ada, **query):
    cursor, found = "", []
    while cursor is not None:
        page = ada.get("/api/media", query_string=query | {"cursor": cursor}).json
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    return found


def headings(page):
    return "|".join(re.findall(r"<h2>([^<]+)", page.text))


@pytest.mark.parametrize("order", HEADINGS)
def test_headings_fit_the_order_p26(ada, five, order):
    assert headings(ada.get(f"/?sort={order}")) == HEADINGS[order]


def test_sizes_and_names_have_headings_for_every_class_p17(ada, connect):
    for name, size in (("9.jpg", 2e9), ("_.jpg", 2e8), ("éa.jpg", 2e7), ("<b>.jpg", 2e6)):
        photo(connect, name, size=int(size))
    assert headings(ada.get("/?sort=size")) == (
        "More than 1 GB|More than 100 MB|More than 10 MB|More than 1 MB"
    )
    assert headings(ada.get("/?sort=name")) == "0–9|&lt;|_|É"


def test_an_order_by_chance_is_that_of_its_seed(ada, five):
    drawn = {seed: paged(ada, sort="random", seed=f"8-{seed}", limit=2) for seed in range(12)}
    assert all(sorted(order) == sorted(five) for order in drawn.values())
    assert len({tuple(order) for order in drawn.values()}) > 6
    assert paged(ada, sort="random", seed="8-3", limit=1) == drawn[3]
    whole = ada.get("/api/media", query_string={"sort": "random", "seed": "8-3"}).json
    assert [item["id"] for item in whole["items"]] == drawn[3]


def test_the_viewer_turns_in_the_order_of_the_seed(ada, five):
    order = paged(ada, sort="random", seed="8-3")
    page = ada.get(f"/media/{order[2]}?sort=random&seed=8-3").text
    turns = re.findall(r'href="/media/(\d+)\?[^"]*seed=8-3', page)
    assert {str(order[1]), str(order[3])} <= set(turns)
    for where, reached in (("first", order[0]), ("last", order[-1]), ("ahead", order[-1])):
        answer = ada.get(f"/media/{order[2]}/jump?sort=random&seed=8-3&where={where}")
        assert f"/media/{reached}?" in answer.location


def test_the_page_offers_another_order_by_chance_each_time(ada, five):
    drawn = {re.search(r"sort=random&amp;seed=([\d-]+)", ada.get("/").text)[1] for _ in range(3)}
    assert len(drawn) == 3
    shuffled = ada.get(f"/?sort=random&seed={drawn.pop()}").text
    assert "Shuffle again" in shuffled
    assert "Shuffle again" not in ada.get("/").text


def test_a_large_library_is_read_by_chance_without_gaps(ada, connect, monkeypatch):
    """The way of large libraries: places are looked up a few at a time, also for a filter that few fit."""
    monkeypatch.setattr("shared.db.orders._SMALL", 0)
    with connect() as conn:
        run(conn, "SELECT setval(pg_get_serial_sequence('media', 'id'), 700)")
    every = [photo(connect, f"{n}.jpg", model="rare" if n == 7 else "X") for n in range(60)]
    for query in ({}, {"camera": "rare"}, {"camera": "X"}):
        rare, others = every[7:8], every[:7] + every[8:]
        wanted = {"rare": rare, "X": others}.get(query.get("camera"), every)
        for limit in (1, 7, 100):
            found = paged(ada, sort="random", seed="9-1", limit=limit, **query)
            assert sorted(found) == wanted, (query, limit)
    first = ada.get("/api/media", query_string={"sort": "random", "seed": "9-1", "limit": 3}).json
    last = ada.get(
        "/api/media", query_string={"sort": "random", "seed": "9-1", "limit": 3, "cursor": first["next"]}
    ).json
    back = ada.get(
        "/api/media", query_string={"sort": "random", "seed": "9-1", "limit": 3, "before": last["previous"]}
    ).json
    assert back["items"] == first["items"]


@pytest.mark.parametrize("seed", ["x", "1-2-3", "٣", "12345678901"])
def test_what_is_no_seed_is_refused(ada, seed):
    assert ada.get("/api/media", query_string={"sort": "random", "seed": seed}).status_code == 400
