"""What people decide about files, one or many at once, and taking it back (A62, A66, H27)."""

import pytest

from shared.accounts import csrf_token
from shared.db import index
from shared.db.connection import run, value
from shared.db.media import page
from shared.db.search import Selection
from tests.integration.visits import act, column, found, undo
from tests.integration.web import Browser, account, analysed, browser, photo, session


@pytest.fixture
def files(connect):
    return [photo(connect, f"{n}.jpg", taken_at=f"2021-07-0{n} 09:10:11") for n in (1, 2, 3)]


def test_favourites_and_stars_are_given_to_many_and_taken_back(ada, connect, files):
    done = act(ada, "favourite", ids=files[:2])
    assert done["changed"] == 2
    assert act(ada, "favourite", ids=files)["changed"] == 1, "those that are it already do not change"
    assert undo(ada, done["deed"]).json == {"kind": "favourite"}
    assert [column(connect, "favourite", one) for one in files] == [False, False, True]
    stars = act(ada, "rating", ids=files, stars=4)
    assert ada.get(f"/api/media/{files[0]}/marks").json["rating"] == 4
    assert act(ada, "rating", ids=files[:1], stars=None) == {"changed": 1, "deed": stars["deed"] + 1}


def test_a_whole_search_is_marked_by_the_parameters_of_its_address(ada, connect, files):
    assert act(ada, "favourite", query="from=2021-07-02&to=2021-07-03")["changed"] == 2
    assert [column(connect, "favourite", one) for one in files] == [False, True, True]


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("favourite", {}),
        ("favourite", {"ids": [1], "query": ""}),
        ("favourite", {"ids": list(range(50_001))}),
        ("favourite", {"query": "from=yesterday"}),
        ("trash", {"query": "tga=sea"}),
        ("rating", {"ids": [1], "stars": 6}),
        ("rating", {"ids": [1]}),
        ("date", {"ids": [1], "taken_at": "2020-01-01", "shift_seconds": 1}),
        ("date", {"ids": [1], "taken_at": "2020-01-01T00:00:00+02:00"}),
        ("date", {"ids": [1], "taken_at": "0001-01-01"}),
        ("date", {"ids": [1], "shift_seconds": 1e99}),
        ("place", {"ids": [1], "latitude": 3}),
        ("place", {"ids": [1], "latitude": 91, "longitude": 0}),
        ("comment", {"ids": [1], "text": "  "}),
        ("comment", {"ids": [1], "text": "x" * 5001}),
        ("tag", {"ids": [1], "add": ["x" * 101]}),
    ],
)
def test_a_wish_that_cannot_be_meant_is_refused_and_changes_nothing(ada, connect, files, action, body):
    assert ada.post(f"/api/selection/{action}", json=body).status_code == 400
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM deed") == 0


def test_an_undo_is_done_wholly_or_not_at_all_and_says_why(ada, connect, files):
    done = act(ada, "rating", ids=files, stars=3)
    act(ada, "rating", ids=files[:1], stars=5)
    refused = undo(ada, done["deed"])
    assert refused.status_code == 409
    assert refused.json["detail"] == "1 of the files was changed or deleted since, so nothing was undone"
    assert [column(connect, "rating", one) for one in files] == [5, 3, 3]
    assert undo(ada, done["deed"] + 1).status_code == 200
    assert undo(ada, done["deed"]).status_code == 200, "now it is as it was left"
    assert undo(ada, done["deed"]).json["detail"] == "this was undone already"
    assert undo(ada, 999).status_code == 404


def test_only_who_did_it_or_an_admin_undoes_it(app, ada, connect, files):
    done = act(ada, "favourite", ids=files)
    token = session(connect, account(connect, "eve"))
    client = app.test_client()
    client.set_cookie("session", token)
    eve = Browser(client, {"X-CSRF-Token": csrf_token(token), "Sec-Fetch-Site": "same-origin"})
    assert undo(eve, done["deed"]).status_code == 403
    assert column(connect, "favourite", files[0])
    assert undo(browser(app, connect, "admin"), done["deed"]).status_code == 200


def test_tags_are_found_suggested_and_taken_back(ada, connect, files):
    done = act(ada, "tag", ids=files[:2], add=[" Été  à la mer ", "beach"])
    assert done["changed"] == 2
    assert found(connect, "ete mer") == set(files[:2])
    assert act(ada, "tag", ids=files[2:], add=["BEACH"])["changed"] == 1
    assert ada.get("/api/tags?q=BEA").json == {"tags": ["beach"]}, "what differs only in case is one tag"
    assert ada.get("/api/tags").json == {"tags": ["beach", "Été à la mer"]}
    assert ada.get("/api/tags?q=x").json == {"tags": []}
    assert ada.get(f"/api/tags?id={files[2]}").json == {"tags": ["beach"]}
    assert act(ada, "tag", ids=files, add=["beach"]) == {"changed": 0, "deed": None}
    gone = act(ada, "tag", ids=files, remove=["Beach"])
    assert (gone["changed"], found(connect, "beach")) == (3, set())
    assert undo(ada, gone["deed"]).status_code == 200
    assert found(connect, "beach") == set(files)
    assert undo(ada, done["deed"]).status_code == 200
    assert found(connect, "beach") == {files[2]}


