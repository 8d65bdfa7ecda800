"""What is refused of files that are sent in parts, and that it changes nothing."""

import base64
import hashlib

import pytest

from services.web.tus import views
from shared.accounts import csrf_token
from shared.db.connection import value
from tests.integration import parts
from tests.integration.parts import CONTENT, begin, left, patch, reached, told
from tests.integration.web import SAME_SITE, Browser, account, session

app = parts.app


@pytest.mark.parametrize("at", [0, 999, 1001, len(CONTENT)])
def test_a_part_from_elsewhere_is_refused_and_changes_nothing(ada, at):
    place = begin(ada).headers["Location"]
    patch(ada, place, 0, CONTENT[:1000])
    assert patch(ada, place, at, b"x").status_code == 409
    assert reached(ada, place) == 1000


def test_more_than_was_announced_is_refused(ada):
    place = begin(ada, 10).headers["Location"]
    assert patch(ada, place, 0, b"x" * 11).status_code == 413
    assert begin(ada, (20 << 30) + 1).status_code == 413


def test_a_part_that_changed_on_its_way_is_refused_and_dropped(ada):
    place = begin(ada).headers["Location"]
    for algorithm in ("sha512", "sha256", "sha1"):
        right = base64.b64encode(hashlib.new(algorithm, CONTENT[:1000]).digest()).decode()
        answer = patch(ada, place, 0, b"x" * 1000, Upload_Checksum=f"{algorithm} {right}")
        assert (answer.status_code, answer.json["title"]) == (460, "Checksum Mismatch")
        assert reached(ada, place) == 0
    assert patch(ada, place, 0, CONTENT[:1000], Upload_Checksum=f"sha1 {right}").status_code == 204
    assert patch(ada, place, 1000, b"x", Upload_Checksum="md5 eA==").status_code == 400


def test_a_content_that_is_not_the_announced_one_is_refused_and_gone(ada, connect, tmp_path):
    wrong = hashlib.sha512(b"another").hexdigest()
    refused = begin(ada, 7, b"picture", sha512=wrong)
    assert refused.status_code == 400
    assert "SHA-512" in refused.json["detail"]
    right = hashlib.sha512(b"picture").hexdigest()
    assert begin(ada, 7, b"picture", sha512=right).status_code == 201
    assert left(tmp_path) == []
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM sending") == 1


def test_only_the_account_that_began_it_goes_on(app, ada, connect):
    place = begin(ada, id="6ab8b3e5-8f1c-4b62-9d3a-1a4d4b8a3c11").headers["Location"]
    token = session(connect, account(connect, "eve", "admin"))
    client = app.test_client()
    client.set_cookie("session", token)
    eve = Browser(client, {"X-CSRF-Token": csrf_token(token)} | SAME_SITE)
    assert patch(eve, place, 0, CONTENT).status_code == 404
    assert eve.client.head(place).status_code == 404
    assert client.delete(place, headers=eve.headers | {"Tus-Resumable": "1.0.0"}).status_code == 404
    assert begin(eve, id="6ab8b3e5-8f1c-4b62-9d3a-1a4d4b8a3c11").status_code == 409
    assert reached(ada, place) == 0


def test_a_full_disk_is_told_before_and_while_it_is_sent(app, ada, monkeypatch):
    place = begin(ada).headers["Location"]
    monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].__class__(
        data=app.extensions["settings"].data, min_free=1 << 60,
    ))  # fmt: skip
    refused = begin(ada)
    assert (refused.status_code, refused.json["title"]) == (507, "Insufficient Storage")
    assert "GiB" in refused.json["detail"]
    assert patch(ada, place, 0, CONTENT).status_code == 507


def test_nobody_begins_more_files_than_are_sent_at_once(ada, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    begin(ada)
    assert begin(ada).status_code == 429


@pytest.mark.parametrize(
    "headers",
    [
        {"Tus-Resumable": "0.2.2"},
        {"Upload-Length": "-1"},
        {"Upload-Length": "many"},
        {"Upload-Length": ""},
        {"Upload-Metadata": ""},
        {"Upload-Metadata": "path ?"},
        {"Upload-Metadata": "path /w=="},
        {"Upload-Metadata": told(path="..")},
        {"Upload-Metadata": told(path="a.jpg", id="1")},
        {"Upload-Metadata": told(path="a.jpg", sha512="abc")},
        {"Upload-Metadata": told(path="a.jpg", modified="1e99")},
        {"Upload-Metadata": told(path="a.jpg", modified="never")},
        {"Upload-Metadata": told(path="a.jpg", batch="x")},
        {"Upload-Metadata": told(path="a.jpg", batch="999")},
    ],
)
def test_a_beginning_that_makes_no_sense_is_refused(ada, connect, headers):
    assert begin(ada, headers=headers).status_code in {400, 412}
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM sending") == 0


def test_a_part_of_another_type_or_without_a_place_is_refused(ada):
    place = begin(ada).headers["Location"]
    given = ada.headers | {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    assert ada.client.patch(place, data=b"x", headers=given).status_code == 415
    assert patch(ada, place, "x", b"x").status_code == 400
