"""The scrubber tells what became of the originals, and changes nothing."""

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from services.scrub.pace import Pace
from services.scrub.round import Scrubber
from shared.db import scrubs
from shared.db.connection import run
from shared.storage import Storage
from tests.integration.files import file


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    (tmp_path / "originals").mkdir()
    return Storage(tmp_path)


def _keep(connect, storage: Storage, content: bytes) -> Path:
    """Store `content` as an original with its row."""
    media_id = file(connect)
    path = f"album/{media_id}.jpg"
    with connect() as conn:
        run(
            conn,
            "UPDATE media SET sha512 = %(sha512)s, size = %(size)s, path = %(path)s WHERE id = %(id)s",
            sha512=hashlib.sha512(content).digest(),
            size=len(content),
            path=path,
            id=media_id,
        )
    original = storage.original(path)
    original.parent.mkdir(exist_ok=True)
    original.write_bytes(content)
    return original


def _scrub(connect, storage: Storage, *, rate: float = 0, steady: bool = False) -> dict[str, str]:
    """Make a round; return the states of what is not in order, by file name."""
    with connect() as conn:
        begun = scrubs.unfinished(conn) or scrubs.begin(conn, steady=steady)
    assert Scrubber(connect, storage, rate, threading.Event()).run(begun)
    with connect() as conn:
        return {Path(one.path).name: one.state for one in scrubs.problems(conn)}


def _flip(original: Path) -> None:
    content = bytearray(original.read_bytes())
    content[len(content) // 2] ^= 1
    original.write_bytes(content)


def test_originals_as_they_were_kept_are_counted_and_no_problem(connect, storage):
    kept = [_keep(connect, storage, f"photo {n}".encode()) for n in range(120)]
    assert _scrub(connect, storage) == {}
    with connect() as conn:
        ended = scrubs.last(conn)
    assert (ended.files, ended.bytes) == (120, sum(original.stat().st_size for original in kept))


def test_one_flipped_bit_is_told_and_the_file_is_left_as_it_is(connect, storage):
    good, bad = _keep(connect, storage, b"good"), _keep(connect, storage, b"x" * 3_000_000)
    _flip(bad)
    found = bad.read_bytes()
    assert _scrub(connect, storage) == {bad.name: "changed"}
    assert bad.read_bytes() == found
    assert good.read_bytes() == b"good"


def test_missing_shortened_and_unreadable_originals_are_told_apart(connect, storage):
    missing, short, folder = (_keep(connect, storage, name) for name in (b"missing", b"shortened", b"folder"))
    missing.unlink()
    short.write_bytes(b"short")
    folder.unlink()
    folder.symlink_to("/etc/passwd")
    assert _scrub(connect, storage) == {
        missing.name: "missing",
        short.name: "changed",
        folder.name: "unreadable",
    }


def test_what_was_repaired_is_a_problem_no_more(connect, storage):
    original = _keep(connect, storage, b"as it was")
    _flip(original)
    assert _scrub(connect, storage) == {original.name: "changed"}
    original.write_bytes(b"as it was")
    assert _scrub(connect, storage) == {}


def test_strays_are_told_until_they_are_gone(connect, storage, monkeypatch):
    monkeypatch.setattr("services.scrub.round._YOUNG", 0)
    _keep(connect, storage, b"known")
    stray = storage.originals / "stray.jpg"
    odd = Path(os.fsdecode(os.fsencode(storage.originals) + b"/caf\xe9.jpg"))
    stray.touch()
    odd.touch()
    assert _scrub(connect, storage) == {"stray.jpg": "stray", r"caf\udce9.jpg": "stray"}
    assert stray.exists()
    stray.unlink()
    odd.unlink()
    assert _scrub(connect, storage) == {}


def test_a_file_that_is_just_coming_in_is_no_stray(connect, storage):
    (storage.originals / "arriving.jpg").touch()
    assert _scrub(connect, storage) == {}


def test_a_deleted_file_is_no_problem(connect, storage):
    original = _keep(connect, storage, b"deleted")
    original.unlink()
    assert _scrub(connect, storage) == {original.name: "missing"}
    with connect() as conn:
        run(conn, "DELETE FROM media")
    assert _scrub(connect, storage) == {}


def test_a_stopped_round_goes_on_where_it_was(connect, storage):
    for n in range(60):
        _keep(connect, storage, b"%d" % n)
    stop = threading.Event()
    with connect() as conn:
        begun = scrubs.begin(conn, steady=True)
    scrubber = Scrubber(connect, storage, 0, stop)
    assert scrubber._advance(begun, 0)
    stop.set()
    assert not scrubber.run(begun)
    with connect() as conn:
        assert scrubs.unfinished(conn).files == 50
    _scrub(connect, storage, steady=True)
    with connect() as conn:
        assert scrubs.unfinished(conn) is None
        assert scrubs.last(conn).files == 60


def test_the_next_round_is_due_days_after_the_start_of_the_last(connect, storage):
    with connect() as conn:
        assert scrubs.wait(conn, 30) == 0
    _scrub(connect, storage, steady=True)
    with connect() as conn:
        assert 29.9 * 86400 < scrubs.wait(conn, 30) <= 30 * 86400
        assert scrubs.wait(conn, 0) <= 0


def test_reading_keeps_to_its_rate():
    began = time.monotonic()
    pace = Pace(1_000_000, threading.Event())
    for _ in range(5):
        pace.read(100_000)
    assert time.monotonic() - began >= 0.4


def test_a_stop_ends_the_wait_for_the_rate():
    stop = threading.Event()
    stop.set()
    began = time.monotonic()
    Pace(1, stop).read(1_000_000)
    assert time.monotonic() - began < 5
