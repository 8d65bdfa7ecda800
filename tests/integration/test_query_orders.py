"""Orders by count and limits of the query language, read in pages, by who sees a part, and kept in albums."""

from dataclasses import replace
from datetime import datetime

import pytest

from shared.db import albums, index, media
from shared.db.connection import connector, run
from shared.db.search import Selection, Within
from shared.domain import Finding
from tests.integration.lettered import filled, found, selected
from tests.integration.web import analysed, photo


@pytest.fixture(scope="module")
def library(shared_database):
    """The connection to a filled library, and its files by letter."""
    connect = connector(shared_database)
    return connect, filled(connect)


def test_who_sees_a_part_is_shown_the_first_of_that(library):
    connect, ids = library
    asked = selected("limit:2 order by filesize", ids)
    assert found(connect, asked, ids) == "gf"
    assert found(connect, replace(asked, within=Within("2019")), ids) == "ba"
    confined = Within(selection=asked)
    assert found(connect, Selection(within=confined), ids) == "gf"
    assert found(connect, Selection(within=confined, objects=("dog",)), ids) == "f"
    assert found(connect, replace(selected("limit:1", ids), within=confined), ids) == "g"


def test_a_limit_holds_whatever_order_is_read(library):
    connect, ids = library
    asked = replace(selected("exists(gps) order by name limit:3", ids), sort="oldest")
    assert found(connect, asked, ids) == "bcd"
    chance = selected("limit:3 order by random", ids)
    assert len(found(connect, chance, ids)) == 3
    assert found(connect, chance, ids) == found(connect, chance, ids)


@pytest.mark.parametrize("way", ["asc", "desc"])
@pytest.mark.parametrize(
    "what", ["person", "faces", "objects", "tags", "files", "people", "albums", "updated"]
)
@pytest.mark.parametrize("asked", ["", "exists(gps) ", "object:person "])
def test_an_order_by_count_is_read_page_by_page_both_ways(library, asked, what, way):
    connect, ids = library
    by = what if what == "updated" else f"count({what})"
    selection = selected(f"{asked}order by {by} {way}", ids)
    whole = found(connect, selection, ids)
    letters = {media_id: letter for letter, media_id in ids.items()}
    with connect() as conn:
        for limit in (1, 2, 5):
            pages, page = [], media.page(conn, selection, limit=limit)
            while True:
                pages.append("".join(letters[tile.id] for tile in page.items))
                if page.next is None:
                    break
                page = media.page(conn, selection, _cursor(page.next), limit)
            assert "".join(pages) == whole
            before = page
            for shown in reversed(pages[:-1]):
                before = media.page(conn, selection, limit=limit, before=_cursor(before.previous))
                assert "".join(letters[tile.id] for tile in before.items) == shown
        beside = media.neighbours(conn, selection, ids[whole[1]])
        assert (letters[beside.newer], letters[beside.older]) == (whole[0], whole[2])


def _cursor(text: str) -> media.Cursor:
    time, media_id, key = text.split("_")
    return media.Cursor(datetime.fromisoformat(time), int(media_id), key)


def test_a_smart_album_keeps_its_limit(library):
    connect, ids = library
    asked = selected("order by count(person) limit:2", ids)
    with connect() as conn:
        made = albums.create(conn, "Most people", "ada")
        albums.search(conn, made.id, "q=…", asked)
        conn.commit()
    assert found(connect, Selection(albums=(made.id,)), ids) == "eb"
    assert found(connect, Selection(albums=(made.id,), sort="oldest"), ids) == "be"
    with connect() as conn:
        run(conn, "DELETE FROM album WHERE id = %(id)s", id=made.id)


@pytest.mark.parametrize(("way", "expected"), [("desc", "dbca"), ("asc", "acbd")])
def test_looks_are_counted_where_no_object_is_called_so(connect, way, expected):
    ids = {letter: photo(connect, taken_at=f"2020-01-0{day}") for day, letter in enumerate("abcd", 1)}
    for letter, looks in {"b": ["woman"] * 2, "c": ["woman", "man", "man"], "d": ["woman"] * 2}.items():
        analysed(connect, ids[letter], "attributes", [Finding(look, score=0.9) for look in looks])
        with connect() as conn:
            index.refresh(conn, ids[letter])
    assert found(connect, selected(f"order by count(woman) {way}", ids), ids) == expected
