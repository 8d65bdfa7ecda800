"""Who is let in to what, and what every answer carries."""

import json
import logging
from contextlib import contextmanager

import psycopg2
import pytest
from psycopg2.pool import PoolError

from services.web.auth import safe_next
from services.web.headers import PAGE_POLICY
from services.web.hosts import trusted
from shared import logs
from shared.db.connection import run
from shared.identity.postgres import opened
from tests.integration.web import application, browser, photo, routes

PUBLIC = {
    ("GET", "/static/1"), ("GET", "/sign-in"), ("POST", "/sign-in"),
    ("GET", "/welcome/1"), ("POST", "/welcome/1"), ("GET", "/healthz"), ("GET", "/readyz"),
    ("GET", "/manifest.webmanifest"), ("GET", "/worker.js"), ("GET", "/offline"),
}  # fmt: skip
LINK = "/s/"  # for people without an account; one that is not known leads nowhere
SIGNED = {("GET", "/files/1/1")}  # lets nobody in without a signature
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def test_every_route_but_the_doors_needs_a_session_x6(app):
    client = app.test_client()
    for method, path in routes(app):
        answer = client.open(path, method=method)
        if (method, path) in PUBLIC:
            assert answer.status_code in {200, 401, 404, 410}, (method, path)
        elif path.startswith(LINK):
            assert answer.status_code in {303, 404}, (method, path)
        elif (method, path) in SIGNED:
            assert answer.status_code == 403, (method, path)
        elif path.startswith("/api/"):
            assert answer.status_code == 401, (method, path)
        else:
            assert (answer.status_code, answer.location[:8]) == (303, "/sign-in"), (method, path)


def test_what_is_not_there_is_not_told_to_strangers(app):
    assert app.test_client().get("/api/nothing").status_code == 401
    assert app.test_client().get("/nothing").location.startswith("/sign-in")


def test_every_change_needs_the_token_of_its_session(app, connect):
    ada = browser(app, connect, "admin")
    for method, path in routes(app):
        if method in UNSAFE and path.startswith("/api/worker/"):
            assert ada.client.open(path, method=method, headers=ada.headers).status_code == 401, path
        elif method in UNSAFE and (method, path) not in PUBLIC:
            assert ada.client.open(path, method=method).status_code == 403, path
            wrong = ada.client.open(path, method=method, headers={"X-CSRF-Token": "0" * 64})
            assert wrong.status_code == 403, path


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": None, "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": None, "Origin": "http://localhost:1"},
    ],
)
def test_a_change_from_another_site_is_refused_even_with_the_token(app, connect, headers):
    ada = browser(app, connect)
    given = {name: text for name, text in (ada.headers | headers).items() if text}
    answer = ada.client.post("/api/batches", json={"source": "x"}, headers=given)
    assert (answer.status_code, answer.json["detail"]) == (403, "this request comes from another site")
    form = app.test_client().post("/sign-in", headers={k: v for k, v in headers.items() if v})
    assert form.status_code == 403


def test_the_token_may_also_come_as_a_form_field(app, connect):
    ada = browser(app, connect)
    form = {"csrf_token": ada.headers["X-CSRF-Token"]}
    assert ada.client.post("/sign-out", data=form, headers={"Origin": "null"}).status_code == 303


def test_a_sign_in_that_hides_where_it_comes_from_is_refused(app):
    assert app.test_client().post("/sign-in", headers={"Origin": "null"}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/upload"), ("POST", "/api/batches"), ("POST", "/api/status/retry"),
        ("POST", "/api/analyzers/detect/pause"), ("POST", "/api/analyzers/detect/resume"),
    ],
)  # fmt: skip
def test_a_viewer_looks_and_changes_nothing(app, connect, method, path):
    eve = browser(app, connect, "viewer")
    assert eve.client.open(path, method=method, headers=eve.headers).status_code == 403
    assert eve.get("/api/media").status_code == 200
    assert eve.post(f"/api/media/{photo(connect)}/look").status_code == 204


