"""A search is kept with its smart album as JSON and comes back the same."""

import json
from datetime import date

from shared.areas import area
from shared.db.selection import Selection
from shared.db.smart import _read, plain

WHOLE = Selection(
    text='a "heron" -cat',
    objects=("cat>=2",),
    since=date(2020, 2, 29),
    until=None,
    areas=(area("40,5,50,15"), area("1 2,3 4,5 0")),
    albums=(3, 4),
    day=(2, 29),
    rating=4,
    sort="rating",
)


def test_what_is_kept_comes_back_the_same():
    for selection in (WHOLE, Selection()):
        assert _read(json.loads(json.dumps(plain(selection)))) == selection


def test_a_persons_limits_are_not_kept():
    assert plain(WHOLE)["within"] is None
