"""Every original is kept once, byte for byte, under its own hierarchy (A1, A2, A14–A16)."""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from shared.db.connection import rows, value
from shared.domain import CaptureTime, Decoded, MediaKind, Position
from shared.errors import DecoderStopped, FileBusy, StorageFull
from shared.keeping import Keeper
from tests.invariants import check


def test_a_file_is_kept_under_its_own_path_byte_for_byte_and_leaves_the_inbox(library, connect):
    """A1, A2."""
    file = library.claimed(b"picture")
    kept = library.take(file, "2020/summer/beach.jpg")
    assert library.originals() == {"2020/summer/beach.jpg": b"picture"}
    assert kept.sha512 == hashlib.sha512(b"picture").hexdigest()
    assert not kept.duplicate
    assert not file.exists()
    check(connect, library.storage, library.inbox, [b"picture"])


def test_a_file_on_the_same_file_system_is_linked_and_not_copied(library):
    file = library.claimed(b"picture")
    inode = file.stat().st_ino
    library.take(file, "a.jpg")
    stored = library.storage.original("a.jpg").stat()
    assert (stored.st_ino, stored.st_nlink) == (inode, 1)


def test_an_original_can_be_read_only_and_keeps_its_date(library):
    file = library.claimed(b"picture")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    library.take(file, "a.jpg")
    status = library.storage.original("a.jpg").stat()
    assert stat.S_IMODE(status.st_mode) == 0o440
    assert status.st_mtime == 1_000_000_000


def test_other_content_under_the_same_name_is_kept_beside_it(library, connect):
    """A16: the suffix is made of the content's hash, so it is the same at each attempt."""
    first, second = b"first", b"second"
    library.take(first, "a/x.tar.jpg")
    library.take(second, "a/x.tar.jpg")
    mark = hashlib.sha512(second).hexdigest()[:8]
    assert library.originals() == {"a/x.tar.jpg": first, f"a/x.tar~{mark}.jpg": second}
    check(connect, library.storage, library.inbox, [first, second])


def test_a_file_and_a_folder_of_one_name_are_both_kept(library, connect):
    library.take(b"file", "a")
    library.take(b"inner", "a/b.jpg")
    library.take(b"outer", "c/d.jpg")
    library.take(b"folder's name", "c")
    assert sorted(library.originals().values()) == sorted([b"file", b"inner", b"outer", b"folder's name"])
    check(connect, library.storage, library.inbox, [b"file", b"inner", b"outer", b"folder's name"])


def test_the_same_content_again_is_a_sighting_and_lies_in_duplicates(library, connect):
    """A14, A15."""
    first = library.take(b"picture", "a/x.jpg")
    again = [library.take(b"picture", path) for path in ("a/x.jpg", "b/y.jpg", "b/y.jpg")]
    assert [(kept.media_id, kept.duplicate) for kept in again] == [(first.media_id, True)] * 3
    assert library.originals() == {"a/x.jpg": b"picture"}
    assert {"a/x.jpg", "b/y.jpg"} < set(library.duplicates())
    check(connect, library.storage, library.inbox, [b"picture"] * 4)


def test_an_original_that_got_lost_comes_back_with_its_content(library, connect):
    library.take(b"picture", "a/x.jpg")
    library.storage.original("a/x.jpg").unlink()
    library.take(b"picture", "b/y.jpg")
    check(connect, library.storage, library.inbox, [b"picture", b"picture"])


