"""The seconds at which several things are there at once, or near each other (part 3, row 5)."""

from hypothesis import given
from hypothesis import strategies as st

from shared.joining import Hit, moments


def hit(wanted, start, end=None):
    return Hit(wanted, float(start), float(start if end is None else end), 0, "object", "x")


def seconds(hits, count, window):
    return [moment.second for moment in moments(hits, count, window)]


def test_things_at_one_second_are_a_moment():
    assert seconds([hit(0, 10), hit(1, 10), hit(0, 50)], 2, 0) == [10]


def test_what_is_said_while_something_is_seen_begins_when_both_are_there():
    assert seconds([hit(0, 0, 60), hit(1, 20, 22)], 2, 0) == [20]


def test_things_near_each_other_are_a_moment_within_the_window_and_none_beyond_it():
    hits = [hit(0, 10), hit(1, 14)]
    assert seconds(hits, 2, 4) == [10]
    assert seconds(hits, 2, 3.9) == []


def test_of_three_things_each_pair_has_to_be_near():
    hits = [hit(0, 0), hit(1, 4), hit(2, 8)]
    assert seconds(hits, 3, 5) == []
    assert seconds(hits, 3, 8) == [0]


def test_a_thing_in_frame_after_frame_is_one_moment_and_after_a_gap_another():
    (first, second) = moments([hit(0, n) for n in (0, 5, 10, 40, 45)], 1, 5)
    assert (first.second, first.end, len(first.hits)) == (0, 10, 3)
    assert (second.second, second.end) == (40, 45)


def test_nothing_wanted_is_no_moment():
    assert moments([hit(0, 1)], 0, 5) == []


STRETCHES = st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(0, 5))


@given(st.lists(STRETCHES, max_size=14), st.integers(0, 12))
def test_there_is_a_moment_where_a_choice_of_one_hit_each_keeps_to_the_window_and_nowhere_else(given, window):
    """Against looking at every choice."""
    hits = [hit(wanted, start, start + long) for wanted, start, long in given]
    found = moments(hits, 3, window)
    of = [[one for one in hits if one.wanted == wanted] for wanted in range(3)]
    chosen = [
        (a, b, c)
        for a in of[0]
        for b in of[1]
        for c in of[2]
        if max(one.start for one in (a, b, c)) - min(one.end for one in (a, b, c)) <= window
    ]
    assert bool(found) == bool(chosen)
    held = {(one.wanted, one.start, one.end) for moment in found for one in moment.hits}
    assert {(one.wanted, one.start, one.end) for choice in chosen for one in choice} <= held
    assert seconds(hits, 3, window) == sorted(seconds(hits, 3, window))
