"""What an account sees that an admin confined to a part of the library (P1, H35): that part, and no more.

The routes are taken from the application itself, so that one which is added is tried too.
"""

from uuid import UUID

import pytest
from werkzeug.routing import AnyConverter, UUIDConverter

from services.web.reach import KEEPS
from shared.accounts import csrf_token
from shared.db import album_files, albums, reach
from shared.db.connection import run
from shared.db.search import Selection
from shared.domain import Box, Finding
from tests.integration.web import Browser, account, analysed, api_token, application, photo, session

SECRET = "xanadoodle"  # stands in all that is known of the other file
WHOLE = {"media_id", "finding_id"}


@pytest.fixture
def app(database, connect, tmp_path):
    return application(database, tmp_path, connect, secret_key="k" * 20)


@pytest.fixture
def own(connect):
    return photo(connect, "IMG_own.jpg", "heron", path="anna/IMG_own.jpg", model="Lumix")


@pytest.fixture
def foreign(connect):
    media_id = photo(
        connect,
        f"{SECRET}.jpg",
        SECRET,
        SECRET,
        path=f"annabel/{SECRET}.jpg",
        model=SECRET,
        source=SECRET,
        problem=SECRET,
    )
    face = Finding(label="face", score=0.9, box=Box(0, 0, 0.5, 0.5), embedding=(0.1,) * 128, chip=b"chip")
    analysed(connect, media_id, "faces", [face])
    with connect() as conn:
        run(conn, "INSERT INTO thumbnail (media_id, image) VALUES (%(id)s, 'webp')", id=media_id)
        run(conn, "INSERT INTO comment (media_id, text, by_name) VALUES (%(id)s, %(text)s, 'b')",
            id=media_id, text=SECRET)  # fmt: skip
        run(conn, "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, %(text)s, 'b')",
            id=media_id, text=SECRET)  # fmt: skip
        run(conn, "UPDATE analysis SET state = 'failed', reason = %(text)s, ended_at = now()"
            " WHERE media_id = %(id)s AND analyzer = 'ocr'", id=media_id, text=SECRET)  # fmt: skip
        made = albums.create(conn, SECRET, "bert", SECRET)
        album_files.add(conn, made.id, Selection(), [media_id])
        smart = albums.create(conn, f"smart {SECRET}", "bert")
        albums.search(conn, smart.id, f"q={SECRET}", Selection(text=SECRET))
        run(conn, "INSERT INTO inbox_problem (path, reason) VALUES (%(text)s, %(text)s)", text=SECRET)
    return media_id


def confined(app, connect, folder="anna", query="", role="member", name="anna"):
    """A browser of an account that sees a part of the library."""
    person = account(connect, name, role)
    with connect() as conn:
        reach.restrict(conn, person, folder, query)
    token = session(connect, person)
    client = app.test_client()
    client.set_cookie("session", token)
    return Browser(client, {"X-CSRF-Token": csrf_token(token), "Sec-Fetch-Site": "same-origin"})


def rules(app):
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule, method


def path(app, rule, **values):
    """The path of a rule with these values, and 1 or a UUID for the other variables."""
    given = {name: sample(converter) for name, converter in rule._converters.items()}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, given | values, method=None)


