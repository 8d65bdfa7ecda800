"""Sidecars come in with pictures, and names are read from them and from pictures themselves."""

from io import BytesIO

import pytest
from PIL import Image

from shared.db import regions, scrubs, sidecars
from shared.db.connection import value
from shared.decoding import Decoder
from shared.keeping import Keeper
from tests.integration import beside as there
from tests.integration.beside import beside, conflicts, name, names, step
from tests.integration.intake import Library
from tests.unit.test_xmp import BILLION, OTHER

library, photo = there.library, there.photo


@pytest.mark.parametrize("path", ["trip/a.jpg.xmp", "trip/a.xmp", "trip/a.JPG.XMP"])
@pytest.mark.parametrize("first", ["picture", "sidecar"])
def test_a_sidecar_finds_its_picture_whichever_comes_first(library, path, first):
    kept = []
    for which in ("picture", "sidecar") if first == "picture" else ("sidecar", "picture"):
        step(library)
        picture = "trip/a.JPG" if "JPG" in path else "trip/a.jpg"
        kept.append(library.take(OTHER, path) if which == "sidecar" else library.take(b"picture", picture))
    step(library)
    photo = next(one.media_id for one in kept if one.media_id and names(library, one.media_id))
    assert names(library, photo) == ["Ben"]
    with library.connect() as conn:
        assert value(conn, "SELECT count(*) FROM media") == 1
        assert [one.path for one in sidecars.of(conn, photo)] == [path]
        assert scrubs.unknown(conn, [path, "trip/stray.xmp"]) == {"trip/stray.xmp"}
    assert beside(library, path).read_bytes() == OTHER


def test_of_a_raw_file_and_its_picture_the_sidecar_belongs_to_the_raw_file(library):
    picture = library.take(b"p", "a_1.jpg").media_id
    raw = library.take(b"the larger one", "a_1.cr2").media_id
    library.take(b"another", "ab1.cr2")
    library.take(OTHER, "a_1.xmp")
    step(library)
    assert (names(library, raw), names(library, picture)) == (["Ben"], [])


def test_the_same_sidecar_again_changes_nothing_and_a_newer_one_is_read(library, photo):
    library.take(OTHER, "trip/a.jpg.xmp")
    step(library)
    library.take(OTHER, "trip/a.jpg.xmp")
    step(library)
    assert names(library, photo) == ["Ben"]
    library.take(OTHER.replace(b"'Ben'", b"'Benjamin'"), "trip/a.jpg.xmp")
    step(library)
    assert names(library, photo) == ["Benjamin"]
    with library.connect() as conn:
        assert value(conn, "SELECT count(*) FROM media") == 1


def test_what_people_decided_here_holds_and_the_conflict_is_told(library, photo):
    name(library, photo, "Bert")
    library.take(OTHER, "trip/a.jpg.xmp")
    step(library)
    assert names(library, photo) == ["Bert"]
    assert conflicts(library) == [("Ben", "Bert")]


def test_a_name_that_both_give_is_no_conflict(library, photo):
    name(library, photo, "BEN")
    library.take(OTHER, "trip/a.jpg.xmp")
    step(library)
    assert names(library, photo) == ["BEN"]
    assert conflicts(library) == []


def test_hostile_xml_is_told_and_harms_nothing(library, photo):
    library.take(BILLION, "trip/a.jpg.xmp")
    step(library)
    with library.connect() as conn:
        assert value(conn, "SELECT problem FROM xmp_reading") == "its XML has a document type"
        assert value(conn, "SELECT count(*) FROM media") == 2  # it stays what it was: a file that is kept
        assert value(conn, "SELECT count(*) FROM xmp_due") == 0


def test_regions_in_the_picture_itself_are_read_as_it_comes_in(connect, tmp_path):
    """A picture of orientation 6: the region turns with it."""
    library, file = Library(connect, tmp_path), BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 300)).save(file, "JPEG", xmp=OTHER.replace(b"x='0.5'", b"x='0.25'"), exif=exif)
    with Decoder() as decoder:
        library.keeper = Keeper(connect, library.storage, decoder, min_free=0)
        photo = library.take(file.getvalue(), "a.jpg").media_id
        plain = BytesIO()
        Image.new("RGB", (400, 300)).save(plain, "JPEG")
        library.take(plain.getvalue(), "b.jpg")
    with connect() as conn:
        assert value(conn, "SELECT array_agg(media_id) FROM xmp_due") == [photo]
    step(library)
    with connect() as conn:
        (ben,) = regions.regions(conn, photo)
    assert (ben.name, [ben.left, ben.top, ben.width, ben.height]) == (
        "Ben", pytest.approx([0.3, 0.15, 0.4, 0.2], abs=1e-6),
    )  # fmt: skip
