"""Completion of a question as it is typed: keys, values of the library, and no more than one may see."""

import time

import pytest

from shared.db.connection import run
from shared.domain import Finding, Locality
from shared.query import completing
from tests.integration.web import analysed, browser, photo


@pytest.fixture
def library(connect):
    dog = photo(connect, labels="dog donkey", model="Canon EOS 5D", make="Canon", path="mine/a.jpg")
    cat = photo(connect, labels="cat", model="NIKON D90", path="theirs/b.jpg")
    with connect() as conn:
        run(
            conn,
            "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, 'Doors open', 'ada')",
            id=dog,
        )
        run(conn, "INSERT INTO person (name, files) VALUES ('Dora', 2)")
    return dog, cat


def offers(browser, text, at=None):
    query = {"q": text} | ({"at": at} if at is not None else {})
    answer = browser.get("/api/complete", query_string=query)
    assert answer.status_code == 200, answer.text
    start, end = answer.json["start"], answer.json["end"]
    return [text[:start] + offer["insert"] + text[end:] for offer in answer.json["offers"]]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("cam", "camera:"),
        ("dog cam", "dog camera:"),
        ("(dog or cam", "(dog or camera:"),
        ("dog -cam", "dog -camera:"),
        ("do", "object:dog "),
        ("do", "object:donkey "),
        ("do", 'tag:"Doors open" '),
        ("do", "person:Dora "),
        ("camera:", 'camera:"Canon EOS 5D" '),
        ("camera:nik", 'camera:"NIKON D90" '),
        ("camera:eos", 'camera:"Canon EOS 5D" '),
        ('camera:"can', 'camera:"Canon EOS 5D" '),
        ("object:d", "object:dog "),
        ("object in (cat, do", "object in (cat, dog"),
        ("tag all in (do", "tag all in (Doors open"),
        ("person:do", "person:Dora "),
        ("only:(do", "only:(Dora"),
        ("kind:v", "kind:video "),
        ("ratio:pa", "ratio:panorama "),
        ("count(fa", "count(faces) >= "),
        ("count(do", "count(dog) >= "),
        ("exists(g", "exists(gps) "),
        ("near:Basti", "near:Bastia "),
        ("near:Eiff", 'near:"Eiffel Tower" '),
        ("dog order by fi", "dog order by filesize "),
        ("dog order by upd", "dog order by updated "),
        ("similar:1 order by ali", "similar:1 order by alike "),
        ("dog order by co", "dog order by count("),
        ("order by count(do", "order by count(dog) "),
        ("order by count(fa", "order by count(faces) "),
        ("dog lim", "dog limit:"),
        ("dog ex", "dog exists("),
        ("ali", "alike:"),
    ],
)
def test_what_is_begun_is_completed(ada, library, text, completed):
    assert completed in offers(ada, text)


def test_the_cursor_says_what_is_completed(ada, library):
    assert "camera: dog" in offers(ada, "cam dog", at=3)


def test_places_are_completed_by_their_names_in_other_languages(ada, connect):
    media_id = photo(connect, latitude=50.94, longitude=6.96)
    there = Finding(locality=Locality("Köln", "North Rhine-Westphalia", "Germany", "DE", "Köln", 1.0, 1.0))
    analysed(connect, media_id, "place", [there])
    assert offers(ada, "city:colog") == ["city:Köln "]
    assert offers(ada, "city:kö") == ["city:Köln "]
    assert offers(ada, "country:deutsch") == ["country:Germany "]
    assert offers(ada, "country:allem") == ["country:Germany "]
    assert "city:Köln " in offers(ada, "Colog")
    assert offers(ada, "country:frankr") == []


@pytest.mark.parametrize(
    "text", ["", " ", '"do', "zzzz", "dog ", "iso > 8", "\x00", "'; --", 'camera:"', "(" * 400]
)
def test_anything_may_be_typed(ada, library, text):
    assert isinstance(offers(ada, text), list)


def test_who_sees_a_part_is_offered_nothing_else(app, connect, library):
    guest = browser(app, connect)
    with connect() as conn:
        run(conn, "INSERT INTO restriction (account_id, folder, query) SELECT id, 'mine', '' FROM account")
    assert "object:dog " in offers(guest, "object:")
    assert "object:cat " not in offers(guest, "object:")
    assert offers(guest, "camera:nik") == []
    assert offers(guest, "person:do") == []


def test_values_of_a_large_library_come_at_once(ada, connect):
    with connect() as conn:
        run(
            conn,
            """
            INSERT INTO mark_total (what, name, files, bytes)
            SELECT CASE n %% 2 WHEN 0 THEN 'tag' ELSE 'object' END, 'word ' || n, n, n
              FROM generate_series(1, 20000) AS n
            """,
        )
    assert 'tag:"word 20000" ' in offers(ada, "tag:word")
    assert min(timed(ada, "tag:word") for _ in range(8)) < 0.1  # of the whole request, on a busy machine


def timed(browser, text):
    begin = time.perf_counter()
    offers(browser, text)
    return time.perf_counter() - begin


def test_need_knows_where_a_value_begins():
    found = completing.need("dog camera:Can", 14)
    assert found is not None
    assert (found.sort, found.key, found.begun, found.start, found.end) == ("value", "camera", "Can", 11, 14)