def sample(converter):
    """Some value that a variable of a path can have."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return UUID(int=1) if isinstance(converter, UUIDConverter) else 1


def finding(connect, media_id):
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT finding_id FROM face WHERE media_id = %s", [media_id])
        return cursor.fetchone()[0]


def test_every_route_to_one_file_gives_404_to_whoever_may_not_see_it(app, connect, own, foreign):
    """P1: viewer, thumbnail, preview, original, video, face, and every change to the file."""
    anna, values = confined(app, connect), {"media_id": foreign, "finding_id": finding(connect, foreign)}
    about = [
        (method, path(app, rule, **{name: values[name] for name in WHOLE & set(rule.arguments)}))
        for rule, method in rules(app)
        if WHOLE & set(rule.arguments) and not rule.rule.startswith("/files/")
    ]
    assert len(about) >= 9
    answers = {
        (method, where): anna.client.open(where, method=method, headers=anna.headers).status_code
        for method, where in about
    }
    assert set(answers.values()) == {404}, answers
    assert anna.get(f"/media/{own}").status_code == 200


# The addresses of workers know no accounts, and events carry no content.
SKIPPED = ("/static", "/files/", "/api/events")
ASKED = ("", "?q=xanad", "?folder=annabel", "?sort=name", "?seen=0&trashed=1", "?q=xanad&id={foreign}")


def test_nothing_of_other_files_stands_in_any_answer(app, connect, own, foreign):
    """P1, H35: grid, counts, facets, map, albums, statistics, status, API … as they are and searched."""
    anna, told = confined(app, connect), []
    for rule, method in rules(app):
        if method != "GET" or WHOLE & set(rule.arguments) or rule.rule.startswith(SKIPPED):
            continue
        for asked in ASKED:
            where = path(app, rule) + asked.format(foreign=foreign)
            answer = anna.client.get(where, buffered=False)
            begun = next(iter(answer.response), b"") if answer.is_streamed else answer.data
            answer.close()
            if SECRET.encode() in begun.lower():
                told.append(where)
    assert told == []


def test_counts_and_facets_are_those_of_the_part(app, connect, own, foreign):
    anna = confined(app, connect)
    assert [tile["id"] for tile in anna.get("/api/media").json["items"]] == [own]
    choices = anna.get("/api/facets").json
    assert choices["total"] == 1
    assert [choice["value"] for choice in choices["facets"]["objects"]] == ["heron"]
    assert [choice["value"] for choice in choices["facets"]["cameras"]] == ["Lumix"]
    assert anna.get(f"/api/media?object={SECRET}").json["items"] == []
    assert anna.get(f"/api/evidence?q={SECRET}&id={foreign}").json["files"] == []


ACTS = {
    "favourite": {"on": True}, "rating": {"stars": 5}, "tag": {"add": ["mine"]}, "comment": {"text": "mine"},
    "date": {"shift_seconds": 60}, "place": {"latitude": 1.0, "longitude": 1.0}, "trash": {}, "restore": {},
    "again": {},
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("whole", [False, True])
def test_nobody_changes_a_file_that_they_do_not_see(app, connect, own, foreign, act, whole):
    """Neither by its number nor by a search that would find it."""
    if act == "restore":
        with connect() as conn:
            run(conn, "UPDATE media SET trashed_at = now()")
    asked = {"query": "q="} if whole else {"ids": [foreign, own]}
    before = state(connect, foreign)
    answer = confined(app, connect).post(f"/api/selection/{act}", json=asked | ACTS[act])
    assert (answer.status_code, answer.json["changed"]) == (200, 1)
    assert state(connect, foreign) == before


def state(connect, media_id):
    """All that a change to a file could touch."""
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute(
            """
            SELECT media::text, (SELECT array_agg(media_tag::text) FROM media_tag WHERE media_id = media.id),
                   (SELECT array_agg(comment::text) FROM comment WHERE media_id = media.id),
                   (SELECT array_agg(state ORDER BY id) FROM analysis WHERE media_id = media.id)
              FROM media WHERE id = %s
            """,
            [media_id],
        )
        return cursor.fetchone()


def test_a_download_holds_only_files_of_the_part(app, connect, own, foreign, tmp_path):
    kept = tmp_path / "storage/originals/anna/IMG_own.jpg"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"jpeg")
    for asked in (f"id={foreign}&id={own}", "query="):
        answer = confined(app, connect, name=f"anna {asked}").get(f"/api/selection/download?{asked}")
        assert (SECRET.encode() in answer.data, b"IMG_own.jpg" in answer.data) == (False, True)


def test_what_a_confined_person_sends_is_kept_below_their_folder(app, connect):
    anna, digest = confined(app, connect), {"X-Bowerbird-Path": "holiday/a.txt"}
    sent = anna.post("/api/upload", data=b"a text", headers=digest, content_type="application/octet-stream")
    assert sent.status_code == 201
    assert ids(anna) == {sent.json["id"]}
    inside = {"X-Bowerbird-Path": "anna/b.txt"}
    again = anna.post("/api/upload", data=b"b", headers=inside, content_type="application/octet-stream")
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute(
            "SELECT path FROM media WHERE id = ANY (%s) ORDER BY id", [[sent.json["id"], again.json["id"]]]
        )
        assert [row[0] for row in cursor.fetchall()] == ["anna/holiday/a.txt", "anna/b.txt"]


def test_a_search_confines_as_a_folder_does_and_both_together(app, connect, own, foreign):
    """H35: the per-user filter is any search."""
    elsewhere = photo(connect, "third.jpg", "heron", path="third.jpg")
    by_label = confined(app, connect, folder="", query="object=heron", name="by label")
    both = confined(app, connect, folder="/anna/", query="?object=heron&camera=Lumix", name="both")
    by_word = confined(app, connect, folder="", query="q=lumix", name="by word")
    assert ids(by_label) == {own, elsewhere}
    assert ids(by_label, "?object=heron") == {own, elsewhere}
    assert ids(both) == ids(by_word) == {own}
    assert by_label.get(f"/media/{foreign}").status_code == both.get(f"/media/{elsewhere}").status_code == 404


def ids(browser, query=""):
    return {tile["id"] for tile in browser.get(f"/api/media{query}").json["items"]}


@pytest.mark.parametrize("folder", ["100%", "a_c", "back\\slash", "it's", "ünï/code"])
def test_a_folder_is_meant_as_it_is_written(app, connect, folder):
    inside = photo(connect, "1.jpg", path=f"{folder}/deep/1.jpg")
    photo(connect, "2.jpg", path="100x/2.jpg")
    photo(connect, "3.jpg", path="abc/3.jpg")
    photo(connect, "4.jpg", path=f"{folder}er/4.jpg")
    assert ids(confined(app, connect, folder)) == {inside}


def test_an_api_token_sees_no_more_than_its_person(app, connect, own, foreign):
    confined(app, connect)
    with connect() as conn:
        person = next(iter(reach.restrictions(conn)))
    bearer = {"Authorization": f"Bearer {api_token(connect, person, 'read')}"}
    seen = app.test_client().get("/api/media", headers=bearer).json["items"]
    assert [tile["id"] for tile in seen] == [own]


def test_admins_are_never_confined(app, connect, own, foreign):
    assert ids(confined(app, connect, role="admin")) == {own, foreign}


def test_a_search_that_can_no_longer_be_read_shows_nothing(app, connect, own):
    """Rather than everything."""
    lost = confined(app, connect, folder="", query="from=yesterday")
    assert lost.get("/").status_code == lost.get("/api/media").status_code == 403


def test_every_view_that_is_open_to_confined_people_is_there(app):
    """So that none stands in the list by a name that it has no more."""
    assert set(app.view_functions) >= KEEPS


def test_the_figures_are_those_of_the_part(app, connect, own, foreign):
    """A68: nothing is told from counts that were made of the whole library."""
    anna = confined(app, connect)
    assert sum(month["count"] for month in anna.get("/api/months").json["months"]) == 1
    for path_ in ("/statistics", "/statistics/seen", "/filters"):
        assert "2 files" not in anna.get(path_).text


def test_a_view_that_nobody_looked_at_is_closed(app, connect, own):
    app.add_url_rule("/novelty", "novelty", lambda: "everything")
    assert confined(app, connect).get("/novelty").status_code == 403
    assert confined(app, connect, folder="", name="free").get("/novelty").status_code == 200
