"""Two models' findings in one file are paired by what they are, where and when."""

from dataclasses import replace
from random import Random
from time import process_time

import pytest

from shared.comparison import Counted, Seen, counted, difference, overlap
from shared.domain import Box

BOX = Box(0.1, 0.1, 0.4, 0.4)
CAT, DOG = Seen("cat", score=0.9, box=BOX), Seen("dog", score=0.8, box=BOX)


def moved(by):
    return replace(CAT, box=Box(BOX.left + by, BOX.top, BOX.width, BOX.height))


def numbers(before, after):
    found = difference(before, after)
    return len(found.agreed), len(found.gained), len(found.lost)


def test_overlap_is_the_share_of_the_union_that_both_cover():
    assert overlap(BOX, BOX) == pytest.approx(1)
    assert overlap(BOX, Box(0.3, 0.1, 0.4, 0.4)) == pytest.approx(1 / 3)
    assert overlap(BOX, Box(0.6, 0.6, 0.1, 0.1)) == 0
    assert overlap(Box(0.1, 0.1, 0, 0), Box(0.1, 0.1, 0, 0)) == 0


@pytest.mark.parametrize(("by", "same"), [(0.0, True), (0.13, True), (0.14, False)])
def test_boxes_of_one_label_are_the_same_where_they_overlap_by_half(by, same):
    assert numbers([CAT], [moved(by)]) == ((1, 0, 0) if same else (0, 1, 1))


def test_another_label_on_the_same_spot_is_lost_and_gained():
    assert numbers([CAT], [DOG]) == (0, 1, 1)


def test_each_box_is_paired_once_and_with_the_nearest():
    found = difference([CAT], [moved(0.1), moved(0.01)])
    assert found.agreed == ((CAT, moved(0.01)),)
    assert found.gained == (moved(0.1),)


def test_classes_are_the_same_by_their_label_alone():
    assert numbers([Seen("beach"), Seen("sea")], [Seen("Beach"), Seen("sky")]) == (1, 1, 1)


def test_texts_are_the_same_where_their_words_are_alike():
    before = [Seen(text="Total: 12,50 EUR", box=BOX), Seen(text="thank you")]
    assert numbers(before, [Seen(text="TOTAL 12.50 EUR")]) == (1, 0, 1)
    assert numbers(before, [Seen(text="good bye now")]) == (0, 1, 2)


def test_equal_texts_are_paired_before_those_that_are_only_alike():
    before = [Seen(text="a house by the sea"), Seen(text="A HOUSE by the lake")]
    found = difference(before, [Seen(text="a house by the lake!")])
    assert [old.text for old, _ in found.agreed] == ["A HOUSE by the lake"]
    assert found.lost == (before[0],)
    assert numbers(before, [Seen(text="a house by the lake"), Seen(text="a house by the sea")]) == (2, 0, 0)


def test_in_a_video_only_the_same_moment_counts():
    assert numbers([replace(CAT, start=1.0)], [replace(CAT, start=1.4)]) == (1, 0, 0)
    assert numbers([replace(CAT, start=1.0)], [replace(CAT, start=3.0)]) == (0, 1, 1)


def test_nothing_found_by_either_is_no_difference():
    assert numbers([], []) == (0, 0, 0)


def test_a_page_with_thousands_of_lines_is_compared_quickly():
    page = [Seen(text=f"line {n} of a very long page") for n in range(2000)]
    assert numbers(page, page[:-1]) == (1999, 0, 1)


def test_texts_are_alike_by_the_letters_that_they_have_in_one_order():
    """Seven tenths of the letters of both, in the same order; not only the same letters."""
    assert numbers([Seen(text="abcdefghij")], [Seen(text="abcXefgYij")]) == (1, 0, 0)
    assert numbers([Seen(text="abcdefghij")], [Seen(text="jihgfedcba")]) == (0, 1, 1)
    assert numbers([Seen(text="a" * 30 + "bc")], [Seen(text="cb" + "a" * 30)]) == (1, 0, 0)
    assert numbers([Seen(text="a" * 30)], [Seen(text="a" * 10 + "b" * 20)]) == (0, 1, 1)


def test_many_texts_of_which_none_are_equal_are_compared_quickly():
    """Each is like one of the other side; pairs of the same letters in another order are the dearest."""
    random = Random(1)
    pages = [["".join(random.choices("abcdefghij klmnopqrst", k=40)) for _ in range(16)] for _ in range(100)]
    began = process_time()
    for page in pages:
        found = difference([Seen(text=line) for line in page], [Seen(text="zz" + line[2:]) for line in page])
        assert len(found.agreed) == 16
    assert process_time() - began < 1.5


def test_kinds_are_counted_over_all_files_those_with_most_differences_first():
    two = [difference([CAT], [CAT, DOG]), difference([CAT], [])]
    assert counted(two) == [Counted("cat", 1, 0, 1), Counted("dog", 0, 1, 0)]
