"""What the page of the trash tells and does, and that what lies there shows nowhere else."""

import re

from shared.db import trash
from shared.db.connection import run
from tests.integration.files import files
from tests.integration.web import browser, photo


def test_the_page_tells_what_lies_in_the_trash_and_how_long_it_stays(app, connect):
    made = [photo(connect, f"<b>{n}</b>.jpg") for n in range(3)]
    ada = browser(app, connect)
    assert "The trash is empty" in ada.get("/trash").text
    with connect() as conn:
        trash.discard(conn, made, "ada")
        for n, media_id in enumerate(made):
            run(conn, "UPDATE media SET trashed_at = now() - %(days)s * interval '1 day' WHERE id = %(id)s",
                days=n * 29 / 2, id=media_id)  # fmt: skip
    text = ada.get("/trash").text
    assert [said in text for said in ("30 days left", "16 days left", "1 day left")] == [True] * 3
    assert "Files stay here for 30 days" in text
    assert "&lt;b&gt;0" in text
    assert "Delete for good" not in text.split("<dialog")[0], "only an admin removes for good"
    token = ada.headers["X-CSRF-Token"]
    back = ada.post("/trash/restore", data={"csrf_token": token, "id": made[:1]})
    assert back.location == "/trash?restored=1"
    assert "1 file is back in the library" in ada.get(back.location).text
    assert ada.post("/trash/restore", data={"csrf_token": token, "all": "1"}).location == "/trash?restored=2"


def test_removing_for_good_asks_first_and_is_for_admins(app, connect):
    made = [photo(connect, f"{n}.jpg") for n in range(3)]
    with connect() as conn:
        trash.discard(conn, made[:2], "ada")
    admin, member = browser(app, connect, "admin"), browser(app, connect)
    assert member.post("/trash/remove", data={"all": "1", "confirmed": "1"}).status_code == 403
    asked = admin.post("/trash/remove", data={"id": made})
    assert "Delete 2 files for good?" in asked.text, "what is not in the trash is not meant"
    with connect() as conn:
        assert trash.doomed(conn, after=0) == []
    assert admin.post("/trash/remove", data={"id": made, "confirmed": "1"}).location == "/trash?removed=2"
    assert "The trash is empty" in admin.get("/trash").text
    with connect() as conn:
        assert [one.id for one in trash.doomed(conn, after=0)] == made[:2]
    assert admin.post("/api/selection/restore", json={"ids": made}).json["changed"] == 0
    admin.post("/api/selection/trash", json={"ids": made})
    assert admin.post("/api/trash/remove", json={"query": ""}).json == {"changed": 1, "deed": None}


def test_the_trash_goes_on_behind_its_first_page(app, connect):
    made = [photo(connect, f"{n}.jpg") for n in range(3)]
    files(connect, 130)
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() - id * interval '1 minute'")
    ada = browser(app, connect)
    first = ada.get("/trash").text
    after = re.search(r"/trash\?after=(\d+)", first)
    assert after
    rest = ada.get(f"/trash?after={after[1]}", headers={"HX-Request": "true"}).text
    ids = [int(found) for page in (first, rest) for found in re.findall(r'name="id" value="(\d+)"', page)]
    assert (len(ids), len(set(ids)), ids[:3]) == (133, 133, made)
    assert "/trash?after" not in rest


def test_a_file_in_the_trash_is_in_no_search_and_no_count(app, connect):
    made = [photo(connect, f"{n}.jpg", labels="cat", model="X100") for n in range(2)]
    with connect() as conn:
        trash.discard(conn, made[:1], "ada")
    ada = browser(app, connect)
    assert [file["id"] for file in ada.get("/api/media?object=cat").json["items"]] == made[1:]
    told = ada.get("/api/facets").json
    assert (told["total"], [one["count"] for one in told["facets"]["objects"]]) == (1, [1])


def test_a_file_in_the_trash_shows_on_no_page_and_in_no_answer_but_the_trash(app, connect):
    """Every address without a variable in it, and an album that holds the file."""
    admin = browser(app, connect, "admin")
    shown = {"labels": "cat", "latitude": 1.0, "longitude": 2.0, "problem": "it is torn"}
    there = photo(connect, "hereweare.jpg", **shown)
    gone = photo(connect, "goneaway.jpg", model="GONECAM", **shown)
    made = admin.post("/api/albums", json={"name": "Trip", "ids": [there, gone]}).json["id"]
    admin.post("/api/selection/trash", json={"ids": [gone]})
    endless = {"/api/events", "/trash"}
    pages = [path.replace("<id:album_id>", str(made)) for path in addresses(app) if path not in endless]
    whole = "?south=-90&west=-180&north=90&east=180&zoom=3&q="
    read = {path: admin.get(path + whole).text for path in pages if "<" not in path}
    traces = ("goneaway.jpg", "GONECAM", f"/media/{gone}?", f'/media/{gone}"', f'"id":{gone},')
    assert {path: trace for path, text in read.items() for trace in traces if trace in text} == {}
    assert sum("hereweare.jpg" in text for text in read.values()) >= 3
    assert "goneaway.jpg" in admin.get("/trash").text


def addresses(app):
    return [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