def test_taking_a_claim_twice_changes_nothing(library, connect):
    claim = uuid4()
    kept = library.take(b"picture", "a.jpg", claim)
    assert library.take(library.claimed(b"picture"), "a.jpg", claim) == kept
    check(connect, library.storage, library.inbox, [b"picture"])


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "a/../../../b.jpg", "./x/./y.jpg", "..", "", "a//b.jpg"]
)
def test_no_path_leads_out_of_the_originals(library, path):
    library.take(b"picture", path)
    assert list(library.originals().values()) == [b"picture"]


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        (b"bytes_\xff.jpg", "bytes_%FF.jpg"),
        (b"new\nline.jpg", "new%0Aline.jpg"),
        ("\u202egpj.exe.jpg".encode(), "%E2%80%AEgpj.exe.jpg"),
        ("e\u0301clair 日本語.jpg".encode(), "e\u0301clair 日本語.jpg"),
        (b"100%.jpg", "100%.jpg"),
        (b"-rf.jpg", "-rf.jpg"),
        (b"$(id).mp4", "$(id).mp4"),
        (b"back\\slash.jpg", "back\\slash.jpg"),
        (b"a" * 251 + b".jpg", "a" * 251 + ".jpg"),
    ],
)
def test_an_odd_name_is_kept_as_it_is_where_that_is_safe(library, connect, raw, stored):
    library.take(b"picture", os.fsdecode(raw))
    assert list(library.originals()) == [stored]
    with connect() as conn:
        raw_path = value(conn, "SELECT raw_path FROM sighting")
    assert (raw_path and bytes(raw_path)) == (None if stored.encode() == raw else raw)


def test_names_and_paths_that_are_too_long_are_shortened_and_all_kept(library, connect):
    paths = ["\n" * 255, "\n" * 254 + "x", "/".join(["d" * 200] * 15) + "/x.jpg"]
    dropped = [str(number).encode() for number in range(6)]
    for content, path in zip(dropped, [*paths, *paths], strict=True):
        library.take(content, path)
    check(connect, library.storage, library.inbox, dropped)


def test_everything_that_the_decoder_told_is_in_the_row(library, connect):
    library.decoder.answer = Decoded(
        MediaKind.VIDEO, "video/mp4", width=1920, height=1080, duration=2.5, make="Acme", iso=100,
        taken=CaptureTime(datetime(2020, 5, 17, 12, 0), 120, "container"),
        position=Position(48.1, 11.5, 519.0), thumbnail=b"webp", colour="#abcdef", tags={"a": [1]},
    )  # fmt: skip
    library.take(b"video", "x.mp4")
    with connect() as conn:
        found = rows(conn, dict, "SELECT * FROM media")[0]
        assert bytes(value(conn, "SELECT image FROM thumbnail")) == b"webp"
    assert (found["kind"], found["width"]) == ("video", 1920)
    assert (found["taken_at"], found["taken_offset"]) == (datetime(2020, 5, 17, 12, 0), 120)
    assert (found["latitude"], found["longitude"], found["altitude"]) == (48.1, 11.5, 519.0)
    assert (found["source"], found["batch_id"], found["name"]) == ("Anna's phone", library.batch, "x.mp4")
    assert (found["size"], found["tags"]) == (5, {"a": [1]})


@pytest.mark.parametrize(
    ("name", "taken", "source"),
    [
        ("IMG_20200131_235958.jpg", datetime(2020, 1, 31, 23, 59, 58), "file name"),
        ("2015-02-30 25.61.61.jpg", datetime(2001, 9, 9, 1, 46, 40), "file date"),
        ("holiday.jpg", datetime(2001, 9, 9, 1, 46, 40), "file date"),
    ],
)
def test_a_date_that_is_guessed_says_so(library, connect, name, taken, source):
    """A17."""
    file = library.claimed(b"picture")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    library.take(file, name)
    with connect() as conn:
        found = rows(conn, dict, "SELECT taken_at, taken_from FROM media")[0]
    assert found == {"taken_at": taken, "taken_from": source}


@pytest.mark.parametrize("moment", [0, 4_102_444_800, 2**40, -(2**33)])
def test_a_file_of_the_far_future_or_past_is_kept(library, connect, moment):
    file = library.claimed(b"picture")
    os.utime(file, (moment, moment))
    library.take(file, "a.jpg")
    check(connect, library.storage, library.inbox, [b"picture"])


