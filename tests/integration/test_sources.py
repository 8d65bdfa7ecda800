"""Inbox sources (P2): labels of folders, and what of them is taken and what is left."""

import psycopg2
import pytest

from services.ingest.sources import Sources
from shared.db import sources
from shared.db.sources import InboxSource
from tests.integration.test_ingest import drop, left
from tests.integration.watching import until, watching


@pytest.fixture
def decide(connect):
    def put(folder, label="", include=(), exclude=()):
        with connect() as conn:
            sources.put(conn, InboxSource(folder, label, list(include), list(exclude)))

    return put


@pytest.fixture
def read(connect):
    """The decisions as ingest reads them."""

    def fresh():
        found = Sources(connect)
        found.refresh()
        return found

    return fresh


def kept(connect):
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT path, source FROM media ORDER BY path")
        return dict(cursor.fetchall())


def test_files_get_the_label_of_their_folder_and_what_is_excluded_stays(library, connect, database, decide):
    decide("phone", "Ada's phone", exclude=["*.xmp", "Screenshots/"])
    decide("scans", "Scanner", include=["*.jpg"])
    drop(
        library.inbox,
        {
            "phone/1.jpg": b"1", "phone/1.xmp": b"2", "phone/Screenshots/2.jpg": b"3",
            "scans/deep/3.jpg": b"4", "scans/3.txt": b"5", "4.jpg": b"6",
        },
    )  # fmt: skip
    with watching(library, database):
        until(lambda: len(kept(connect)) == 3)
        until(lambda: len(left(library)) == 3)
        assert kept(connect) == {
            "phone/1.jpg": "Ada's phone", "scans/deep/3.jpg": "Scanner", "4.jpg": "Anna's phone",
        }  # fmt: skip
        with connect() as conn:
            sources.remove(conn, "scans")
        until(lambda: "scans/3.txt" in kept(connect))
    assert sorted(left(library)) == ["phone/1.xmp", "phone/Screenshots/2.jpg"]


def test_the_innermost_folder_decides(decide, read):
    decide("", "house", exclude=["*.tmp2"])
    decide("phone", "phone", exclude=["*.png"])
    decide("phone/camera", "camera")
    found = read()
    paths = ("a.jpg", "other/a.jpg", "phone/a.jpg", "phone/camera/x/a.jpg")
    assert [found.label(path) for path in paths] == ["house", "house", "phone", "camera"]
    assert found.unwanted("other/a.tmp2", False)
    assert found.unwanted("phone/a.png", False)
    assert not found.unwanted("phone/camera/a.png", False)
    assert not found.unwanted("phones/a.png", False)


def test_what_is_included_may_lie_deep_and_folders_are_looked_into(decide, read):
    decide("scans", "scans", include=["*.jpg", "/best/*"])
    found = read()
    assert not found.unwanted("scans/deep", True)
    assert not found.unwanted("scans/deep/a.jpg", False)
    assert not found.unwanted("scans/best/a.tif", False)
    assert found.unwanted("scans/deep/a.tif", False)


def test_while_the_database_is_away_the_last_decisions_hold(decide, connect, monkeypatch):
    decide("phone", "phone")
    away = []

    def connecting():
        if away:
            raise psycopg2.OperationalError("no")
        return connect()

    found = Sources(connecting)
    away.append(True)
    with pytest.raises(psycopg2.OperationalError):
        found.refresh()
    away.clear()
    found.refresh()
    away.append(True)
    monkeypatch.setattr("services.ingest.sources.AGE", -1.0)
    found.refresh()
    assert found.label("phone/a.jpg") == "phone"
