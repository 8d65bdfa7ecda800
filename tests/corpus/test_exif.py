"""Capture date, place and orientation equal ExifTool's on real photos of fifty makers (A17, A18).

What counts as found by ExifTool: the date in its DateTimeOriginal, else in its CreateDate; the place in its
GPSLatitude and GPSLongitude; the orientation in its Orientation.  Left out, because Bowerbird must not
believe them: dates after tomorrow, places out of range or at exactly 0° 0°.  An orientation that is absent
or outside 1..8 means upright.  Left out as well: files that are no picture (XMP sidecars, Photoshop).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from shared.decoding import Decoder, moments
from shared.domain import Decoded, MediaKind


@dataclass(frozen=True)
class Case:
    """One photo: what ExifTool says of it, and what the decoder says."""

    truth: dict[str, str]
    decoded: Decoded


@pytest.fixture(scope="module")
def cases(corpus: Path, tmp_path_factory) -> list[Case]:
    preview = tmp_path_factory.mktemp("exif") / "preview.jpg"
    return [case for case in decode_all(corpus, preview) if case.decoded.kind is MediaKind.IMAGE]


def decode_all(corpus: Path, preview: Path) -> Iterator[Case]:
    with (corpus / "exif/gt/summary.csv").open(newline="") as table, Decoder() as decoder:
        for truth in csv.DictReader(table):
            yield Case(truth, decoder.decode(corpus / truth["file"], "name", preview))


def date(truth: dict[str, str]) -> datetime | None:
    """ExifTool's capture date, to the second."""
    text = (truth["DateTimeOriginal"] or truth["CreateDate"])[:19]
    if not text:
        return None
    written = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
    return written if moments.sane(written) else None


def place(truth: dict[str, str]) -> tuple[float, float] | None:
    """ExifTool's position, where it is one on Earth."""
    if not truth["GPSLatitude"] or not truth["GPSLongitude"]:
        return None
    latitude, longitude = float(truth["GPSLatitude"]), float(truth["GPSLongitude"])
    believable = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (latitude, longitude) if believable else None


def same_date(case: Case) -> bool:
    taken = case.decoded.taken
    found = taken is not None and taken.source in {"exif", "exiftool"}
    return found and taken.local.replace(microsecond=0) == date(case.truth)


def same_place(case: Case) -> bool:
    position = case.decoded.position
    if position is None:
        return False
    return (position.latitude, position.longitude) == pytest.approx(place(case.truth), abs=1e-5)


def report(what: str, wrong: list[Case], total: int) -> float:
    share = 1 - len(wrong) / total
    names = ", ".join(case.truth["file"] for case in wrong) or "none"
    print(f"\n{what}: {total - len(wrong)} of {total} equal to ExifTool's ({share:.2%}); not: {names}")
    return share


def test_the_capture_date_is_exiftools_in_99_of_100_files(cases):
    dated = [case for case in cases if date(case.truth)]
    assert len(dated) > 100
    assert report("capture date", [case for case in dated if not same_date(case)], len(dated)) >= 0.99


def test_the_place_is_exiftools_in_99_of_100_files(cases):
    placed = [case for case in cases if place(case.truth)]
    assert len(placed) > 30
    assert report("place", [case for case in placed if not same_place(case)], len(placed)) >= 0.99


def test_a_place_that_is_none_is_not_shown(cases):
    nowhere = [case for case in cases if case.truth["GPSLatitude"] and not place(case.truth)]
    assert nowhere
    assert [case.decoded.position for case in nowhere] == [None] * len(nowhere)


def test_the_orientation_is_exiftools_in_every_file(cases):
    wrong = [case for case in cases if case.decoded.orientation != upright(case.truth)]
    assert report("orientation", wrong, len(cases)) == 1


def upright(truth: dict[str, str]) -> int:
    value = int(truth["Orientation"] or 1)
    return value if 1 <= value <= 8 else 1


def test_make_and_model_are_exiftools(cases):
    named = [case for case in cases if case.truth["Make"] and case.truth["Model"]]
    wrong = [case for case in named if (case.decoded.make, case.decoded.model) != camera(case.truth)]
    assert report("camera", wrong, len(named)) >= 0.97


def camera(truth: dict[str, str]) -> tuple[str, str]:
    return " ".join(truth["Make"].split()), " ".join(truth["Model"].split())


def test_every_photo_that_is_no_stub_gets_its_picture(cases):
    """The RAW files here are metadata stubs without a picture; everything else is shown."""
    without = [case for case in cases if case.decoded.thumbnail is None]
    shown = len(cases) - len(without)
    print(f"\npictures: {shown} of {len(cases)}; not: {[case.truth['file'] for case in without]}")
    assert all(case.decoded.mime.startswith("image/x-") for case in without)
    assert all(case.decoded.problem for case in without)
