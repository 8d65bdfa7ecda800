"""What people said is written into sidecars; other programs keep theirs, and no original is touched."""

import hashlib

import pytest

from shared import crash
from shared.db import comments, marks, persons, regions, said, sidecars, tags, trash
from shared.db.connection import run, value
from shared.domain import Box
from shared.keeping.removal import Remover
from shared.keeping.xmp_in import Reader
from tests.integration import beside as there
from tests.integration.beside import beside, exiftool, name, names, step, write
from tests.unit.test_xmp import OTHER

library, photo = there.library, there.photo


def test_what_people_said_is_written_beside_the_original_which_stays_as_it_was(library, photo):
    name(library, photo, "Anna")
    with library.connect() as conn:
        tags.change(conn, [photo], "ada", add=["holiday"])
        marks.rate(conn, [photo], "ada", 5)
        marks.place(conn, [photo], "ada", (42.697, 9.45))
        comments.add(conn, [photo], "ada", "On the morning.")
    original = library.storage.original("trip/a.jpg")
    outcome = write(library, photo)
    assert (outcome.state, outcome.path) == ("written", "trip/a.jpg.xmp")
    told = exiftool(beside(library))
    (region,) = told["RegionInfo"]["RegionList"]
    assert (region["Name"], region["Type"], region["Area"]["X"]) == ("Anna", "Face", pytest.approx(0.5))
    assert told["RegionInfo"]["AppliedToDimensions"] == {"W": 4000, "H": 3000, "Unit": "pixel"}
    assert (told["Subject"], told["Rating"], told["Description"]) == (["holiday"], 5, "On the morning.")
    assert (told["GPSLatitude"], told["GPSLongitude"]) == (pytest.approx(42.697), pytest.approx(9.45))
    assert original.read_bytes() == b"picture"
    assert not list(library.storage.staging.glob("*.part"))
    assert write(library, photo).state == "same"


def test_nothing_is_written_where_nobody_said_anything(library, photo):
    assert write(library, photo).state == "nothing"
    library.take(OTHER, "trip/a.jpg.xmp")
    step(library)
    assert write(library, photo).state == "nothing"  # it says what it said
    assert beside(library).read_bytes() == OTHER


def test_a_sidecar_of_another_program_is_brought_up_to_date_and_keeps_its_own(library, photo):
    library.take(OTHER, "trip/a.xmp")
    step(library)
    name(library, photo, "Anna", Box(0.0, 0.0, 0.2, 0.2))
    assert write(library, photo).path == "trip/a.xmp"
    told = exiftool(beside(library, "trip/a.xmp"))
    assert sorted(str(one["Name"]) for one in told["RegionInfo"]["RegionList"]) == [
        "4006381333931", "Anna", "Ben",
    ]  # fmt: skip
    assert b"darktable:params" in beside(library, "trip/a.xmp").read_bytes()
    assert not beside(library).exists()


def test_what_was_taken_back_leaves_the_sidecar_again(library, photo):
    region = name(library, photo, "Anna")
    with library.connect() as conn:
        tags.change(conn, [photo], "ada", add=["holiday"])
    write(library, photo)
    with library.connect() as conn:
        regions.forget_regions(conn, [region], "ada")
        tags.change(conn, [photo], "ada", remove=["holiday"])
    assert write(library, photo).state == "written"
    told = exiftool(beside(library))
    assert "RegionInfo" not in told
    assert "Subject" not in told


def test_a_sidecar_that_another_program_changed_is_left_alone_until_it_was_read_again(library, photo):
    """H29."""
    name(library, photo, "Anna")
    write(library, photo)
    beside(library).chmod(0o644)
    beside(library).write_bytes(OTHER)
    name(library, photo, "Cleo", Box(0.0, 0.0, 0.2, 0.2))
    outcome = write(library, photo)
    assert (outcome.state, outcome.reason) == (
        "refused", "it was changed since it was read; read it again first",
    )  # fmt: skip
    assert beside(library).read_bytes() == OTHER
    assert Reader(library.connect, library.storage).picture(photo) == []
    assert write(library, photo).state == "written"
    assert b"darktable:params" in beside(library).read_bytes()


def test_a_sidecar_that_was_laid_there_by_hand_is_read_before_it_is_written(library, photo):
    beside(library).write_bytes(OTHER)
    name(library, photo, "Anna", Box(0.0, 0.0, 0.2, 0.2))
    assert write(library, photo).reason == "it lies there and was never read; read it first"
    Reader(library.connect, library.storage).picture(photo)
    assert names(library, photo) == ["Anna", "Ben"]
    assert write(library, photo).state == "written"


def test_without_the_original_nothing_is_written(library, photo):
    library.storage.original("trip/a.jpg").unlink()
    name(library, photo, "Anna")
    assert write(library, photo).reason == "the original is not there"
    assert not beside(library).exists()


def test_a_link_is_no_sidecar(library, photo, tmp_path):
    (tmp_path / "secret").write_bytes(OTHER)
    beside(library).symlink_to(tmp_path / "secret")
    name(library, photo, "Anna")
    assert write(library, photo).state == "refused"
    assert (tmp_path / "secret").read_bytes() == OTHER


def test_a_dry_run_writes_nothing(library, photo):
    name(library, photo, "Anna")
    assert write(library, photo, dry=True).state == "written"
    assert not beside(library).exists()
    with library.connect() as conn:
        assert value(conn, "SELECT count(*) FROM sidecar") == 0


@pytest.mark.parametrize("point", ["sidecar announced", "sidecar replaced"])
@pytest.mark.parametrize("there", [False, True])
def test_after_a_crash_at_any_point_the_next_writing_ends_it(library, photo, monkeypatch, point, there):
    name(library, photo, "Anna")
    if there:
        write(library, photo)
        name(library, photo, "Cleo", Box(0.0, 0.0, 0.2, 0.2))

    def end(place):
        if place == point:
            raise KeyboardInterrupt

    monkeypatch.setattr(crash, "at", end)
    with pytest.raises(KeyboardInterrupt):
        write(library, photo)
    monkeypatch.undo()
    assert write(library, photo).state in {"written", "same"}
    found = [one["Name"] for one in exiftool(beside(library))["RegionInfo"]["RegionList"]]
    assert sorted(found) == (["Anna", "Cleo"] if there else ["Anna"])
    with library.connect() as conn:
        (held,) = sidecars.of(conn, photo)
    assert held.sha512 == hashlib.sha512(beside(library).read_bytes()).hexdigest()


def test_changes_after_a_time_are_those_of_files_of_which_people_said_more_since(library, photo):
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
        since = value(conn, "SELECT clock_timestamp()")
    other = library.take(b"another", "b.jpg").media_id
    with library.connect() as conn:
        marks.rate(conn, [other], "ada", 3)
        assert said.spoken_of(conn) == [photo, other]
        assert said.spoken_of(conn, since) == [other]


def test_who_is_hidden_is_not_told(library, photo):
    name(library, photo, "Anna")
    with library.connect() as conn:
        persons.hide(conn, persons.named(conn, "Anna"), "ada", on=True)
    assert write(library, photo).state == "nothing"


def test_a_picture_that_is_deleted_for_good_takes_its_sidecar_along(library, photo):
    name(library, photo, "Anna")
    write(library, photo)
    with library.connect() as conn:
        trash.discard(conn, [photo], "ada")
        run(conn, "UPDATE media SET trashed_at = now() - interval '99 days'")
    Remover(library.connect, library.storage, 30).sweep()
    assert not beside(library).exists()
    assert not library.storage.original("trip/a.jpg").exists()
