"""Tokens, sessions and passwords of one's own, over the API and on the page."""

import re

import pytest

from shared.accounts import UNUSABLE, grant_id
from shared.identity.postgres import opened
from tests.integration.web import PASSWORD, SAME_SITE, account, api_token, browser, session

NEW = "a bittern in the sedge"


@pytest.fixture
def ask(app):
    """Sends a request as a program does, with a token and without a cookie."""

    def send(token, path, method="GET", **more):
        return app.test_client().open(
            path, method=method, headers={"Authorization": f"Bearer {token}"}, buffered=True, **more
        )

    return send


def make(person, name="phone", **more):
    return person.post("/api/tokens", json={"name": name} | more)


def test_a_token_is_shown_once_and_then_only_listed(ada, ask):
    made = make(ada, scope="upload", days=30)
    assert made.status_code == 201
    assert made.json["token"].startswith("bb_")
    told = ada.get("/api/tokens")
    [listed] = told.json["tokens"]
    assert (listed["name"], listed["scope"], listed["kind"]) == ("phone", "upload", "api")
    assert made.json["token"] not in told.text
    assert ask(made.json["token"], "/api/media").status_code == 200
    assert ask(made.json["token"], "/api/batches", "POST", json={}).status_code == 201


def test_a_revoked_token_is_refused_at_once(ada, ask):
    token = make(ada).json["token"]
    other = make(ada, "tablet").json["token"]
    assert ada.client.delete(f"/api/tokens/{grant_id(token)}", headers=ada.headers).status_code == 204
    assert ask(token, "/api/media").status_code == 401
    assert ask(other, "/api/media").status_code == 200
    assert ada.client.delete(f"/api/tokens/{grant_id(token)}", headers=ada.headers).status_code == 404


def test_nobody_revokes_what_belongs_to_another(app, connect, ada, ask):
    token = make(ada).json["token"]
    eve = browser(app, connect, "admin")
    assert eve.client.delete(f"/api/tokens/{grant_id(token)}", headers=eve.headers).status_code == 404
    assert ask(token, "/api/media").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"name": ""}, 400), ({"name": {"$ne": None}}, 400), ({"name": "x" * 300}, 400),
        ({"name": " a"}, 400), ({"name": "a", "scope": "all"}, 400),
        ({"name": "a", "scope": {"$gt": ""}}, 400),
        ({"name": "a", "days": 0}, 400), ({"name": "a", "days": 4000}, 400), ({}, 400),
        ({"name": "a", "scope": "manage"}, 403), ({"name": "taken"}, 409),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_is_refused_with_the_reason(ada, wanted, status):
    make(ada, "taken")
    refused = ada.post("/api/tokens", json=wanted)
    assert refused.status_code == status
    assert refused.json["detail"]


def test_nobody_makes_a_token_that_may_more_than_they(app, connect):
    eve, root = browser(app, connect, "viewer"), browser(app, connect, "admin")
    assert make(eve, scope="read").status_code == 201
    assert make(eve, "more", scope="upload").status_code == 403
    assert make(root, scope="manage").status_code == 201


def test_a_token_may_no_more_than_its_account_even_when_that_loses_a_role(connect, ask):
    account_id = account(connect, "ada", "admin")
    token = api_token(connect, account_id, "manage")
    account(connect, "bob", "admin")
    assert ask(token, "/api/users").status_code == 200
    opened(connect).accounts.change_role(account_id, "viewer")
    assert ask(token, "/api/users").status_code == 403
    assert ask(token, "/api/batches", "POST", json={}).status_code == 403
    assert ask(token, "/api/media").status_code == 200


def test_a_narrow_token_opens_no_further_door_to_its_account(connect, ask):
    identity = opened(connect)
    account_id = identity.accounts.create("bot", UNUSABLE, "admin").id
    for scope in ("read", "upload"):
        token = api_token(connect, account_id, scope)
        for method, path in (
            ("POST", "/api/account/password"), ("GET", "/api/account/sessions"), ("GET", "/api/tokens"),
            ("POST", "/api/tokens"), ("DELETE", "/api/tokens/1"), ("POST", "/api/account/sign-out"),
            ("GET", "/account"), ("POST", "/account/password"), ("POST", "/account/tokens"),
            ("GET", "/people"), ("GET", "/api/users"), ("POST", "/api/users"),
        ):  # fmt: skip
            refused = ask(token, path, method, json={"password": NEW, "name": "x"})
            assert refused.status_code == 403, (scope, path)
    assert identity.accounts.secret("bot").password == UNUSABLE


