"""Capture times: what counts as one, and what is guessed where there is none (A17)."""

from datetime import UTC, datetime

import pytest

from shared.decoding import moments
from shared.domain import CaptureTime

NOON = datetime(2021, 7, 8, 12, 0, 0)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2021:07:08 12:00:00", None),
        ("2021-07-08T12:00:00", None),
        ("2021:07:08 12:00:00+02:00", 120),
        ("2021-07-08T12:00:00-0330", -210),
        ("2021-07-08T12:00:00Z", 0),
        ("2021:07:08 12:00", None),
    ],
)
def test_a_time_is_read_with_its_offset(text, offset):
    assert moments.read(text, "exif") == CaptureTime(NOON, offset, "exif")


def test_an_offset_from_elsewhere_counts_where_the_text_has_none():
    assert moments.read("2021:07:08 12:00:00", "exif", offset="-05:00").offset == -300
    assert moments.read("2021:07:08 12:00:00Z", "exif", offset="-05:00").offset == 0


def test_fractions_of_a_second_are_kept():
    assert moments.read("2021:07:08 12:00:00.25", "exif").local.microsecond == 250_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000:00:00 00:00:00",
        "0001:01:01 00:00:00",
        "    :  :     :  :  ",
        "2021:13:08 12:00:00",
        "2021:02:30 12:00:00",
        "2021:07:08 25:00:00",
        "2999:01:01 00:00:00",
        "noon",
    ],
)
def test_zero_and_absurd_times_are_none(text):
    assert moments.read(text, "exif") is None


def test_a_container_older_than_1990_has_a_clock_that_was_never_set():
    assert moments.read("1970-01-01T00:00:00Z", "container", earliest=moments.EARLIEST_VIDEO) is None
    assert moments.read("1904-01-01T00:00:00Z", "container", earliest=moments.EARLIEST_VIDEO) is None


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("IMG_20190304_101500.jpg", datetime(2019, 3, 4, 10, 15)),
        ("PXL_20210708_120000123.jpg", NOON),
        ("2021-07-08 12.00.00.png", NOON),
        ("Screenshot 2021-07-08 at 12.00.00.png", NOON),
        ("WhatsApp Video 2021-07-08.mp4", datetime(2021, 7, 8)),
        ("IMG-20210708-WA0001.jpg", datetime(2021, 7, 8)),
    ],
)
def test_a_date_in_the_name_is_a_stated_guess(name, local):
    assert moments.guess(name, 0) == CaptureTime(local, None, "file name")


@pytest.mark.parametrize("name", ["DSC01234.jpg", "20199999.jpg", "1234567890123.jpg", "12021070812.jpg"])
def test_other_numbers_are_no_date_and_the_file_date_is_the_guess(name):
    modified = datetime(2022, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()
    assert moments.guess(name, modified) == CaptureTime(datetime(2022, 1, 2, 3, 4, 5), 0, "file date")
