"""The seconds at which several things are there at once, or near each other (part 3, row 5)."""

from hypothesis import given
from hypothesis import strategies as st

from shared.joining import Either, Every, Fact, Hit, One, moments

DOG, CAT, CUP = One(0), One(1), One(2)


def hit(wanted, start, end=None):
    return Hit(wanted, float(start), float(start if end is None else end), 0, "object", "x")


def every(count):
    return Every(tuple(map(One, range(count))))


def seconds(hits, scene, window, facts=()):
    return [moment.second for moment in moments(hits, scene, window, facts)]


def test_things_at_one_second_are_a_moment():
    assert seconds([hit(0, 10), hit(1, 10), hit(0, 50)], every(2), 0) == [10]


def test_what_is_said_while_something_is_seen_begins_when_both_are_there():
    assert seconds([hit(0, 0, 60), hit(1, 20, 22)], every(2), 0) == [20]


def test_things_near_each_other_are_a_moment_within_the_window_and_none_beyond_it():
    hits = [hit(0, 10), hit(1, 14)]
    assert seconds(hits, every(2), 4) == [10]
    assert seconds(hits, every(2), 3.9) == []


def test_what_goes_on_before_something_near_it_begins_as_late_as_it_is_near():
    assert seconds([hit(0, 0, 60), hit(1, 30), hit(1, 68)], every(2), 10) == [30, 58]


def test_of_three_things_each_pair_has_to_be_near():
    hits = [hit(0, 0), hit(1, 4), hit(2, 8)]
    assert seconds(hits, every(3), 5) == []
    assert seconds(hits, every(3), 8) == [0]


def test_a_thing_in_frame_after_frame_is_one_moment_and_after_a_gap_another():
    (first, second) = moments([hit(0, n) for n in (0, 5, 10, 40, 45)], DOG, 5)
    assert (first.second, first.end, len(first.hits)) == (0, 10, 3)
    assert (second.second, second.end) == (40, 45)


def test_one_of_several_things_is_a_moment_of_its_own():
    hits = [hit(0, 10), hit(1, 12), hit(1, 40)]
    assert seconds(hits, Either((DOG, CAT)), 0) == [10, 12, 40]
    assert seconds(hits, Either((DOG, CAT)), 5) == [10, 40]


def test_one_of_several_things_is_near_another():
    hits = [hit(0, 10), hit(1, 40), hit(2, 42), hit(2, 90)]
    assert seconds(hits, Every((Either((DOG, CAT)), CUP)), 5) == [40]
    (moment,) = moments(hits, Either((Every((DOG, CUP)), Every((CAT, CUP)))), 5)
    assert [one.wanted for one in moment.hits] == [1, 2]


def test_what_shall_not_be_near_takes_its_seconds_out():
    hits = [hit(0, 10), hit(1, 15), hit(0, 40, 80), hit(1, 60)]
    assert seconds(hits, Every((DOG,), (CAT,)), 5) == [40, 65]
    assert seconds(hits, Every((DOG,), (CAT,)), 4.9) == [10, 40, 64.9]
    assert {one.wanted for moment in moments(hits, Every((DOG,), (CAT,)), 5) for one in moment.hits} == {0}


def test_a_fact_holds_of_all_seconds_and_makes_no_moment():
    hits = [hit(0, 10), hit(1, 50)]
    old = Every((DOG, Fact(0)))
    assert seconds(hits, old, 5, {0}) == [10]
    assert seconds(hits, old, 5) == []
    assert seconds(hits, Fact(0), 5, {0}) == []
    assert seconds(hits, Either((DOG, Fact(0))), 5, {0}) == [10]
    assert seconds(hits, Every((Either((CUP, Fact(0))), DOG)), 5, {0}) == [10]
    assert seconds(hits, Every((Either((CUP, Fact(0))), DOG)), 5) == []
    assert seconds(hits, Either((old, CAT)), 5) == [50]


STRETCHES = st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(0, 5))


@given(st.lists(STRETCHES, max_size=14), st.integers(0, 12))
def test_there_is_a_moment_where_a_choice_of_one_hit_each_keeps_to_the_window_and_nowhere_else(given, window):
    """Against looking at every choice."""
    hits = [hit(wanted, start, start + long) for wanted, start, long in given]
    found = moments(hits, every(3), window)
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


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60)), max_size=14), st.integers(0, 12))
def test_without_something_near_is_a_moment_where_a_choice_of_seconds_keeps_away_from_it(given, window):
    """Against looking at every choice."""
    hits = [hit(wanted, at) for wanted, at in given]
    of = [[one.start for one in hits if one.wanted == wanted] for wanted in range(3)]
    chosen = [
        (dog, cat)
        for dog in of[0]
        for cat in of[1]
        if abs(dog - cat) <= window and all(abs(at - cup) > window for cup in of[2] for at in (dog, cat))
    ]
    assert bool(moments(hits, Every((DOG, CAT), (CUP,)), window)) == bool(chosen)


SCENES = st.recursive(
    st.builds(One, st.integers(0, 2)) | st.builds(Fact, st.integers(0, 1)),
    lambda parts: st.builds(Either, st.tuples(parts, parts)) | st.builds(Every, st.tuples(parts, parts)),
    max_leaves=5,
)


@given(st.lists(STRETCHES, max_size=10), SCENES, st.integers(0, 12), st.sets(st.integers(0, 1)))
def test_the_moments_of_a_scene_are_those_of_its_alternatives(given, scene, window, facts):
    hits = [hit(wanted, start, start + long) for wanted, start, long in given]
    found = moments(hits, scene, window, facts)
    held = [way for way in alternatives(scene, facts) if way]
    singly = [moment for way in held for moment in moments(hits, Every(tuple(map(One, way))), window)]
    assert bool(found) == bool(singly)
    assert {one.second for one in found} <= {one.second for one in singly}
    assert found == sorted(found, key=lambda moment: moment.second)


def alternatives(scene, facts):
    """Every choice of things that the scene is there by, without the facts."""
    if isinstance(scene, One):
        return [{scene.wanted}]
    if isinstance(scene, Fact):
        return [set()] if scene.fact in facts else []
    some, others = (alternatives(part, facts) for part in scene.parts)
    return some + others if isinstance(scene, Either) else [one | other for one in some for other in others]
