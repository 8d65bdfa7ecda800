"""Uploads and imports take the same steps from a stream, and many at once leave one original (X7, S8)."""

import hashlib
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.db.connection import connector, rows, value
from shared.domain import Priority
from shared.errors import Conflict, StorageFull
from shared.keeping import Keeper, Kept
from tests.integration.intake import FakeDecoder, Library
from tests.invariants import check


def receive(library: Library, content: bytes, path: str = "a/x.jpg", **told) -> Kept:
    return library.keeper.receive(io.BytesIO(content), path=path, batch=library.batch, **told)


def test_an_upload_is_kept_under_its_path_with_its_own_date(library):
    when = datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    kept = receive(library, b"picture", modified=when)
    assert (kept.duplicate, library.originals()) == (False, {"a/x.jpg": b"picture"})
    assert library.storage.original("a/x.jpg").stat().st_mtime == when.timestamp()


def test_an_upload_that_is_known_leaves_nothing_behind(library):
    first = receive(library, b"picture")
    again = receive(library, b"picture", "b/y.jpg")
    assert (again.media_id, again.duplicate) == (first.media_id, True)
    assert list(library.originals()) == ["a/x.jpg"]
    assert list(library.storage.staging.iterdir()) == []


@pytest.mark.parametrize("told", [{"digest": "00" * 64}, {"size": 8}])
def test_an_upload_that_arrives_changed_or_cut_is_refused(library, told):
    with pytest.raises(Conflict):
        receive(library, b"picture", **told)
    assert (library.originals(), list(library.storage.staging.iterdir())) == ({}, [])


def test_an_upload_with_the_right_digest_and_size_is_kept(library):
    receive(library, b"picture", digest=hashlib.sha512(b"picture").hexdigest().upper(), size=7)
    assert library.originals() == {"a/x.jpg": b"picture"}


def test_an_upload_that_breaks_off_leaves_nothing_behind(library):
    class Cut:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        library.keeper.receive(Cut(), path="a.jpg", batch=library.batch)
    assert (library.originals(), list(library.storage.staging.iterdir())) == ({}, [])


def test_an_upload_to_a_full_disk_is_refused(library):
    library.keeper = Keeper(library.connect, library.storage, library.decoder, min_free=1 << 60)
    with pytest.raises(StorageFull):
        receive(library, b"picture")
    assert library.originals() == {}


def test_a_large_upload_is_never_held_in_memory(library):
    class Large:
        left, largest = 64 << 20, 0

        def read(self, size: int) -> bytes:
            self.largest = max(self.largest, size)
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    stream = Large()
    library.keeper.receive(stream, path="a.mp4", batch=library.batch)
    assert stream.largest <= 1 << 20
    assert library.storage.original("a.mp4").stat().st_size == 64 << 20


def test_what_a_person_uploads_is_analysed_first(library, connect):
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute("INSERT INTO analyzer VALUES ('tone', 1, '{image}', '', '')")
    receive(library, b"picture")
    with connect() as conn:
        assert value(conn, "SELECT priority FROM analysis") == Priority.PERSON


@pytest.mark.parametrize("way", ["receive", "take"])
def test_32_arrivals_of_one_content_at_once_are_one_original_and_32_sightings(
    library, connect, database, way
):
    """F29, X7."""
    ready = threading.Barrier(32)

    def arrive(number: int) -> Kept:
        keeper = Keeper(connector(database), library.storage, FakeDecoder(), min_free=0)
        alone = Library.__new__(Library)
        alone.__dict__ |= library.__dict__ | {"keeper": keeper}
        ready.wait()
        path = f"folder {number % 3}/x.jpg"
        return receive(alone, b"picture", path) if way == "receive" else alone.take(b"picture", path)

    with ThreadPoolExecutor(32) as threads:
        kept = list(threads.map(arrive, range(32)))
    assert sum(not one.duplicate for one in kept) == 1
    assert len({one.media_id for one in kept}) == 1
    assert list(library.originals().values()) == [b"picture"]
    with connect() as conn:
        assert rows(conn, dict, "SELECT count(*) AS n FROM sighting") == [{"n": 32}]
    if way == "take":
        check(connect, library.storage, library.inbox, [b"picture"] * 32)


def test_32_contents_of_one_name_at_once_are_32_originals(library, connect, database):
    ready = threading.Barrier(32)

    def arrive(number: int) -> Kept:
        keeper = Keeper(connector(database), library.storage, FakeDecoder(), min_free=0)
        file = library.claimed(b"picture %d" % number)
        ready.wait()
        return keeper.take(file, claim=uuid4(), path="a/x.jpg", batch=library.batch)

    with ThreadPoolExecutor(32) as threads:
        list(threads.map(arrive, range(32)))
    check(connect, library.storage, library.inbox, [b"picture %d" % number for number in range(32)])
