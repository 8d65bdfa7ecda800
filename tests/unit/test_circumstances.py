"""What a file's figures say of it changes at the stated bounds and nowhere else."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import circumstances
from shared.circumstances import Facts, lens, light, season, size, software, time_of_day, words

POSITIVE = st.floats(min_value=1e-6, max_value=1e6)


@pytest.mark.parametrize(
    ("width", "height", "named"),
    [
        *((8000, 5001, "huge"), (8000, 5000, "large"), (4000, 2501, "large"), (4000, 2500, "medium")),
        *((1000, 1001, "medium"), (1000, 1000, "small"), (1, 1, "small")),
    ],
)
def test_a_picture_is_as_large_as_its_pixels(width, height, named):
    assert size(width, height) == (named,)
    assert size(height, width) == (named,)


@pytest.mark.parametrize(
    ("iso", "aperture", "seconds", "told"),
    [
        (100, 16, 1 / 100, ("bright", "outdoors")),  # the sunny 16 rule
        (100, 10, 0.01, ("outdoors",)),  # just 0.01
        (100, 8, 1 / 60, ("outdoors",)),  # overcast
        (100, 10, 0.1, ("indoors",)),  # just 0.1
        (800, 2.8, 1 / 60, ("indoors",)),
        (500, 10, 1, ("night",)),  # just 5
        (3200, 1.8, 1 / 60, ("night",)),
        (100, 10, 20, ("night", "long exposure")),  # just 20
        (100, 2, 30, ("night", "long exposure")),
    ],
)
def test_the_light_is_what_the_camera_needed(iso, aperture, seconds, told):
    assert light(iso, aperture, seconds) == told


@given(POSITIVE, POSITIVE, POSITIVE)
def test_the_light_is_said_of_every_full_exposure(iso, aperture, seconds):
    order = [("bright", "outdoors"), ("outdoors",), ("indoors",), ("night",), ("night", "long exposure")]
    told = light(iso, aperture, seconds)
    assert order.index(light(iso, aperture, seconds * 2)) >= order.index(told)
    assert order.index(light(iso, aperture * 2, seconds)) <= order.index(told)


@given(st.lists(st.one_of(st.none(), st.just(0), st.just(-1.0)), min_size=3, max_size=3))
def test_of_an_exposure_that_is_not_known_nothing_is_said(figures):
    assert light(*figures) == ()
    assert light(100, 2.8, figures[0]) == light(100, figures[1], 0.1) == light(figures[2], 2.8, 0.1) == ()


@pytest.mark.parametrize(
    ("millimetres", "told"),
    [
        *((201, ("superzoom", "zoom")), (200, ("zoom",)), (101, ("zoom",)), (100, ("portrait",))),
        *((41, ("portrait",)), (40, ("wide",)), (21, ("wide",)), (20, ("ultra wide",)), (0, ()), (None, ())),
    ],
)
def test_a_lens_is_of_its_class(millimetres, told):
    assert lens(millimetres) == told


@given(st.integers(1, 12), st.floats(23.5, 90))
def test_the_seasons_of_the_south_are_those_of_the_north_half_a_year_later(month, latitude):
    assert season(month, -latitude) == season((month + 5) % 12 + 1, latitude)
    assert season(month, None) == season(month, latitude)


@given(st.integers(1, 12), st.floats(-23.3, 23.3))
def test_between_the_tropics_there_is_no_season(month, latitude):
    assert season(month, latitude) == ()


@pytest.mark.parametrize(
    ("month", "latitude", "named"),
    [(12, 48, "winter"), (2, 48, "winter"), (3, 48, "spring"), (7, 48, "summer"), (11, 48, "autumn"),
     (1, -34, "summer"), (6, -34, "winter")],
)  # fmt: skip
def test_a_month_lies_in_its_season(month, latitude, named):
    assert season(month, latitude) == (named,)


@given(st.integers(0, 23))
def test_every_hour_has_a_part_of_the_day(hour):
    assert len(time_of_day(hour)) == 1


@pytest.mark.parametrize(
    ("hour", "named"),
    [*((0, "night"), (4, "night"), (5, "morning"), (10, "morning"), (11, "midday"), (13, "midday")),
     *((14, "afternoon"), (17, "afternoon"), (18, "evening"), (21, "evening"), (22, "night"))],
)  # fmt: skip
def test_an_hour_lies_in_its_part_of_the_day(hour, named):
    assert time_of_day(hour) == (named,)


@pytest.mark.parametrize("name", ["Adobe Photoshop CS6 (Windows)", "GIMP 2.10.8", "Adobe Lightroom 5.7"])
def test_an_editor_leaves_its_mark(name):
    assert software(name) == ("edited", name)


@pytest.mark.parametrize("name", [None, "", "14.4.2", "HDR+ 1.0.220943774zd", "Ver.1.00", "G973FXXU3ASG8"])
def test_what_a_camera_runs_is_no_editor(name):
    assert software(name) == ()


def test_a_date_that_is_only_the_files_own_says_nothing():
    facts = Facts("image", taken_at=datetime(2021, 7, 4, 9, 30), dated=False)
    assert [word.text for word in words(facts)] == ["photo", "picture"]


def test_everything_that_is_known_is_said():
    facts = Facts("image", 4000, 3000, 100, 16, 0.01, 28, "GIMP 2.10", datetime(2021, 7, 4, 9), True, -34)
    told = {word.of: word.text for word in words(facts)}
    assert told == {
        "kind": "picture", "size": "large", "light": "outdoors", "lens": "wide", "software": "GIMP 2.10",
        "season": "winter", "time of day": "morning", "date": "july",
    }  # fmt: skip
    assert circumstances.words(Facts("other")) == []
