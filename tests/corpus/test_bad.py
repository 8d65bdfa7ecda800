"""Broken, truncated, huge, hostile and disguised files each end in a stated condition (RELIABILITY §3.2)."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.decoding import Decoder
from shared.domain import Decoded, MediaKind
from tests import samples

REFUSED = ("reject", "refuse", "not media", "same", "no connection", "must not be followed")
SHOWN = ("accept", "flag as damaged", "treat as 1", "thumbnail")


@dataclass(frozen=True)
class Case:
    """One bad file, the decoder's answer, and how long that took."""

    name: str
    decoded: Decoded
    seconds: float
    preview: bytes


@pytest.fixture(scope="module")
def canary(corpus: Path) -> bytes:
    return (corpus / "bad/selfmade/dummy_secret.txt").read_bytes().strip()


@pytest.fixture(scope="module")
def cases(corpus: Path, tmp_path_factory) -> dict[str, Case]:
    preview = tmp_path_factory.mktemp("bad") / "preview.jpg"
    files = [file for file in sorted((corpus / "bad").rglob("*")) if file.is_file()]
    with Decoder() as decoder:
        tried = [attempt(decoder, file, preview) for file in files if "gt" not in file.parts]
    return {case.name: case for case in tried}


def attempt(decoder: Decoder, file: Path, preview: Path) -> Case:
    preview.unlink(missing_ok=True)
    start = time.monotonic()
    decoded = decoder.decode(file, file.name, preview)
    shown = preview.read_bytes() if preview.exists() else b""
    return Case(f"{file.parent.name}/{file.name}", decoded, time.monotonic() - start, shown)


def test_every_bad_file_ends_in_a_stated_condition(cases):
    assert len(cases) > 150
    silent = [
        case.name
        for case in cases.values()
        if not case.decoded.problem
        and not case.decoded.thumbnail
        and case.decoded.kind is not MediaKind.AUDIO
    ]
    shown = sum(case.decoded.thumbnail is not None for case in cases.values())
    told = sum(case.decoded.problem is not None for case in cases.values())
    print(f"\nbad files: {len(cases)}, with a picture {shown}, with a problem {told}, neither {silent}")
    assert not silent
    assert all(case.decoded.has_preview == bool(case.preview) for case in cases.values())


def test_no_bad_file_takes_a_minute(cases):
    slowest = max(cases.values(), key=lambda case: case.seconds)
    print(f"\nslowest bad file: {slowest.name}, {slowest.seconds:.1f} s")
    assert slowest.seconds < 60


def test_what_the_expectations_refuse_is_refused_and_what_they_accept_is_shown(cases, corpus):
    with (corpus / "bad/gt/selfmade_expectations.csv").open(newline="") as table:
        expected = {row["file"].removeprefix("bad/"): row["expected"] for row in csv.DictReader(table)}
    refused = [name for name, words in expected.items() if words.startswith(REFUSED)]
    shown = [name for name, words in expected.items() if words.startswith(SHOWN)]
    wrong = [name for name in refused if cases[name].decoded.thumbnail or not cases[name].decoded.problem]
    wrong += [name for name in shown if not cases[name].decoded.thumbnail]
    print(f"\nexpectations: {len(refused)} refused, {len(shown)} shown, wrong {wrong or 'none'}")
    assert len(refused) > 15
    assert len(shown) > 10
    assert not wrong


def test_damage_is_flagged(cases):
    for name in ("truncated_90.jpg", "truncated_99.jpg", "truncated_30.png"):
        decoded = cases[f"selfmade/{name}"].decoded
        assert decoded.truncated, name
        assert "damaged" in decoded.problem


def test_disguises_are_told_by_their_content(cases):
    found = {name: cases[f"selfmade/{name}"].decoded.mime for name in ("jpeg_named.png", "gif_named.jpeg")}
    assert found == {"jpeg_named.png": "image/jpeg", "gif_named.jpeg": "image/gif"}
    assert cases["selfmade/html_named.jpg"].decoded.kind is MediaKind.OTHER


@pytest.mark.parametrize("name", ["zero", "year1", "spaces"])
def test_a_date_that_is_none_falls_back_to_a_guess(cases, name):
    assert cases[f"selfmade/meta_date_{name}.jpg"].decoded.taken.source == "file date"


def test_hostile_positions_and_orientations_are_not_believed(cases):
    assert cases["selfmade/meta_gps_null_island.jpg"].decoded.position is None
    assert cases["selfmade/exif_gps_zero_denominator.jpg"].decoded.position is None
    assert cases["selfmade/exif_orientation_99.jpg"].decoded.orientation == 1
    assert cases["selfmade/exif_orientation_65535.jpg"].decoded.orientation == 1


def test_video_oddities_are_told_right(cases):
    anamorphic = cases["selfmade/video_anamorphic.mp4"].decoded
    assert anamorphic.width / anamorphic.height == pytest.approx(1.82, abs=0.01)
    assert cases["selfmade/video_duration_bogus.mp4"].decoded.duration < 60
    assert cases["selfmade/video_20_audio_tracks.mkv"].decoded.problem is None


def test_the_canary_is_in_no_output(cases, canary, capfd):
    leaks = [
        case.name
        for case in cases.values()
        if canary in case.preview
        or canary in (case.decoded.thumbnail or b"")
        or canary.decode() in repr(case.decoded)
    ]
    assert not leaks
    logged = capfd.readouterr()
    assert canary.decode() not in logged.out + logged.err


def test_a_polyglots_other_half_is_in_no_derived_file(cases):
    case = cases["selfmade/jpg_zip_polyglot.jpg"]
    assert b"PK\x03\x04" not in case.preview + case.decoded.thumbnail


def test_no_problem_names_a_path(cases, corpus):
    told = [case.decoded.problem or "" for case in cases.values()]
    assert not [problem for problem in told if "/tmp" in problem or str(corpus) in problem]


def test_after_all_bad_files_a_good_one_is_read(corpus, tmp_path):
    """One decoder, a crash candidate before each good file."""
    good = samples.photo(tmp_path / "good.jpg")
    bad = [
        corpus / "bad/selfmade" / name for name in ("bomb_png_ztxt_100MB.png", "jpeg_header_65500x65500.jpg")
    ]
    with Decoder() as decoder:
        for file in bad:
            decoder.decode(file, file.name, tmp_path / "bad-preview.jpg")
            assert decoder.decode(good, "good.jpg", tmp_path / "preview.jpg").problem is None
