"""Orders by chance."""

import re
from itertools import pairwise

import pytest

from shared.db.shuffling import seed, shuffle


def places(drawn, ids):
    """What the expression in SQL gives, reckoned by Python, where `#` is `^`."""
    return [eval(drawn.place("file").replace("#", "^"), {}, {"file": file}) for file in ids]


@pytest.mark.parametrize("bits", [8, 9, 13])
def test_each_file_has_a_place_of_its_own_and_each_place_tells_its_file(bits):
    drawn = shuffle(f"{bits}-5", 0)
    every = range(2**bits)
    held = places(drawn, every)
    assert sorted(held) == list(every)
    assert drawn.ids(0, 2**bits - 1, 2**bits - 1) == [held.index(place) for place in every]


def test_files_that_came_after_the_seed_was_drawn_are_found_too():
    drawn = shuffle("8-5", 0)
    assert sorted(drawn.ids(0, 255, 700)) == list(range(701))
    assert sorted(drawn.ids(0, 255, 100)) == list(range(101))


def test_seeds_give_orders_that_have_nothing_in_common():
    ids = range(1, 1001)
    neighbours = []
    for number in range(4):
        order = sorted(ids, key=dict(zip(ids, places(shuffle(f"10-{number}", 0), ids), strict=True)).get)
        neighbours.append({frozenset(pair) for pair in pairwise(order)})
        assert sum(abs(a - b) < 10 for a, b in pairwise(order)) < 60
    assert all(len(one & other) < 20 for one in neighbours for other in neighbours if one is not other)


def test_a_new_seed_fits_the_library():
    assert re.fullmatch(r"20-\d{1,8}", seed(1_000_000))
    assert shuffle("7", 1_000_000) == shuffle("20-7", 5)