def test_a_file_that_the_decoder_dies_of_is_kept_with_the_reason(library, connect):
    """X2, X3."""

    def die(_: Path) -> None:
        raise DecoderStopped("the decoder ran out of memory")

    library.decoder.before = die
    assert library.take(b"bomb", "bomb.png").problem == "the decoder ran out of memory"
    check(connect, library.storage, library.inbox, [b"bomb"])


def test_the_new_file_is_planned_and_found_by_its_name_at_once(library, connect):
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute(
            "INSERT INTO analyzer (name, version, accepts, engine, model)"
            " VALUES ('tone', 1, '{image}', '', '')"
        )
    kept = library.take(b"picture", "holiday/beach.jpg")
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM analysis WHERE media_id = %(id)s", id=kept.media_id) == 1
        assert value(conn, "SELECT document @@ to_tsquery('simple', 'beach') FROM media_text")


def test_a_file_that_is_open_for_writing_is_left_until_its_writer_ends(library):
    file = library.claimed(b"half")
    with file.open("ab") as writer:
        with pytest.raises(FileBusy):
            library.take(file, "a.jpg")
        writer.write(b" and whole")
    library.take(file, "a.jpg")
    assert library.originals() == {"a.jpg": b"half and whole"}


def test_a_file_that_another_name_could_still_change_is_copied(library, connect):
    file = library.claimed(b"picture")
    outside = library.root / "outside.jpg"
    os.link(file, outside)
    library.take(file, "a.jpg")
    outside.write_bytes(b"changed")
    assert library.originals() == {"a.jpg": b"picture"}
    check(connect, library.storage, library.inbox, [b"picture"])


def test_a_file_from_another_file_system_is_copied_with_its_date(library, connect, other_disk):
    file = other_disk / "photo.jpg"
    file.write_bytes(b"picture")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    library.take(file, "a.jpg")
    library.take(other_file(other_disk, b"picture"), "a.jpg")
    assert library.storage.original("a.jpg").stat().st_mtime == 1_000_000_000
    check(connect, library.storage, other_disk, [b"picture", b"picture"])


def test_a_link_is_not_followed(library):
    secret = library.root / "secret"
    secret.write_bytes(b"secret")
    file = library.claimed(b"")
    file.unlink()
    file.symlink_to(secret)
    with pytest.raises(OSError, match="symbolic"):
        library.take(file, "a.jpg")
    assert library.originals() == {}


def test_a_full_disk_takes_nothing_and_removes_nothing(library, monkeypatch):
    """F21."""
    file = library.claimed(b"picture")
    full = Keeper(library.connect, library.storage, library.decoder, min_free=1 << 60)
    with pytest.raises(StorageFull, match="are needed"):
        full.take(file, claim=uuid4(), path="a.jpg", batch=library.batch)
    assert file.read_bytes() == b"picture"
    assert library.originals() == {}


def test_a_sync_error_makes_the_bytes_be_copied_from_their_source(library, connect, monkeypatch):
    """F23: after a failed fsync the cached pages of that file prove nothing."""
    file, real = library.claimed(b"picture"), os.fsync
    inode = file.stat().st_ino

    def fsync(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino == inode:
            raise OSError(5, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    library.take(file, "a.jpg")
    assert library.storage.original("a.jpg").stat().st_ino != inode
    check(connect, library.storage, library.inbox, [b"picture"])


def test_modified_at_is_the_source_files(library, connect):
    file = library.claimed(b"picture")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    library.take(file, "a.jpg")
    with connect() as conn:
        assert value(conn, "SELECT modified_at FROM sighting") == datetime.fromtimestamp(10**9, UTC)


def other_file(folder: Path, content: bytes) -> Path:
    file = folder / "again.jpg"
    file.write_bytes(content)
    return file


@pytest.fixture
def other_disk(tmp_path) -> Iterator[Path]:
    """A folder on another file system than the library's."""
    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second file system here")
    folder = shm / f"bowerbird-{uuid4().hex}"
    folder.mkdir()
    yield folder
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
