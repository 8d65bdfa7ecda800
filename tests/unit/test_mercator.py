"""Cells of the map's square: what lies in an area lies in its spans."""

import random

import pytest

from shared.mercator import FINEST, Box, bounds, boxed, column, latitude, longitude, place, row, spans


def key(up: float, east: float, level: int = FINEST) -> int:
    x, y = column(east, level), row(up, level)
    return sum((x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(level))


@pytest.mark.parametrize("level", [0, 1, 5, 14, FINEST])
def test_every_point_of_an_area_lies_in_one_of_its_spans(level):
    chance = random.Random(level)
    for _ in range(60):
        south, west = chance.uniform(-84, 80), chance.uniform(-180, 180)
        box = Box(south, west, south + chance.uniform(0, 84 - max(south, 0)), west + chance.uniform(0, 170))
        east = (chance.uniform(box.west, box.east) + 180) % 360 - 180
        at = key(chance.uniform(box.south, box.north), east, level)
        assert sum(first <= at <= last for first, last in spans(box, level)) == 1


def test_an_area_is_covered_by_few_spans_and_little_more_than_itself():
    box = Box(48.80, 2.25, 48.91, 2.42)
    found = spans(box, FINEST)
    covered = sum(last - first + 1 for first, last in found)
    exact = (column(2.42, FINEST) - column(2.25, FINEST)) * (row(48.80, FINEST) - row(48.91, FINEST))
    assert len(found) < 40
    assert covered < 2.5 * exact


def test_an_area_across_the_date_line_covers_both_sides_and_not_the_other_half():
    found = spans(Box(-20, 170, 0, 190), 8)
    for east in (175, -175):
        assert any(first <= key(-10, east, 8) <= last for first, last in found)
    assert not any(first <= key(-10, 0, 8) <= last for first, last in found)


@pytest.mark.parametrize(
    ("west", "east", "box"),
    [
        (-10, 10, (-10, 10)),
        (170, -170, (170, 190)),
        (190, 200, (-170, -160)),
        (-560, -550, (160, 170)),
        (-300, 300, (-180, 180)),
    ],
)
def test_a_map_that_was_turned_around_the_world_shows_the_same(west, east, box):
    found = boxed(-5, west, 5, east)
    assert (found.west, found.east) == pytest.approx(box)


def test_a_cell_has_the_bounds_of_its_column_and_row():
    at = key(48.85, 2.35, 12)
    box = bounds(at, 12)
    assert box.south <= 48.85 < box.north
    assert box.west <= 2.35 < box.east
    x, y = place(at, 12)
    assert (longitude(x, 12), latitude(y, 12)) == (box.west, box.north)
