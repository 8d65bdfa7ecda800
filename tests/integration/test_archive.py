"""A selection is downloaded as one ZIP that is made while it is sent (A62)."""

import io
import os
import zipfile
from datetime import datetime

import pytest

from services.web.zips import free_name
from shared.errors import NotFound
from tests.integration.web import browser, photo


@pytest.fixture
def ada(app, connect):
    return browser(app, connect, "viewer")


@pytest.fixture
def keep(connect, tmp_path):
    """Adds a file with content."""

    def keep(name, content, path):
        original = tmp_path / "storage/originals" / path
        original.parent.mkdir(parents=True, exist_ok=True)
        original.write_bytes(content)
        os.utime(original, (1_000_000_000, 1_000_000_000))
        return photo(connect, name, path=path)

    return keep


def opened(answer):
    assert answer.status_code == 200, answer.data
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_the_originals_come_stored_under_their_names_with_their_dates(ada, keep):
    ids = [keep("Été.jpg", b"one" * 1000, "a/x.jpg"), keep("é.jpg", b"two", "b/y.jpg")]
    answer = ada.get(f"/api/selection/download?id={ids[0]}&id={ids[1]}")
    archive = opened(answer)
    assert archive.testzip() is None
    assert {info.filename: archive.read(info) for info in archive.infolist()} == {
        "Été.jpg": b"one" * 1000,
        "é.jpg": b"two",
    }
    first = archive.infolist()[0]
    assert first.compress_type == zipfile.ZIP_STORED
    assert datetime(*first.date_time).year == 2001
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_search_or_a_long_list_is_sent_as_a_form(ada, keep):
    ids = [keep(f"{n}.jpg", b"%d" % n, f"{n}.jpg") for n in range(300)]
    form = {"ids": ",".join(map(str, ids[1:])), "csrf_token": ada.headers["X-CSRF-Token"]}
    assert len(opened(ada.post("/api/selection/download", data=form)).infolist()) == 299
    form = {"query": "q=7", "csrf_token": ada.headers["X-CSRF-Token"]}
    found = opened(ada.post("/api/selection/download", data=form)).namelist()
    assert found
    assert all("7" in name for name in found)


def test_names_are_unique_and_lead_nowhere():
    taken = set()
    assert [free_name(name, taken) for name in ["a.jpg", "A.jpg", "a.jpg", "../x/..", "", "a (2).jpg"]] == [
        "a.jpg", "A (2).jpg", "a (3).jpg", ".._x_", "unnamed", "a (2) (2).jpg",
    ]  # fmt: skip


def test_an_archive_that_lacks_a_file_breaks_off_before_its_end(ada, keep, tmp_path):
    ids = [keep("1.jpg", b"one", "1.jpg"), keep("2.jpg", b"two", "2.jpg")]
    (tmp_path / "storage/originals/2.jpg").unlink()
    pieces, answer = [], ada.client.get(f"/api/selection/download?id={ids[0]}&id={ids[1]}", buffered=False)
    with pytest.raises(NotFound):
        pieces.extend(answer.response)
    assert b"one" in b"".join(pieces)
    assert not zipfile.is_zipfile(io.BytesIO(b"".join(pieces)))
    answer.close()
    assert "2.jpg is missing" in ada.get(f"/api/selection/download?id={ids[1]}").json["detail"]


def test_what_cannot_be_meant_is_refused(ada, keep):
    assert ada.get("/api/selection/download").status_code == 400
    assert ada.get("/api/selection/download?id=x").status_code == 400
    assert ada.get("/api/selection/download?id=99").status_code == 404


def test_a_large_file_needs_no_memory_and_large_archives_have_64_bit_sizes(ada, keep, tmp_path):
    """A hole of 5 GiB is read as zeros; only the first pieces are asked for."""
    big = keep("big.mp4", b"", "big.mp4")
    os.truncate(tmp_path / "storage/originals/big.mp4", 5 << 30)
    answer = ada.client.get(f"/api/selection/download?id={big}", buffered=False)
    pieces = iter(answer.response)
    header = next(pieces)
    assert header[:4] == b"PK\x03\x04"
    assert header[4:6] == bytes((45, 0)), "needs version 4.5: ZIP64"
    assert len(next(pieces)) < 1 << 21
    answer.close()
