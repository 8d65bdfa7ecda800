"""Signing in and out by password, by one-time link and by API token."""

import pytest
from argon2 import PasswordHasher

from shared.accounts import UNUSABLE, csrf_token
from shared.db.connection import run, value
from shared.identity.postgres import opened
from tests.integration.web import PASSWORD, SAME_SITE, account, api_token, application, browser, link, session


def sign_in(app, name="ada", password=PASSWORD, **form):
    return app.test_client().post(
        "/sign-in", data={"name": name, "password": password} | form, headers=SAME_SITE
    )


def cookie(answer):
    return answer.headers["Set-Cookie"]


def test_the_right_password_opens_a_session_and_leads_on(app, connect):
    account(connect)
    answer = sign_in(app, next="/?q=cat")
    assert (answer.status_code, answer.location) == (303, "/?q=cat")
    assert cookie(answer).startswith("session=")
    for flag in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert flag in cookie(answer)
    assert "Secure" not in cookie(answer)


def test_behind_https_the_cookie_is_bound_to_the_host(database, connect, tmp_path):
    account(connect)
    app = application(database, tmp_path, connect, proxies=1)
    answer = app.test_client().post(
        "/sign-in",
        data={"name": "ada", "password": PASSWORD},
        headers=SAME_SITE | {"X-Forwarded-Proto": "https"},
    )
    assert cookie(answer).startswith("__Host-session=")
    assert "Secure" in cookie(answer)
    assert "Domain" not in cookie(answer)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_without_a_proxy_its_headers_are_not_believed(app, connect):
    account(connect)
    answer = app.test_client().post(
        "/sign-in",
        data={"name": "ada", "password": PASSWORD},
        headers=SAME_SITE | {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.9.9.9"},
    )
    assert cookie(answer).startswith("session=")


def test_only_hashes_of_tokens_and_passwords_are_stored(app, connect):
    token = session(connect, account(connect))
    with connect() as conn:
        dump = value(conn, "SELECT string_agg(t::text, '') FROM (SELECT token::text FROM token) AS t")
        dump += value(conn, "SELECT string_agg(account::text, '') FROM account")
    assert token not in dump
    assert PASSWORD not in dump
    assert "argon2id$v=19$m=19456,t=2,p=1" in dump


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(app, connect):
    account(connect)
    wrong, unknown = sign_in(app, password="a stork in the reeds"), sign_in(app, name="bob")
    assert wrong.status_code == unknown.status_code == 401
    assert "Set-Cookie" not in wrong.headers
    assert wrong.text.replace("ada", "bob") == unknown.text


def test_a_password_from_before_stricter_rules_still_signs_in_and_gets_a_stronger_hash(app, connect):
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("password")
    opened(connect).accounts.create("ada", weak, "member")
    assert sign_in(app, password="password").status_code == 303
    assert "m=19456,t=2,p=1" in opened(connect).accounts.secret("ada").password
    assert sign_in(app, password="password").status_code == 303


@pytest.mark.parametrize("name", ["", "\x00", "ada\x00", "' OR true --", '{"$ne": null}', "a" * 5000])
def test_a_hostile_name_is_only_a_wrong_one(app, connect, name):
    assert sign_in(app, name=name).status_code == 401


def test_after_five_failures_an_account_waits_and_then_gets_in(app, connect):
    account(connect)
    assert [sign_in(app, password="wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(app).status_code == 429
    assert int(sign_in(app).headers["Retry-After"]) <= 60
    with connect() as conn:
        run(conn, "UPDATE sign_in_failure SET failed_at = failed_at - interval '61 seconds'")
    assert sign_in(app).status_code == 303
    assert sign_in(app, password="wrong").status_code == 401


def test_an_account_that_does_not_exist_is_delayed_alike(app):
    assert [sign_in(app, name="nobody").status_code for _ in range(6)] == [401] * 5 + [429]


def test_one_address_may_fail_twenty_times_a_minute(app):
    answers = [sign_in(app, name=f"name {n}").status_code for n in range(22)]
    assert answers == [401] * 20 + [429] * 2


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_an_address_that_is_made_up_gains_no_attempts(app, name):
    answers = [guess(app, n, {name: f"10.0.0.{n}"}) for n in range(22)]
    assert answers == [401] * 20 + [429] * 2


def test_behind_a_proxy_only_what_the_proxy_saw_counts(database, connect, tmp_path):
    app = application(database, tmp_path, connect, proxies=1)
    answers = [guess(app, n, {"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.5"}) for n in range(22)]
    assert answers == [401] * 20 + [429] * 2
    assert guess(app, 99, {"X-Forwarded-For": "203.0.113.6"}) == 401


def guess(app, number, headers):
    form = {"name": f"name {number}", "password": "wrong"}
    return app.test_client().post("/sign-in", data=form, headers=SAME_SITE | headers).status_code


def test_signing_out_ends_the_session_at_once(app, connect):
    ada = browser(app, connect)
    assert ada.get("/api/media").status_code == 200
    cookies = ada.client.get_cookie("session")
    assert ada.post("/sign-out").status_code == 303
    stolen = app.test_client()
    stolen.set_cookie("session", cookies.value)
    assert stolen.get("/api/media").status_code == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("seen_at = now() - interval '23 hours 59 minutes'", 200),
        ("seen_at = now() - interval '24 hours 1 minute'", 401),
        ("expires_at = now() - interval '1 second'", 401),
    ],
)
def test_a_session_ends_after_a_day_unused_or_thirty_days(app, connect, change, status):
    ada = browser(app, connect)
    with connect() as conn:
        assert value(conn, "SELECT expires_at - created_at = interval '30 days' FROM token")
        run(conn, f"UPDATE token SET {change}")
    assert ada.get("/api/media").status_code == status


def test_a_one_time_link_signs_the_first_admin_in_once_and_looking_at_it_does_not_use_it_up(app, connect):
    token = link(connect)
    client = app.test_client()
    for _ in range(3):
        preview = client.get(f"/welcome/{token}", headers={"Sec-Fetch-Site": "cross-site"})
        assert preview.status_code == 200
        assert "Set-Cookie" not in preview.headers
    answer = client.post(f"/welcome/{token}", headers=SAME_SITE)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/api/account").json == {"id": "1", "name": "admin", "role": "admin", "disabled": False}
    assert app.test_client().post(f"/welcome/{token}", headers=SAME_SITE).status_code == 410
    assert app.test_client().get(f"/welcome/{token}").status_code == 410


def test_a_link_is_good_for_fifteen_minutes(app, connect):
    token = link(connect)
    with connect() as conn:
        assert value(conn, "SELECT expires_at - created_at = interval '15 minutes' FROM token")
        run(conn, "UPDATE token SET expires_at = now()")
    assert app.test_client().post(f"/welcome/{token}", headers=SAME_SITE).status_code == 410


def test_a_session_is_no_link_and_a_link_is_no_session(app, connect):
    token = session(connect, account(connect))
    assert app.test_client().post(f"/welcome/{token}", headers=SAME_SITE).status_code == 410
    client = app.test_client()
    client.set_cookie("session", link(connect))
    assert client.get("/api/media").status_code == 401
    assert client.get("/api/media", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_an_account_without_a_password_cannot_sign_in_by_one(app, connect):
    opened(connect).accounts.create("admin", UNUSABLE, "admin")
    for password in ("", UNUSABLE, "!" * 12):
        assert sign_in(app, name="admin", password=password).status_code == 401


def test_the_first_admin_chooses_a_password_and_others_must_tell_the_old_one(app, connect):
    token = link(connect)
    client = app.test_client()
    client.post(f"/welcome/{token}", headers=SAME_SITE)
    ada = browser(app, connect)
    first = change(app, client, {"password": PASSWORD})
    assert first.status_code == 204
    assert client.get("/api/account").status_code == 200
    assert sign_in(app, name="admin").status_code == 303
    assert ada.post("/api/account/password", json={"password": "x" * 12 + PASSWORD}).status_code == 403
    weak = ada.post("/api/account/password", json={"current": PASSWORD, "password": "short"})
    assert (weak.status_code, weak.json["detail"]) == (400, "a password has 12 to 128 characters")


def change(app, client, body):
    token = client.get_cookie("session").value
    return client.post("/api/account/password", json=body, headers={"X-CSRF-Token": csrf_token(token)})


def test_an_api_token_works_without_a_cookie_and_needs_no_csrf_token(app, connect):
    token = api_token(connect, account(connect))
    headers = {"Authorization": f"Bearer {token}"}
    client = app.test_client()
    assert client.get("/api/media", headers=headers).status_code == 200
    assert client.post("/api/batches", json={"source": "phone"}, headers=headers).status_code == 201
    assert client.get("/api/media", headers={"Authorization": "Bearer x"}).status_code == 401
