"""The folders of the library, and albums made of folders and searches (A67, H35)."""

import pytest

from shared.db import folders
from shared.db.connection import run
from shared.db.search import Selection, Within
from tests.integration.files import file


@pytest.fixture
def kept(connect):
    """Files in folders whose names begin alike, one of them in none."""
    paths = ("Sea/2023/a.jpg", "Sea/2024/b.jpg", "Sea/c.jpg", "Sea shore/d.jpg", "sea/e.jpg", "alone.jpg")
    return {path: file(connect, path.rpartition("/")[2], path=path) for path in paths}


def names(connect, folder="", within=None):
    with connect() as conn:
        return [(one.path, one.count) for one in folders.below(conn, folder, within)]


def test_folders_are_listed_with_what_lies_below_them(connect, kept):
    assert names(connect) == [("Sea", 3), ("sea", 1), ("Sea shore", 1)]
    assert names(connect, "Sea") == [("Sea/2023", 1), ("Sea/2024", 1)]
    assert names(connect, "Sea/2023") == []
    assert names(connect, "Se") == []


def test_the_trash_and_what_a_person_may_not_see_is_in_no_folder(connect, kept):
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() WHERE path = 'Sea/2023/a.jpg'")
    assert names(connect, "Sea") == [("Sea/2024", 1)]
    assert names(connect, "", Within("Sea shore")) == [("Sea shore", 1)]
    assert names(connect, "", Within("Sea/2024")) == [("Sea", 1)]
    assert names(connect, "Sea", Within("Sea/2024")) == [("Sea/2024", 1)]
    assert names(connect, "sea", Within("Sea/2024")) == []


def test_more_files_than_are_counted_are_told_as_such(connect, ada, kept, monkeypatch):
    monkeypatch.setattr(folders, "COUNTED", 2)
    assert names(connect) == [("Sea", 3), ("sea", 1), ("Sea shore", 1)]
    page = ada.get("/folders").text
    assert "more than 2 files" in page
    assert "3 files" not in page


def test_many_folders_are_listed_page_by_page(connect, ada, kept, monkeypatch):
    """`Sea shore` stands before `Sea` among paths, as a blank stands before `/`."""
    monkeypatch.setattr(folders, "MOST", 2)
    with connect() as conn:
        first = folders.below(conn, "", None)
        assert {one.name for one in first} == {"Sea", "Sea shore"}
        rest = folders.below(conn, "", None, folders.last(first))
        assert [one.name for one in rest] == ["sea"]
        assert folders.last(rest) is None
    page = ada.get("/folders").text
    assert 'href="/folders?after=Sea"' in page
    assert "More folders" not in ada.get("/folders?after=Sea").text


def test_one_who_sees_a_search_is_told_of_as_many_files_as_were_looked_at(connect, kept, monkeypatch):
    monkeypatch.setattr(folders, "MET", 2)
    found = Within("", Selection(kinds=("image",)))
    assert names(connect, "", found) == [("Sea", 3), ("sea", 1), ("Sea shore", 1)]
    with connect() as conn:
        run(conn, "UPDATE media SET kind = 'video' WHERE path = 'Sea/c.jpg'")
    assert names(connect, "", found) == [("Sea", 2), ("sea", 1), ("Sea shore", 1)]


def test_an_album_is_made_of_a_folder(ada, kept):
    page = ada.get("/folders?folder=Sea")
    assert "2023" in page.text
    answer = ada.post("/folders/album", data={"folder": "Sea"})
    album = ada.get(answer.location).text
    assert "3 files" in album
    assert f'id="m{kept["Sea/2024/b.jpg"]}"' in album
    assert f'id="m{kept["Sea shore/d.jpg"]}"' not in album


def test_nonsense_for_a_folder_is_an_empty_folder(ada, kept):
    for folder in ("%00", "..", "%25", "a" * 500, "Sea/" * 80, "<b>"):
        assert ada.get(f"/folders?folder={folder}").status_code == 200


def test_a_search_is_saved_as_a_new_album_and_into_one_that_there_is(ada, kept):
    assert "Save or share" in ada.get("/?format=image%2Fx").text
    assert 'value="format=image%2Fx"' in ada.get("/albums/save?format=image%2Fx&cursor=").text
    answer = ada.post("/albums/save", data={"query": "format=image%2Fx", "name": "Odd"})
    assert "6 files" in ada.get(answer.location).text
    ada.post("/albums/save", data={"query": "folder=Sea", "name": "", "album": "1"})
    assert "3 files" in ada.get(answer.location).text
    assert ada.post("/albums/save", data={"query": "folder=Sea", "name": " "}).status_code == 400
    assert ada.post("/albums/save", data={"query": "album=1", "name": "Loop"}).status_code == 400
    assert len(ada.get("/api/albums").json["albums"]) == 1
