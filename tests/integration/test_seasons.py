"""Seasons: of the place where a file was taken, and of the house for all others."""

import re

import pytest

from shared.db import house, index, media
from shared.db.connection import run, value
from shared.db.search import Selection
from shared.db.selection import Within
from shared.explaining import explained
from shared.query.parser import parse
from shared.query.seasons import Seasons
from tests.integration.web import browser, photo

SYDNEY, OSLO, SINGAPORE = (-33.9, 151.2), (59.9, 10.7), (1.35, 103.8)


@pytest.fixture
def files(connect):
    """Photos of January and July 2020 from Sydney, Oslo, Singapore and nobody knows where."""
    made = {}
    for name, place in {"sydney": SYDNEY, "oslo": OSLO, "singapore": SINGAPORE, "home": None}.items():
        given = {"latitude": place[0], "longitude": place[1]} if place else {}
        for month in (1, 7):
            media_id = photo(connect, f"{name}{month}.jpg", taken_at=f"2020-{month:02}-10 12:00",
                             taken_from="DateTimeOriginal", **given)  # fmt: skip
            made[media_id] = f"{name}{month}"
    with connect() as conn:
        index.rewrite(conn, list(made))
    return made


def found(connect, files, **asked):
    with connect() as conn:
        return {files[tile.id] for tile in media.page(conn, Selection(**asked)).items}


def caught_up(connect):
    with connect() as conn:
        while index.catch_up(conn):
            pass


def test_words_that_follow_from_figures_can_be_switched_off_and_come_back(ada, root, connect, files):
    lit = photo(connect, "lit.jpg", iso=100, aperture=8.0, exposure_time=0.005, width=8000, height=6000,
                taken_at="2020-07-10 08:00", taken_from="DateTimeOriginal")  # fmt: skip
    files[lit] = "lit"
    caught_up(connect)
    asked = [
        "summer ",
        "scene:summer",
        "morning ",
        "scene:morning",
        "scene:outdoors",
        "outdoors ",
        "large ",
        "huge ",
    ]

    def all_found():
        return {text: "lit" in found(connect, files, query=parse(text).condition) for text in asked}

    before = all_found()
    assert before == dict.fromkeys(asked, True) | {"large ": False}
    assert root.post("/settings/words", data={}).status_code == 303
    caught_up(connect)
    assert all_found() == dict.fromkeys(asked, False)
    assert found(connect, files, query=parse("photo july 2020 lit ").condition) == {"lit"}
    with connect() as conn:
        assert explained(conn, lit, Selection(query=parse("outdoors ").condition)) == []
        assert not house.tell(conn, words=False)
    assert "Words that follow from figures" in root.get("/settings/seasons").text
    assert root.post("/settings/words", data={"told": "on"}).status_code == 303
    caught_up(connect)
    assert all_found() == before
    assert ada.post("/settings/words", data={}).status_code == 403


def test_the_words_follow_the_place_and_else_the_house(connect, files):
    summer, winter = parse("summer ").condition, parse("winter ").condition
    assert found(connect, files, query=summer) == {"sydney1", "oslo7", "home7"}
    assert found(connect, files, query=winter) == {"sydney7", "oslo1", "home1"}
    with connect() as conn:
        assert house.settle(conn, in_the_south=True)
        assert not house.settle(conn, in_the_south=True)
        assert value(conn, "SELECT count(*) FROM text_due") == 2
    caught_up(connect)
    assert found(connect, files, query=summer) == {"sydney1", "oslo7", "home1"}
    assert found(connect, files, query=winter) == {"sydney7", "oslo1", "home7"}
    home = next(media_id for media_id, name in files.items() if name == "home1")
    with connect() as conn:
        [reason] = explained(conn, home, Selection(query=summer))
    assert reason.trace.text == "summer"


def test_a_sentence_asks_each_half_for_its_own_summer(app, connect, files):
    ada = browser(app, connect)
    page = ada.get("/", query_string={"q": "photos of summer 2020"}).text
    shown = {files[int(media_id)] for media_id in re.findall(r'id="m(\d+)"', page)}
    assert shown == {"oslo7", "singapore7", "home7"}  # the south's summer of 2020 begins in December
    page = ada.get("/", query_string={"q": "photos of summer 2019"}).text
    assert {files[int(media_id)] for media_id in re.findall(r'id="m(\d+)"', page)} == {"sydney1"}
    page = ada.get("/", query_string={"q": "photos taken in Sydney in the winter of 2020"}).text
    assert {files[int(media_id)] for media_id in re.findall(r'id="m(\d+)"', page)} == {"sydney7"}


def test_who_sees_nothing_of_the_other_half_is_asked_of_one(connect, files):
    with connect() as conn:
        assert house.seasons(conn, None) == Seasons(both=True)
        north = Within(selection=Selection(query=parse("latitude > 0").condition))
        assert house.seasons(conn, north) == Seasons()
        run(conn, "UPDATE media SET trashed_at = now() WHERE latitude < 0")
        assert house.seasons(conn, None) == Seasons()


def test_an_admin_says_where_the_house_stands(app, connect):
    root = browser(app, connect, role="admin")
    assert re.search(r'value="north" checked', root.get("/settings/seasons").text)
    given = {"half": "south", "csrf_token": root.headers["X-CSRF-Token"]}
    answer = root.client.post("/settings/seasons", data=given, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert re.search(r'value="south" checked', root.get("/settings/seasons?saved=1").text)
    assert "Saved." in root.get("/settings/seasons?saved=1").text
    assert browser(app, connect).get("/settings/seasons").status_code == 403
