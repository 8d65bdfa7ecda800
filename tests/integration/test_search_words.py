"""A search of several words that finds few files shows them in sections (P24)."""

import re

import pytest

from shared.accounts import csrf_token
from shared.db import reach, trash
from tests.integration.web import Browser, account, photo, session

WAYS = {"rowed": "the sand dog beach", "both": "a beach and a dog", "one": "one dog", "other": "some beach"}


@pytest.fixture
def ids(connect):
    """Files that hold the words in a row, both of them, one of them and none; older ones first."""
    made = {}
    for day, (name, text) in enumerate({**WAYS, "none": "a cat"}.items(), 1):
        made[name] = photo(connect, f"{day}.jpg", text=text, taken_at=f"2020-01-0{day} 12:00", model="X")
    return made


def sections(html):
    """The numbers of the files under each heading, in order."""
    parts = re.split(r"<h2[^>]*>([^<]+)<", html)
    names = [part.strip() for part in parts[1::2]]
    return {
        name: [int(n) for n in re.findall(r'id="m(\d+)"', part)]
        for name, part in zip(names, parts[2::2], strict=True)
    }


def below(ada, **query):
    return sections(ada.get("/search/some", query_string=query).text)


def test_files_stand_under_the_way_in_which_they_hold_the_words(ada, ids):
    shown = sections(ada.get("/", query_string={"q": "dog beach"}).text)
    assert shown["Exactly these words"] == [ids["rowed"]]
    assert shown["All of these words"] == [ids["both"]]
    assert below(ada, q="dog beach") == {"Some of these words": [ids["other"], ids["one"]]}


def test_before_javascript_a_link_leads_to_some_of_the_words_under_the_same_filters(ada, ids, connect):
    page = ada.get("/", query_string={"q": "dog beach ", "camera": "X"}).text
    link = re.search(r'href="([^"]+)">Show files with some of these words', page)[1].replace("&amp;", "&")
    photo(connect, "9.jpg", text="another dog", model="Y")
    assert "camera=X" in link
    found = [int(n) for n in re.findall(r'id="m(\d+)"', ada.get(link).text)]
    assert found == [ids["other"], ids["one"]]
    assert below(ada, q="dog beach ", camera="X") == {"Some of these words": found}


def test_the_most_words_come_first_then_the_newest_and_no_file_twice(ada, connect):
    two = photo(connect, "1.jpg", text="red dog", taken_at="2019-01-01 12:00")
    one = [photo(connect, f"{n}.jpg", text="green dog", taken_at=f"2020-01-0{n} 12:00") for n in (2, 3)]
    assert below(ada, q="red dog beach ") == {"Some of these words": [two, *reversed(one)]}
    assert below(ada, q="the dog of beach ")["Some of these words"] == [*reversed(one), two]


def test_where_nothing_holds_all_words_those_with_some_are_shown_at_once(ada, ids):
    page = ada.get("/", query_string={"q": "dog zebra "}).text
    assert "Nothing holds all of these words" in page
    assert sections(page)["Some of these words"] == [ids["one"], ids["both"], ids["rowed"]]
    assert "Nothing found" in ada.get("/", query_string={"q": "zebra giraffe "}).text


def test_many_are_bounded_and_honestly_counted(ada, connect, ids):
    for n in range(70):
        photo(connect, f"many{n}.jpg", text="a dog")
    html = ada.get("/search/some", query_string={"q": "dog beach "}).text
    assert len(sections(html)["Some of these words"]) == 60
    assert "60 of 72" in html
    assert "Show all with some of these words" in html


def test_what_finds_enough_or_asks_for_more_than_words_is_as_ever(ada, connect, ids):
    for query in ("dog", "dog or beach", '"dog beach"', "dog camera:X"):
        page = ada.get("/", query_string={"q": query}).text
        assert "of these words" not in page, query
        assert below(ada, q=query) == {}
    for n in range(20):
        photo(connect, f"enough{n}.jpg", text="dog beach")
    page = ada.get("/", query_string={"q": "dog beach "}).text
    assert "of these words" not in page
    assert 'data-month="2020-01"' in page


def test_neither_the_trash_nor_what_an_account_may_not_see_is_shown(app, connect):
    own = photo(connect, "a.jpg", text="one dog", path="anna/a.jpg")
    photo(connect, "b.jpg", text="one dog", path="bert/b.jpg")
    gone = photo(connect, "c.jpg", text="one dog", path="anna/c.jpg")
    guest = account(connect, "anna", "viewer")
    with connect() as conn:
        trash.discard(conn, [gone], "ada")
        reach.restrict(conn, guest, "anna", "")
    token = session(connect, guest)
    client = app.test_client()
    client.set_cookie("session", token)
    anna = Browser(client, {"X-CSRF-Token": csrf_token(token)})
    assert below(anna, q="dog beach ") == {"Some of these words": [own]}
    assert sections(anna.get("/", query_string={"q": "dog beach "}).text)["Some of these words"] == [own]
