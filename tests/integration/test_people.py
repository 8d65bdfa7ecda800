"""What admins do about one person: what they see, what they have open (P1, H35, A60)."""

import pytest

from shared.db import reach
from shared.identity.postgres import opened
from tests.integration.web import account, api_token, photo, session


@pytest.fixture
def bob(connect):
    return account(connect, "bob")


def held(connect, person):
    with connect() as conn:
        found = reach.restriction(conn, person)
    return (found.folder, found.query) if found else None


def test_a_part_is_written_down_and_taken_back(send, connect, bob):
    where = f"/people/{bob}/part"
    assert send(where, folder=" /anna/trips/ ", query="").status_code == 303
    assert held(connect, bob) == ("anna/trips", "")
    assert send(where, folder="", query="http://localhost/search?object=cat&q=&limit=20").status_code == 303
    assert held(connect, bob) == ("", "object=cat")
    assert send(where, folder="", query="").status_code == 303
    assert held(connect, bob) is None


@pytest.mark.parametrize(
    "query", ["nonsense", "smell=rose", "from=yesterday", "?", "q=", "object=cat&smell=rose"]
)
def test_a_search_that_would_confine_nobody_is_refused_beside_its_field(send, connect, bob, query):
    """Nothing typed is lost, and nobody comes to see all of the library by a slip."""
    answer = send(f"/people/{bob}/part", folder="anna", query=query)
    assert answer.status_code == 400
    assert 'id="field-query-wrong"' in answer.text
    assert 'value="anna"' in answer.text
    assert held(connect, bob) is None


def test_the_page_counts_before_anything_is_saved(root, connect, bob):
    photo(connect, "1.jpg", "cat", path="anna/1.jpg")
    photo(connect, "2.jpg", "dog", path="anna/2.jpg")
    photo(connect, "3.jpg", "dog", path="bert/3.jpg")
    part = f"/people/{bob}/part"
    assert "2 of 3 files" in root.get(f"{part}?folder=anna").text
    assert "1 of 3 files" in root.get(f"{part}?folder=anna&query=object%3Dcat").text
    assert "all 3 files" in root.get(part).text
    assert "cannot be read" in root.get(f"{part}?query=nonsense").text
    page = root.get(f"/people/{bob}").text
    assert '<option value="anna">' in page
    assert '<option value="bert">' in page


def test_tokens_and_sessions_of_others_are_listed_and_ended(app, root, send, connect, bob):
    token, cookie = api_token(connect, bob, "read"), session(connect, bob)
    page = root.get(f"/people/{bob}").text
    assert "to read" in page
    for grant in opened(connect).tokens.listed(bob):
        assert send(f"/people/{bob}/end", id=grant.id).status_code == 303
    client = app.test_client()
    assert client.get("/api/media", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    client.set_cookie("session", cookie)
    assert client.get("/api/media").status_code == 401


def test_programs_do_the_same_by_the_api(root, connect, bob):
    put = root.client.put(f"/api/users/{bob}/reach", json={"folder": "anna"}, headers=root.headers)
    assert put.json == root.get(f"/api/users/{bob}/reach").json == {"folder": "anna", "query": ""}
    wrong = root.client.put(f"/api/users/{bob}/reach", json={"query": "smell=rose"}, headers=root.headers)
    assert wrong.status_code == 400
    api_token(connect, bob, "read")
    [grant] = root.get(f"/api/users/{bob}/grants").json["grants"]
    gone = root.client.delete(f"/api/users/{bob}/grants/{grant['id']}", headers=root.headers)
    assert gone.status_code == 204
    session(connect, bob)
    assert root.post(f"/api/users/{bob}/sign-out").status_code == 204
    assert root.get(f"/api/users/{bob}/grants").json == {"grants": []}


@pytest.mark.parametrize("path", ["reach", "grants"])
def test_whom_there_is_not_is_not_found(root, path):
    assert root.get(f"/api/users/9999/{path}").status_code == 404


def test_a_person_who_is_removed_leaves_no_restriction_behind(root, send, connect, bob):
    send(f"/people/{bob}/part", folder="anna", query="")
    assert send("/people/remove", id=bob).status_code == 303
    assert held(connect, bob) is None


def test_a_wrong_name_is_said_beside_its_field_and_stays_typed(send):
    answer = send("/people/add", name="a\nb", role="viewer")
    assert (answer.status_code, 'id="field-name-wrong"' in answer.text) == (400, True)
    assert '<option value="viewer" selected>' in answer.text
