"""What is done to very many files: in slices, one deed for all, and nothing lost in between."""

import pytest

from shared.db import errands
from shared.db.connection import run, value
from tests.integration.files import files as add_files
from tests.integration.visits import column, found, undo
from tests.integration.web import browser, photo

FILES = 25


@pytest.fixture(autouse=True)
def small_slices(monkeypatch):
    monkeypatch.setattr(errands, "SLICE", 10)
    monkeypatch.setattr(errands, "SILENT", 600.0)  # also where the machine is slow


@pytest.fixture
def many(connect):
    add_files(connect, FILES)


def begin(who, kind="favourite", **wish):
    answer = who.post("/api/errands", json={"kind": kind, "wish": {"query": ""} | wish})
    assert answer.status_code == 201, answer.json
    return answer.json


def step(who, errand):
    answer = who.post(f"/api/errands/{errand['id']}/step")
    assert answer.status_code == 200, answer.json
    return answer.json


def count(connect, where):
    with connect() as conn:
        return value(conn, f"SELECT count(*) FROM media WHERE {where}")


def test_a_slice_at_a_time_says_how_far_it_is_and_one_undo_takes_all_back(ada, connect, many):
    errand = begin(ada)
    assert (errand["total"], errand["done"], errand["ended"]) == (FILES, 0, False)
    assert count(connect, "favourite") == 0, "nothing is done before the first step"
    told = [step(ada, errand) for _ in range(4)]
    assert [one["done"] for one in told] == [10, 20, 25, 25]
    assert [one["ended"] for one in told] == [False, False, True, True]
    assert told[-1]["changed"] == count(connect, "favourite") == FILES
    assert undo(ada, told[-1]["deed"]).json == {"kind": "errand"}
    assert count(connect, "favourite") == 0
    assert undo(ada, told[-1]["deed"]).status_code == 409


def test_it_can_be_stopped_and_what_was_done_can_be_undone(ada, connect, many):
    errand = begin(ada, "rating", stars=4)
    step(ada, errand)
    stopped = ada.post(f"/api/errands/{errand['id']}/stop").json
    assert (stopped["done"], stopped["ended"]) == (10, True)
    assert step(ada, errand) == stopped, "no step goes on with it"
    assert count(connect, "rating = 4") == 10
    undo(ada, stopped["deed"])
    assert count(connect, "rating = 4") == 0


def test_who_went_away_is_told_what_was_done_and_can_go_on(ada, connect, many):
    errand = begin(ada, "tag", add=["far"])
    step(ada, errand)
    assert ada.get("/api/errands").json == {"errands": []}, "somebody is at it just now"
    assert "data-errand" not in ada.get("/").text
    with connect() as conn:
        run(conn, "UPDATE errand SET stepped_at = now() - interval '1 hour'")
    [left] = ada.get("/api/errands").json["errands"]
    assert (left["done"], left["total"], left["kind"]) == (10, FILES, "tag")
    page = ada.get("/").text
    assert f'data-errand="{errand["id"]}"' in page
    assert "10 of 25 files were gone through" in page
    assert [step(ada, errand)["done"] for _ in range(2)] == [20, 25]
    assert len(found(connect, "far")) == FILES


def test_files_that_left_meanwhile_are_passed_over(ada, connect, many):
    errand = begin(ada)
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() WHERE id IN (SELECT max(id) FROM media)")
    done = [step(ada, errand) for _ in range(3)][-1]
    assert (done["done"], done["changed"], done["ended"]) == (FILES, FILES - 1, True)


def test_a_slice_that_fails_changes_nothing_and_can_be_tried_again(ada, connect, many, monkeypatch):
    errand = begin(ada, "comment", text="seen")
    step(ada, errand)
    with monkeypatch.context() as broken:
        broken.setattr(errands, "note", lambda *_, **__: 1 / 0)
        assert ada.post(f"/api/errands/{errand['id']}/step").status_code == 500
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM comment") == 10
    assert step(ada, errand)["done"] == 20


def test_undone_in_the_midst_it_does_not_go_on(ada, connect, many):
    errand = begin(ada)
    undo(ada, step(ada, errand)["deed"])
    assert step(ada, errand)["ended"]
    assert count(connect, "favourite") == 0


def test_moving_to_the_trash_and_back(ada, connect, many):
    errand = begin(ada, "trash")
    for _ in range(3):
        done = step(ada, errand)
    assert count(connect, "trashed_at IS NOT NULL") == FILES
    back = begin(ada, "restore")
    assert back["total"] == FILES
    step(ada, back)
    assert count(connect, "trashed_at IS NOT NULL") == FILES - 10
    answer = undo(ada, done["deed"])
    assert answer.status_code == 409, "some files were changed since: nothing is undone"
    assert count(connect, "trashed_at IS NOT NULL") == FILES - 10


def test_an_errand_is_ones_own(app, ada, connect, many):
    errand = begin(ada)
    admin, viewer = browser(app, connect, "admin"), browser(app, connect, "viewer")
    assert admin.post(f"/api/errands/{errand['id']}/step").status_code == 404
    assert viewer.post("/api/errands", json={"kind": "trash", "wish": {"query": ""}}).status_code == 403
    assert column(connect, "favourite", 1) is False


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "doom", "wish": {"query": ""}}, 409),
        ({"kind": "rating", "wish": {"query": "", "stars": 6}}, 400),
        ({"kind": "rating", "wish": {"stars": 3}}, 400),
        ({"kind": "favourite", "wish": {"query": "from=yesterday"}}, 400),
        ({}, 400),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(ada, body, status):
    assert ada.post("/api/errands", json=body).status_code == status


def test_a_person_sees_and_changes_their_part_only(app, ada, connect):
    from shared.db import reach
    from shared.identity.postgres import opened

    inside, outside = photo(connect, path="anna/1.jpg"), photo(connect, path="bert/1.jpg")
    errand = begin(ada)
    assert errand["total"] == 2
    person = next(one for one in opened(connect).accounts.everyone() if one.name == "a member")
    with connect() as conn:
        reach.restrict(conn, person.id, folder="anna", query="")
    assert step(ada, errand)["changed"] == 1
    assert column(connect, "favourite", inside)
    assert not column(connect, "favourite", outside)
