"""What is alike lies beside each other."""

from shared.rows import in_row


def test_each_is_followed_by_the_one_most_like_it_of_those_that_are_left():
    assert in_row([1, 2, 3], {1: [3, 2], 2: [1, 3], 3: [1, 2]}) == [1, 3, 2]


def test_what_is_like_nothing_keeps_its_place():
    assert in_row([4, 5, 6], {}) == [4, 5, 6]
    assert in_row([], {}) == []
