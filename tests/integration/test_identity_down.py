"""A store of accounts that is down or slow: 503 in good time, and never an open door."""

import time
from contextlib import contextmanager

import pytest

from shared.errors import IdentityUnavailable
from shared.identity import mongo
from shared.identity.mongo import store
from tests.integration.mongod import running
from tests.integration.silent import accepting, refusing
from tests.integration.web import SAME_SITE, application, routes

KINDS = ("nothing listens", "never answers", "greets and falls silent")
OPEN = {"/static/1", "/healthz", "/readyz"}  # of no account
WORKERS = ("/api/worker/", "/files/")  # let in by credentials of their own
BEARER = {"Authorization": "Bearer bb_1"}


@contextmanager
def server(kind):
    if kind == "nothing listens":
        yield refusing()
    elif kind == "never answers":
        with accepting() as url:
            yield url
    else:
        with running() as server:
            server.silent = True
            yield server.url


@pytest.fixture(params=KINDS)
def url(request):
    with server(request.param) as url:
        yield url


@pytest.fixture
def app(url, database, connect, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 60)
    app = application(database, tmp_path, connect, mongo_url=url)
    yield app
    app.extensions["identity"].close()


def test_no_answer_takes_longer_than_three_seconds(url, monkeypatch):
    monkeypatch.setattr(store, "PAUSE", 0.0)
    held = store.connected(url)
    held.prepared = True  # so that the question itself waits
    tokens = mongo.identity(held).tokens
    for ask in (tokens.holder, tokens.issue):
        began = time.monotonic()
        with pytest.raises(IdentityUnavailable, match="MongoDB does not answer"):
            ask("link", "x")
        assert time.monotonic() - began < 3
    held.close()


def test_every_route_that_knows_people_answers_503_to_a_cookie_and_to_a_token(app):
    with_cookie, with_token = app.test_client(), app.test_client()
    with_cookie.set_cookie("session", "a session that may have been good")
    for method, path in routes(app):
        if path in OPEN or path.startswith(WORKERS):
            continue
        for answer in (
            with_cookie.open(path, method=method, headers=SAME_SITE),
            with_token.open(path, method=method, headers=SAME_SITE | BEARER),
        ):
            assert answer.status_code == 503, (method, path)
            assert answer.headers["Retry-After"] == "5"
            assert "Set-Cookie" not in answer.headers


def test_strangers_are_still_kept_out_and_nobody_can_sign_in(app):
    stranger = app.test_client()
    assert stranger.get("/api/media").status_code == 401
    assert stranger.get("/").location.startswith("/sign-in")
    refused = stranger.post("/sign-in", data={"name": "ada", "password": "x"}, headers=SAME_SITE)
    assert refused.status_code == 503
    assert "accounts cannot be reached" in refused.text
    assert stranger.get("/welcome/1").status_code == 503
    assert stranger.post("/welcome/1", headers=SAME_SITE).status_code == 503


def test_the_web_service_is_alive_but_not_ready(app):
    client = app.test_client()
    client.set_cookie("session", "x")
    assert client.get("/healthz").status_code == 200
    waits = client.get("/readyz")
    assert waits.status_code == 503
    assert "accounts" in waits.text


def test_whoever_was_signed_in_still_is_when_the_server_answers_again(
    database, connect, tmp_path, monkeypatch
):
    monkeypatch.setattr(store, "PATIENCE", 500)
    with running() as server:
        app = application(database, tmp_path, connect, mongo_url=server.url)
        identity = app.extensions["identity"]
        ada = app.test_client()
        ada.set_cookie("session", identity.tokens.issue("session", identity.accounts.first_admin().id))
        assert ada.get("/api/account").status_code == 200
        server.silent = True
        assert [ada.get("/api/account").status_code for _ in range(3)] == [503] * 3
        server.silent = False
        ends = time.monotonic() + 10
        while ada.get("/api/account").status_code == 503 and time.monotonic() < ends:
            time.sleep(0.1)
        assert ada.get("/api/account").json["name"] == "admin"
        identity.close()


def test_a_server_that_did_not_answer_is_left_alone_for_a_moment(monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 60)
    identity = mongo.opened(refusing())
    with pytest.raises(IdentityUnavailable):
        identity.ready()
    began = time.monotonic()
    with pytest.raises(IdentityUnavailable, match="a moment ago"):
        identity.ready()
    assert time.monotonic() - began < store.PAUSE
    identity.close()
