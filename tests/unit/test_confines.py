"""What confines a person is asked for as their own filters are, and never less of it."""

from dataclasses import fields, replace
from datetime import date

from shared.db.confines import flat
from shared.db.selection import First, Selection, Within
from shared.query.tree import And, Filter, Words


def test_filters_of_both_are_asked_for_together():
    asked = Selection(objects=("cat",), since=date(2020, 1, 1), sort="oldest", trashed=True)
    held = Selection(objects=("dog",), since=date(2010, 1, 1), until=date(2022, 1, 1), text="beach")
    found = flat(replace(asked, within=Within("", held)))
    assert found == replace(asked, objects=("cat", "dog"), until=date(2022, 1, 1), text="beach")


def test_a_folder_is_asked_for_unless_a_deeper_one_is():
    assert flat(Selection(within=Within("trips"))) == Selection(folders=("trips",))
    deeper = Selection(folders=("trips/2019", "trips"))
    assert flat(replace(deeper, within=Within("/trips/"))) == deeper


def test_what_one_filter_cannot_say_of_both_still_confines():
    for mine, held in (
        (Selection(cameras=("X100",)), Selection(cameras=("Z6",))),
        (Selection(text="beach"), Selection(text="sea")),
        (Selection(), Selection(albums=(7,))),
        (Selection(day=(1, 2)), Selection(day=(1, 3))),
    ):
        confined = replace(mine, within=Within("", held))
        assert flat(confined) == confined
    beside = Selection(folders=("tripsy",), within=Within("trips"))
    assert flat(beside) == beside
    around = Selection(folders=("a",), within=Within("a/b", Selection(tags=("t",))))
    assert flat(around) == Selection(folders=("a",), tags=("t",), within=Within("a/b"))


def test_what_confines_a_confinement_confines_too():
    inner = Selection(tags=("family",), within=Within("trips"))
    assert flat(Selection(within=Within("", inner))) == Selection(tags=("family",), folders=("trips",))
    beyond = Selection(folders=("home",), within=Within("", inner))
    assert flat(beyond) == beyond


def test_words_are_asked_for_together_but_no_question_that_looks_at_examples():
    words, other = Words("beach"), Words("sea")
    assert flat(Selection(query=words, within=Within("", Selection(query=other)))).query == And(
        (words, other)
    )
    similar = replace(Selection(query=words), within=Within("", Selection(query=Filter("similar", ":", "7"))))
    assert flat(similar) == similar


def test_no_filter_of_a_confinement_is_ever_lost():
    """Each filter alone, whatever is added to `Selection` later."""
    dates = {"since": date(2020, 1, 1), "until": date(2020, 1, 1), "day": (1, 2)}
    samples = dates | {"query": Words("sea"), "first": First(3)}
    for field in fields(Selection):
        if field.name in {"sort", "seed", "counted", "trashed", "fills", "within"}:
            continue
        plain = {bool: True, int: 3, str: "word", tuple: ("a",)}
        some = samples.get(field.name) or plain[type(field.default)]
        held = Selection(**{field.name: some})
        found = flat(Selection(within=Within("", held)))
        assert getattr(found, field.name) == some or found.within == Within("", held), field.name
