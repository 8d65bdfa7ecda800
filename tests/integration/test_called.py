"""A filter that names an album, a batch or a file is told by what that is called, never by a number alone."""

import pytest

from shared.db import album_files, albums, reach
from shared.db.connection import run, value
from shared.db.selection import Selection
from tests.integration.web import browser, photo


@pytest.fixture
def ids(connect):
    """A file in the folder of Anna and one elsewhere; an album and a batch of the latter."""
    hers = photo(connect, "hers.jpg", path="anna/hers.jpg")
    other = photo(connect, "<i>other</i>.jpg", path="ben/other.jpg")
    with connect() as conn:
        album = albums.create(conn, "<b>Basalt</b>", "ben").id
        album_files.add(conn, album, Selection(), [other])
        batch = value(conn, "SELECT batch_id FROM media WHERE id = %(id)s", id=other)
        run(conn, "UPDATE batch SET source = 'his camera', started_at = '2024-03-05 14:03', files = 2"
                  " WHERE id = %(id)s", id=batch)  # fmt: skip
    return {"hers": hers, "other": other, "album": album, "batch": batch}


def test_filters_are_told_by_names(app, connect, ids):
    ada = browser(app, connect)
    page = ada.get(f"/?album={ids['album']}&batch={ids['batch']}&like={ids['other']}").text
    for told in (
        "&lt;b&gt;Basalt&lt;/b&gt;",
        "his camera of Tue, 5 March 2024",
        "like &lt;i&gt;other&lt;/i&gt;.jpg",
    ):
        assert f"<span>{told}" in page
    assert f"<span>album {ids['album'] + 1}<" in ada.get(f"/?album={ids['album'] + 1}").text


def test_who_sees_a_part_learns_no_names_of_the_rest(app, connect, ids):
    anna = browser(app, connect, "viewer")
    person = next(one for one in app.extensions["identity"].accounts.everyone() if one.role == "viewer")
    with connect() as conn:
        reach.restrict(conn, person.id, "anna", "")
    page = anna.get(
        f"/?album={ids['album']}&batch={ids['batch']}&like={ids['other']}&like={ids['hers']}"
    ).text
    assert "like hers.jpg" in page
    for hidden in ("Basalt", "his camera", "other.jpg", "&gt;.jpg"):
        assert hidden not in page
