"""What admins do about the accounts of others, over the API and on the page."""

import re

import pytest

from shared.identity.postgres import opened
from tests.integration.web import PASSWORD, SAME_SITE, account, api_token, application, browser, session


def signed_in(app, connect, account_id):
    client = app.test_client()
    client.set_cookie("session", session(connect, account_id))
    return client


def patch(person, account_id, **change):
    return person.client.patch(f"/api/users/{account_id}", json=change, headers=person.headers)


def test_a_person_who_is_added_comes_in_by_the_link_and_chooses_a_password(app, root):
    added = root.post("/api/users", json={"name": "Grace Hopper", "role": "viewer"})
    assert added.status_code == 201
    assert added.json["account"]["name"] == "Grace Hopper"
    path = added.json["link"].removeprefix("http://localhost")
    grace = app.test_client()
    assert grace.post(path, headers=SAME_SITE).status_code == 303
    assert grace.get("/api/account").json["role"] == "viewer"
    assert app.test_client().post(path, headers=SAME_SITE).status_code == 410
    assert "Choose a password" in grace.get("/account").text


def test_a_link_is_given_under_the_public_address(database, connect, tmp_path):
    app = application(database, tmp_path, connect, public_url="https://photos.example/")
    link = browser(app, connect, "admin").post("/api/users", json={"name": "bob"}).json["link"]
    assert re.fullmatch(r"https://photos\.example/welcome/[\w-]{43}", link)


@pytest.mark.parametrize("name", ["", " ", "a\u202eb", "x" * 101, {"$ne": None}, 7, None])
def test_nobody_is_added_under_a_name_that_cannot_be_seen(root, name):
    assert root.post("/api/users", json={"name": name}).status_code == 400
    assert len(root.get("/api/users").json["users"]) == 1


def test_nobody_is_added_twice(root, connect):
    account(connect, "ada")
    assert root.post("/api/users", json={"name": "ada"}).status_code == 409


def test_a_role_counts_from_the_next_request(app, root, connect):
    account_id = account(connect, "ada")
    ada = signed_in(app, connect, account_id)
    assert patch(root, account_id, role="admin").json["role"] == "admin"
    assert ada.get("/api/users").status_code == 200
    patch(root, account_id, role="viewer")
    assert ada.get("/api/users").status_code == 403
    assert patch(root, account_id, role={"$ne": None}).status_code == 400


def test_a_disabled_account_is_out_at_once_with_its_tokens(app, root, connect):
    account_id = account(connect, "ada")
    ada, token = signed_in(app, connect, account_id), api_token(connect, account_id)
    assert patch(root, account_id, disabled=True).json["disabled"]
    assert ada.get("/api/media").status_code == 401
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/media", headers=headers).status_code == 401
    form = {"name": "ada", "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=form, headers=SAME_SITE).status_code == 401
    patch(root, account_id, disabled=False)
    assert app.test_client().post("/sign-in", data=form, headers=SAME_SITE).status_code == 303


def test_a_removed_account_is_out_at_once(app, root, connect):
    account_id = account(connect, "ada")
    ada = signed_in(app, connect, account_id)
    assert root.client.delete(f"/api/users/{account_id}", headers=root.headers).status_code == 204
    assert ada.get("/api/media").status_code == 401
    for gone in (account_id, "0", "ffffffffffffffffffffffffffffffff", "99999999999999999999"):
        assert root.client.delete(f"/api/users/{gone}", headers=root.headers).status_code == 404


def test_the_last_admin_cannot_be_lost(root):
    [me] = root.get("/api/users").json["users"]
    assert root.client.delete(f"/api/users/{me['id']}", headers=root.headers).status_code == 409
    assert patch(root, me["id"], role="member").status_code == 409
    assert patch(root, me["id"], disabled=True).status_code == 409


def test_a_forgotten_password_is_replaced_by_a_link_and_counts_no_longer(app, root, connect):
    account_id = account(connect, "ada")
    ada = signed_in(app, connect, account_id)
    invited = root.post(f"/api/users/{account_id}/link")
    assert invited.status_code == 201
    assert ada.get("/api/media").status_code == 401
    form = {"name": "ada", "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=form, headers=SAME_SITE).status_code == 401
    path = invited.json["link"].removeprefix("http://localhost")
    assert app.test_client().post(path, headers=SAME_SITE).status_code == 303


def test_everyone_is_signed_out_at_once_but_programs_go_on(app, root, connect):
    account_id = account(connect, "ada")
    ada, token = signed_in(app, connect, account_id), api_token(connect, account_id)
    assert root.post("/api/users/sign-out").status_code == 204
    assert ada.get("/api/media").status_code == root.get("/api/media").status_code == 401
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/media", headers=headers).status_code == 200


def test_the_page_adds_changes_resets_and_removes(app, root, connect):
    def send(path, **form):
        form["csrf_token"] = root.headers["X-CSRF-Token"]
        return root.client.post(f"/people/{path}", data=form, headers=SAME_SITE)

    assert "/welcome/" in send("add", name="bob", role="viewer").text
    assert "an account named bob already" in send("add", name="bob", role="viewer").text
    [bob] = [one for one in opened(connect).accounts.everyone() if one.name == "bob"]
    assert send("change", id=bob.id, role="member").status_code == 303
    assert send("change", id=bob.id, disabled="true").status_code == 303
    [bob] = [one for one in opened(connect).accounts.everyone() if one.name == "bob"]
    assert (bob.role, bob.disabled) == ("member", True)
    assert send("change", id=bob.id, role="king").status_code == 400
    assert "/welcome/" in send("invite", id=bob.id).text
    assert send("remove", id=bob.id).status_code == 303
    gone = send("remove", id=bob.id)
    assert (gone.status_code, "no such account" in gone.text) == (400, True)
    assert send("sign-out").location == "/sign-in"
    assert root.get("/people").location.startswith("/sign-in")
