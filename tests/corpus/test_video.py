"""Duration, rotation, date and place of real videos are those of `video.json` (A17, A18).

Durations agree to 0.1 s, dates to the second, places to 0.001°.  A date that is in no container tag may be
ExifTool's (AVCHD, DV); a place at exactly 0° 0° is none.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.decoding import Decoder, moments
from shared.domain import Decoded, MediaKind

CLOCKWISE = {1: 0, 6: 90, 3: 180, 8: 270}
Case = tuple[dict[str, Any], Decoded]


@pytest.fixture(scope="module")
def cases(corpus: Path, tmp_path_factory) -> list[Case]:
    preview = tmp_path_factory.mktemp("video") / "preview.jpg"
    truths = json.loads((corpus / "video/gt/video.json").read_text())
    with Decoder() as decoder:
        every = [(truth, decoder.decode(corpus / truth["file"], "name", preview)) for truth in truths]
    return [(truth, decoded) for truth, decoded in every if decoded.kind is not MediaKind.IMAGE]


def report(what: str, wrong: list[str], total: int) -> None:
    print(f"\n{what}: {total - len(wrong)} of {total} as in video.json; not: {wrong or 'none'}")
    assert not wrong


def test_durations_are_right(cases):
    timed = [(truth, decoded) for truth, decoded in cases if truth["duration"]]
    wrong = [
        truth["file"]
        for truth, decoded in timed
        if decoded.duration != pytest.approx(float(truth["duration"]), abs=0.1)
    ]
    report("duration", wrong, len(timed))


def test_rotations_are_right(cases):
    seen = [(truth, decoded) for truth, decoded in cases if decoded.kind is MediaKind.VIDEO]
    wrong = [
        truth["file"] for truth, decoded in seen if CLOCKWISE[decoded.orientation] != -truth["rotation"] % 360
    ]
    report("rotation", wrong, len(seen))


def test_codecs_are_right(cases):
    wrong = [
        truth["file"]
        for truth, decoded in cases
        if (decoded.video_codec, decoded.audio_codec) != (truth["vcodec"], truth["acodec"])
    ]
    report("codecs", wrong, len(cases))


def test_dates_are_right(cases):
    dated = [(truth, decoded) for truth, decoded in cases if truth["creation_time"]]
    wrong = [truth["file"] for truth, decoded in dated if not same_moment(truth, decoded)]
    report("date", wrong, len(dated))


def same_moment(truth: dict[str, Any], decoded: Decoded) -> bool:
    """Apple's own date, which has an offset, says the same instant to a minute of the encoder's clock."""
    expected = datetime.fromisoformat(truth["creation_time"].removesuffix("Z")).replace(microsecond=0)
    apple = truth["exiftool"].get("Keys:CreationDate")
    if apple:
        return decoded.taken == moments.read(apple, "container")
    taken = decoded.taken
    instant = taken.local.replace(microsecond=0) - timedelta(minutes=taken.offset or 0)
    return taken.source == "container" and instant == expected


def test_dates_that_only_exiftool_knows_are_found(cases):
    hidden = [
        (truth, decoded)
        for truth, decoded in cases
        if not truth["creation_time"] and any("DateTimeOriginal" in name for name in truth["exiftool"])
    ]
    assert hidden
    wrong = [truth["file"] for truth, decoded in hidden if decoded.taken.source != "exiftool"]
    report("date known to ExifTool alone", wrong, len(hidden))


def test_places_are_right(cases):
    placed = [(truth, decoded) for truth, decoded in cases if truth["lat"] or truth["lon"]]
    wrong = [
        truth["file"]
        for truth, decoded in placed
        if not decoded.position
        or (decoded.position.latitude, decoded.position.longitude)
        != pytest.approx((truth["lat"], truth["lon"]), abs=0.001)
    ]
    report("place", wrong, len(placed))
    nowhere = [decoded for truth, decoded in cases if truth["lat"] == truth["lon"] == 0]
    assert all(decoded.position is None for decoded in nowhere)


def test_every_video_that_can_be_decoded_has_a_poster(cases):
    seen = [(truth, decoded) for truth, decoded in cases if truth["first_frame_decodes"]]
    report("poster", [truth["file"] for truth, decoded in seen if not decoded.thumbnail], len(seen))
