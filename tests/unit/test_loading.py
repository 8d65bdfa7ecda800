"""A model is loaded once, and how long that took is told once."""

import pytest

from shared.loading import Loading


class Heavy:
    """Fails as often as it is told to, then loads."""

    def __init__(self, failures=0):
        self.failures, self.loads = failures, 0

    def load(self):
        self.loads += 1
        if self.loads <= self.failures:
            raise OSError("no weights")


def test_it_loads_once_and_tells_once_how_long_that_took():
    heavy = Heavy()
    load = Loading(heavy)
    assert load.news() is None
    load()
    load()
    assert heavy.loads == 1
    assert load.news() >= 0
    assert load.news() is None


def test_what_fails_is_raised_and_tried_again():
    load = Loading(Heavy(failures=1))
    with pytest.raises(OSError, match="no weights"):
        load()
    assert load.news() is None
    load()
    assert load.news() >= 0