def test_a_token_is_no_cookie_and_gets_none(app, connect, ask):
    token = api_token(connect, account(connect), "manage")
    client = app.test_client()
    client.set_cookie("session", token)
    assert client.get("/api/media").status_code == 401
    body = {"current": PASSWORD, "password": NEW}
    done = ask(token, "/api/account/password", "POST", json=body)
    assert (done.status_code, done.headers.get("Set-Cookie")) == (204, None)
    assert ask(token, "/api/media").status_code == 401


def test_sessions_are_listed_and_ended_one_by_one(app, connect, ada):
    [account_id] = [one.id for one in opened(connect).accounts.everyone()]
    other = session(connect, account_id)
    told = ada.get("/api/account/sessions")
    assert len(told.json["sessions"]) == 2
    assert other not in told.text
    assert ada.client.delete(f"/api/tokens/{grant_id(other)}", headers=ada.headers).status_code == 204
    stolen = app.test_client()
    stolen.set_cookie("session", other)
    assert stolen.get("/api/media").status_code == 401
    assert ada.get("/api/media").status_code == 200


def test_signing_out_everywhere_ends_every_session_but_no_token(app, connect, ada, ask):
    token = make(ada).json["token"]
    done = ada.post("/api/account/sign-out")
    assert done.status_code == 204
    assert "Max-Age=0" in done.headers["Set-Cookie"]
    assert ada.get("/api/media").status_code == 401
    assert ask(token, "/api/media").status_code == 200


def test_a_new_password_ends_all_but_a_new_session_here(app, connect, ada, ask):
    token = make(ada).json["token"]
    [account_id] = [one.id for one in opened(connect).accounts.everyone()]
    other = session(connect, account_id)
    before = ada.client.get_cookie("session").value
    done = ada.post("/api/account/password", json={"current": PASSWORD, "password": NEW})
    assert done.status_code == 204
    assert ada.client.get_cookie("session").value not in {before, ""}
    assert ada.get("/api/media").status_code == 200
    for dead in (before, other):
        client = app.test_client()
        client.set_cookie("session", dead)
        assert client.get("/api/media").status_code == 401
    assert ask(token, "/api/media").status_code == 401


def test_guessing_at_the_present_password_is_throttled(ada):
    guess = {"current": "a wrong one", "password": NEW}
    answers = [ada.post("/api/account/password", json=guess) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) <= 60


def test_the_page_makes_a_token_and_shows_it_once(ada, ask):
    form = {"csrf_token": ada.headers["X-CSRF-Token"], "name": "phone", "scope": "read", "days": "7"}
    shown = ada.client.post("/account/tokens", data=form, headers=SAME_SITE)
    [token] = re.findall(r"bb_[\w-]{43}", shown.text)
    assert shown.headers["Cache-Control"] == "no-store"
    assert ask(token, "/api/media").status_code == 200
    page = ada.get("/account")
    assert token not in page.text
    assert "phone" in page.text
    again = ada.client.post("/account/tokens", data=form, headers=SAME_SITE)
    assert (again.status_code, "a token named phone already" in again.text) == (400, True)


def test_the_page_changes_the_password_and_says_what_is_wrong_with_one(ada):
    form = {"csrf_token": ada.headers["X-CSRF-Token"], "current": PASSWORD}
    for new, again, said in [
        (NEW, NEW + "x", "differ"), ("short", "short", "12 to 128"),
        ("password1234", "password1234", "guess"),
    ]:  # fmt: skip
        refused = ada.client.post(
            "/account/password", data=form | {"password": new, "again": again}, headers=SAME_SITE
        )
        assert refused.status_code == 400
        assert said in refused.text
    done = ada.client.post(
        "/account/password", data=form | {"password": NEW, "again": NEW}, headers=SAME_SITE
    )
    assert (done.status_code, done.location) == (303, "/account?said=password")
    assert "counts from now on" in ada.get(done.location).text