def test_a_viewer_is_not_told_where_the_inbox_of_the_machine_lies(app, connect):
    inbox = str(app.extensions["settings"].inbox)
    told = [inbox in browser(app, connect, role).get("/upload").text for role in ("member", "viewer")]
    assert told == [True, False]


def test_every_answer_carries_the_security_headers_errors_too(app, connect):
    ada = browser(app, connect)
    for answer in [
        ada.get("/healthz"), ada.get("/sign-in"), ada.get("/api/media"), ada.get("/api/media/1"),
        ada.get("/nothing"), ada.client.post("/api/batches"), ada.client.put("/api/media"),
        ada.get("/static/nothing"), ada.get("/api/media", headers={"Host": "evil.example"}),
    ]:  # fmt: skip
        assert answer.headers["Content-Security-Policy"] == PAGE_POLICY
        assert "unsafe" not in PAGE_POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("error", [psycopg2.OperationalError, psycopg2.InterfaceError, PoolError])
def test_without_its_database_nothing_is_served_and_nobody_let_in(app, connect, error):
    ada = browser(app, connect)
    app.extensions["connect"] = broken(error)
    app.extensions["identity"] = opened(broken(error))
    for method, path in routes(app):
        if path in {"/static/1", "/files/1/1", "/welcome/1", "/sign-in"}:
            continue
        answer = ada.client.open(path, method=method, headers=ada.headers)
        assert answer.status_code == 503, (method, path)
        assert answer.headers["Retry-After"] == "5"
    assert ada.client.post("/sign-in", data={"name": "x"}, headers=ada.headers).status_code == 503


def broken(error):
    @contextmanager
    def connect():
        raise error("gone")
        yield

    return connect


def test_an_error_of_ours_shows_no_trace_but_a_number_that_the_log_knows(app, connect, capsys, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    logs.configure("web", "json")
    ada = browser(app, connect)
    with connect() as conn:
        run(conn, "DROP TABLE media CASCADE")
    answer = ada.get("/api/media?q=private")
    assert answer.status_code == 500
    assert "media" not in answer.text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert "UndefinedTable" in lines[0]["trace"]
    assert {line["request"] for line in lines} == {answer.json["request"]}
    assert not any("private" in line["message"] for line in lines)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost:8420", True), ("127.0.0.1", True), ("192.168.1.9:8420", True), ("[::1]:80", True),
        ("photos.example", True), ("PHOTOS.example:443", True), ("evil.example", False),
        ("photos.example.evil", False), ("localhost.evil", False), ("", False), ("127.0.0.1.evil", False),
    ],
)  # fmt: skip
def test_only_own_names_and_addresses_are_answered(host, known):
    assert trusted(host, frozenset({"localhost", "photos.example"})) is known


def test_the_name_in_the_public_address_is_answered(database, connect, tmp_path):
    client = application(database, tmp_path, connect, public_url="https://Photos.example:8443").test_client()
    assert client.get("/sign-in", headers={"Host": "photos.example:8443"}).status_code == 200
    assert client.get("/sign-in", headers={"Host": "other.example"}).status_code == 400
    assert client.get("/sign-in", headers={"Host": ""}).status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "javascript:1",
        "http:/evil", "/\t/evil.example", "/ /evil", "/\n", " /", "evil", "/a\\..\\b", "///evil", "/\x00",
        "/ü", "data:text/html,x", "//", "/\\", "HTTPS://evil", "?x", "#x", "@evil", ".//evil", "/%0a\n",
    ],
)  # fmt: skip
def test_next_never_leads_to_another_site(target):
    assert safe_next(target) == "/"


@pytest.mark.parametrize("target", ["/", "/?q=cat&object=dog", "/media/7", "/status#failed", "/%2F%2Fevil"])
def test_next_leads_to_a_place_of_ours(target):
    assert safe_next(target) == target
