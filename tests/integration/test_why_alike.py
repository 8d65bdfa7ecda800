"""Why a search for what is like an example found a file: from which, and how far from it (H20, P25)."""

import pytest

from tests.integration.faces import LEFT, RIGHT, face, faces_of, shot
from tests.integration.test_reach import confined
from tests.integration.test_similar import showing
from tests.integration.web import photo


def traces(ada, media_id, **asked):
    answer = ada.get(f"/api/media/{media_id}/why", query_string=asked)
    assert answer.status_code == 200, answer.text
    return [reason["trace"] for reason in answer.json["reasons"]]


@pytest.mark.parametrize("asked", ["q", "like"])
def test_a_picture_is_told_with_its_example_and_its_distance(ada, connect, asked):
    beach, sand = showing(connect, "beach"), showing(connect, "beach", 0.1)
    given = {"q": f"similar:{beach}"} if asked == "q" else {"like": beach}
    [told] = traces(ada, sand, **given)
    assert (told["where"], told["text"]) == ("similar", f"beach-0.0.jpg ({beach})")
    assert told["distance"] == pytest.approx(0.11, abs=0.01)
    page = ada.get(f"/media/{sand}", query_string=given).text
    assert "distance 0.11" in page
    assert "nothing here says otherwise" not in page


def test_the_face_that_is_like_another_is_told_with_its_place(ada, connect):
    first = shot(connect, "first.jpg", face("anna", 1))
    both = shot(connect, "both.jpg", face("ben", 2, LEFT), face("anna", 2, RIGHT))
    (example,), (_, near) = faces_of(connect, first), faces_of(connect, both)
    [told] = traces(ada, both, q=f"face:{example}")
    assert (told["where"], told["finding"], told["left"]) == ("face", near, pytest.approx(RIGHT.left))
    assert 0 < told["distance"] < 0.55
    page = ada.get("/", query_string={"q": f"face:{example}"}).text
    assert f"distance {told['distance']:.2f}" in page


def test_words_are_not_told_by_the_name_of_an_example(ada, connect):
    beach, sand = showing(connect, "beach"), showing(connect, "beach", 0.1, labels="dog")
    told = traces(ada, sand, q=f"dog similar:{beach}")
    assert [one["where"] for one in told] == ["object", "similar"]


def test_one_of_two_that_is_far_from_the_example_is_found_by_the_other(ada, connect):
    beach, dog = showing(connect, "beach"), photo(connect, "a.jpg", labels="dog")
    assert [one["where"] for one in traces(ada, dog, q=f"dog or similar:{beach}")] == ["object"]


def test_an_example_that_may_not_be_seen_tells_nothing(app, ada, connect):
    theirs = showing(connect, "beach", path="theirs/a.jpg")
    own = showing(connect, "beach", 0.1, path="anna/b.jpg")
    part = confined(app, connect)
    [told] = traces(part, own, q=f"similar:{theirs}")
    assert told is None