def test_comments_are_found_edited_deleted_and_taken_back(app, ada, connect, files):
    done = act(ada, "comment", ids=files, text="<b>Our</b> garden")
    assert (done["changed"], found(connect, "garden")) == (3, set(files))
    assert undo(ada, done["deed"]).status_code == 200
    assert found(connect, "garden") == set()
    written = ada.post(f"/api/media/{files[0]}/comments", json={"text": "at the lake"})
    assert written.status_code == 201
    address = f"/api/comments/{written.json['id']}"
    changed = ada.client.patch(address, headers=ada.headers, json={"text": "at the sea"})
    assert (changed.json["text"], changed.json["by_name"]) == ("at the sea", "a member")
    assert (found(connect, "lake"), found(connect, "sea")) == (set(), {files[0]})
    admin = browser(app, connect, "admin")
    assert admin.client.patch(address, headers=admin.headers, json={"text": "x"}).status_code == 403
    removed = admin.client.delete(address, headers=admin.headers)
    assert ada.get(f"/api/media/{files[0]}/marks").json["comments"] == []
    assert undo(admin, removed.json["deed"]).status_code == 200
    assert [said["text"] for said in ada.get(f"/api/media/{files[0]}/marks").json["comments"]] == [
        "at the sea"
    ]


def test_an_analysis_that_ends_keeps_tags_and_comments_in_the_index(ada, connect, files):
    act(ada, "tag", ids=files, add=["harvest"])
    act(ada, "comment", ids=files, text="potatoes")
    analysed(connect, files[0], "detect", [])
    with connect() as conn:
        index.refresh(conn, files[1])
    assert found(connect, "harvest potatoes") == set(files)


def test_a_date_is_set_and_shifted_and_the_files_own_comes_back(ada, connect, files):
    with connect() as conn:
        run(conn, "UPDATE media SET taken_offset = 120")
    act(ada, "date", ids=files[:1], taken_at="1999-12-31T23:59:58")
    assert (
        column(connect, "(taken_at::text, dated_by)::text", files[0]) == '("1999-12-31 23:59:58","a member")'
    )
    shifted = act(ada, "date", ids=files, shift_seconds=3600)
    assert str(column(connect, "taken_at", files[1])) == "2021-07-02 10:10:11"
    assert str(column(connect, "taken_at", files[0])) == "2000-01-01 00:59:58"
    said = ada.get(f"/api/media/{files[0]}/marks").json["as_read"]
    assert (said["taken_at"], said["taken_offset"]) == ("2021-07-01T09:10:11", 120)
    assert act(ada, "date", ids=files)["changed"] == 3
    assert [str(column(connect, "taken_at", one)) for one in files] == [
        f"2021-07-0{n} 09:10:11" for n in (1, 2, 3)
    ]
    assert column(connect, "dated_by", files[0]) is None
    assert undo(ada, shifted["deed"]).status_code == 409


def test_a_shift_that_leads_out_of_time_is_refused(ada, connect, files):
    act(ada, "date", ids=files[:1], taken_at="1800-01-02T00:00:00")
    refused = ada.post("/api/selection/date", json={"ids": files, "shift_seconds": -10 * 86400})
    assert (refused.status_code, "before 1800" in refused.json["detail"]) == (409, True)
    assert str(column(connect, "taken_at", files[1])) == "2021-07-02 09:10:11"


def test_the_order_of_a_label_follows_a_date_and_its_undo(ada, connect):
    cats = [photo(connect, f"{n}.jpg", labels="cat", taken_at=f"2021-07-0{n}") for n in (1, 2)]
    by_label = Selection(objects=("cat",))
    done = act(ada, "date", ids=cats[:1], taken_at="2022-01-01")
    with connect() as conn:
        assert [tile.id for tile in page(conn, by_label).items] == cats
    undo(ada, done["deed"])
    with connect() as conn:
        assert [tile.id for tile in page(conn, by_label).items] == cats[::-1]


def test_a_place_is_set_removed_and_the_files_own_comes_back(ada, connect):
    here = photo(connect, latitude=47.1, longitude=8.2, altitude=400.5)
    act(ada, "place", ids=[here], latitude=-33.8688197, longitude=151.2092955)
    assert (column(connect, "latitude", here), column(connect, "placed_by", here)) == (
        -33.8688197,
        "a member",
    )
    gone = act(ada, "place", ids=[here], latitude=None, longitude=None)
    assert (column(connect, "latitude", here), column(connect, "placed_by", here)) == (None, "a member")
    assert undo(ada, gone["deed"]).status_code == 200
    assert column(connect, "longitude", here) == 151.2092955
    assert act(ada, "place", ids=[here], as_read=True)["changed"] == 1
    assert column(connect, "(latitude, longitude, altitude, placed_by)::text", here) == "(47.1,8.2,400.5,)"


def test_what_the_file_says_anew_is_kept_beside_a_persons_word(ada, connect):
    here = photo(connect, latitude=1.0, longitude=2.0, taken_at="2021-07-08")
    act(ada, "place", ids=[here], latitude=3, longitude=4)
    with connect() as conn:  # a job read the file again; nobody had dated it
        run(conn, "UPDATE media SET taken_at = '2020-02-02' WHERE dated_by IS NULL")
    act(ada, "date", ids=[here], taken_at="1990-01-01")
    said = ada.get(f"/api/media/{here}/marks").json["as_read"]
    assert (said["taken_at"], said["latitude"]) == ("2020-02-02T00:00:00", 1.0)


def test_many_files_are_analysed_again(ada, connect, files):
    for media_id in files:
        analysed(connect, media_id, "detect", [])
    assert act(ada, "again", ids=files[:2], analyzer="detect") == {"changed": 2, "deed": None}
    with connect() as conn:
        assert value(conn, "SELECT array_agg(media_id ORDER BY media_id) FROM analysis"
                           " WHERE state = 'queued' AND priority = 2") == files[:2]  # fmt: skip


def test_a_viewer_looks_at_marks_and_changes_none(app, connect, files):
    viewer = browser(app, connect, "viewer")
    assert viewer.get(f"/api/media/{files[0]}/marks").json["tags"] == []
    assert viewer.post("/api/selection/favourite", json={"ids": files}).status_code == 403
