"""Raw metadata becomes safe to store and to send, whatever a file says."""

import json
import math
from datetime import datetime

from shared.decoding.facts import MANY, Facts, number, safe, text, whole
from shared.domain import CaptureTime, Position


def test_raw_tags_become_plain_json():
    wild = {"a\0b": "x\0y\u202e", "n": math.nan, "big": 2**80, "bytes": b"\xff", "deep": [[[[[[1]]]]]]}
    kept = json.loads(json.dumps(safe(wild), allow_nan=False))
    assert kept["ab"] == "xy"
    assert "\0" not in json.dumps(kept)


def test_a_value_is_at_most_four_kibibytes_and_there_are_not_too_many():
    assert len(safe("é" * 10_000).encode()) <= 4096
    assert len(safe({str(n): n for n in range(70_000)})) == MANY


def test_absurd_numbers_are_none():
    assert [number(value) for value in ("x", 0, -1, math.inf, None, 1e12)] == [None] * 6
    assert number("0.004") == 0.004
    assert whole(2**40) is None
    assert text("  Canon\0  EOS  ") == "Canon EOS"


def test_a_name_of_signs_alone_is_none():
    assert [text(given) for given in ("----", " . ", "", None)] == [None] * 4
    assert [text(given) for given in (" E  50mm ", "\u5bcc\u58eb", "-0-")] == [
        "E 50mm",
        "\u5bcc\u58eb",
        "-0-",
    ]


def test_facts_survive_the_way_through_json():
    taken = CaptureTime(datetime(2021, 7, 8, 12, 0, 0, 250_000), 120, "exif")
    facts = Facts(taken=taken, position=Position(1.5, -2.5, 3), iso=400, tags={"exifread": {"a": "b"}})
    assert Facts.parse(json.loads(json.dumps(facts.plain()))) == facts


def test_what_the_first_reader_found_wins():
    first, second = Facts(make="A", tags={"exifread": {}}), Facts(make="B", iso=100, tags={"exiftool": {}})
    merged = first.over(second)
    assert (merged.make, merged.iso, set(merged.tags)) == ("A", 100, {"exifread", "exiftool"})
