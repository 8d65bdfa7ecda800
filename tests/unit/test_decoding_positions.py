"""Positions: signs, altitude, ISO 6709, and what is no position at all (A18)."""

import math
from fractions import Fraction

import pytest

from shared.decoding import positions
from shared.domain import Position


def test_degrees_minutes_seconds_have_the_sign_of_their_hemisphere():
    dms = [Fraction(33), Fraction(51), Fraction(3159, 100)]
    assert positions.degrees(dms, "S") == pytest.approx(-33.858775)
    assert positions.degrees(dms, "N") == pytest.approx(33.858775)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+48.8577+002.295/", Position(48.8577, 2.295)),
        ("+48.8577+002.295+035.5/", Position(48.8577, 2.295, 35.5)),
        ("-33.8587+151.2140-012.000/", Position(-33.8587, 151.214, -12.0)),
        ("+4851.46+00217.70/", Position(48.8576667, 2.295)),
        ("+485127.7-0021742.0/", Position(48.8576944, -2.295)),
        ("+27.5916+086.5640+8850CRSWGS_84/", Position(27.5916, 86.564, 8850.0)),
    ],
)
def test_iso_6709_is_read(text, expected):
    assert positions.iso6709(text) == expected


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, 0), (90.1, 0), (0, 180.5), (math.nan, 1), (1, math.inf), (213.6, 103.5)]
)
def test_null_island_and_what_is_out_of_range_are_no_position(latitude, longitude):
    assert positions.checked(latitude, longitude) is None


def test_the_poles_and_the_equator_are_positions():
    assert positions.checked(90, 180) == Position(90, 180)
    assert positions.checked(0, 32.5) == Position(0, 32.5)


def test_an_absurd_altitude_costs_only_the_altitude():
    assert positions.checked(45.75, 33.22, 4294967284.0) == Position(45.75, 33.22)


def test_a_zero_denominator_is_no_number():
    class Rational:
        num, den = 5, 0

    assert positions.degrees([Rational(), Rational(), Rational()], "N") is None
