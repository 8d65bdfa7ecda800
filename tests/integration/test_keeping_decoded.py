"""With the real decoder: a dropped photo is there at once, with its thumbnail, preview, date and place."""

from datetime import datetime

import pytest
from PIL import Image

from shared.db.connection import rows, value
from shared.decoding import Decoder
from shared.keeping import Keeper
from tests import samples
from tests.integration.intake import Library
from tests.invariants import check


@pytest.fixture
def library(connect, tmp_path) -> Library:
    library = Library(connect, tmp_path)
    with Decoder() as decoder:
        library.keeper = Keeper(connect, library.storage, decoder, min_free=0)
        yield library


def photo(library: Library) -> bytes:
    file = library.root / "sample.jpg"
    samples.scene().save(file, exif=samples.exif())
    return file.read_bytes()


def test_a_photo_gets_its_pictures_and_its_metadata(library, connect):
    content = photo(library)
    kept = library.take(content, "2021/paris.jpg")
    assert kept.problem is None
    with Image.open(library.storage.derived(kept.sha512, "preview.jpg")) as preview:
        assert preview.size == (320, 240)
    with connect() as conn:
        found = rows(conn, dict, "SELECT kind, taken_at, taken_offset, taken_from, model FROM media")[0]
        assert bytes(value(conn, "SELECT image FROM thumbnail"))[8:12] == b"WEBP"
        assert value(conn, "SELECT latitude FROM media") == pytest.approx(samples.POSITION[0], abs=1e-4)
    taken = datetime(2021, 7, 8, 9, 10, 11)
    assert found == {
        "kind": "image", "taken_at": taken, "taken_offset": 120, "taken_from": "exif", "model": "Bird 1",
    }  # fmt: skip
    check(connect, library.storage, library.inbox, [content])


def test_a_cut_photo_still_gets_its_picture(library, connect):
    """S7."""
    content = photo(library)[:-400]
    kept = library.take(content, "cut.jpg")
    assert kept.problem
    assert library.storage.derived(kept.sha512, "preview.jpg").exists()
    with connect() as conn:
        assert value(conn, "SELECT truncated FROM media")
    check(connect, library.storage, library.inbox, [content])


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"hello", b"\xff\xd8\xff\xe0" + bytes(4000), b"#EXTM3U\n/etc/x"]
)
def test_what_is_no_media_is_kept_with_the_reason(library, connect, content):
    assert library.take(content, "photo.jpg").problem
    check(connect, library.storage, library.inbox, [content])
