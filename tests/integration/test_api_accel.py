"""What the web application tells nginx to send in its place, and with which headers."""

import os

import pytest

from services.web.headers import MEDIA_POLICY
from shared.storage import Storage
from tests.integration.web import application, browser, photo

SHA = b"\x02" * 64


@pytest.fixture
def ada(database, connect, tmp_path):
    return browser(application(database, tmp_path, connect, accel="/_files"), connect)


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "storage")


def write(path, content=b"content"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("path", "redirect"),
    [
        ("2024/a.jpg", "/_files/originals/2024/a.jpg"),
        ("a b?c#d%2e\n;é.jpg", "/_files/originals/a%20b%3Fc%23d%252e%0A%3B%C3%A9.jpg"),
        ("..a/..b", "/_files/originals/..a/..b"),
    ],
)
def test_an_original_is_named_to_nginx_and_not_sent(ada, connect, storage, path, redirect):
    media_id = photo(connect, "Zürich.jpg", mime="image/jpeg", path=path)
    write(storage.original(path))
    answer = ada.get(f"/api/media/{media_id}/original", headers={"Range": "bytes=0-2"})
    assert (answer.status_code, answer.data, answer.content_length) == (200, b"", 0)
    assert answer.headers["X-Accel-Redirect"] == redirect
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == MEDIA_POLICY
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_preview_that_is_asked_for_by_its_version_may_be_kept_for_ever(ada, connect, storage):
    media_id = photo(connect, sha512=SHA)
    file = storage.derived(SHA.hex(), "preview.jpg")
    write(file)
    answer = ada.get(f"/api/media/{media_id}/preview?v=abc")
    assert answer.headers["X-Accel-Redirect"] == f"/_files/{os.fspath(file.relative_to(storage.root))}"
    assert "immutable" in answer.headers["Cache-Control"]


def test_conditions_are_left_to_nginx_whose_etag_the_browser_has(ada, connect, storage):
    media_id = photo(connect, sha512=SHA)
    write(storage.derived(SHA.hex(), "preview.jpg"))
    for tag in ("*", f'"{SHA.hex()[:64]}"'):
        answer = ada.get(f"/api/media/{media_id}/preview", headers={"If-None-Match": tag})
        assert (answer.status_code, "X-Accel-Redirect" in answer.headers) == (200, True)


def test_what_is_not_on_disk_or_lies_outside_is_not_named(ada, connect, storage, tmp_path):
    write(tmp_path / "secret")
    storage.originals.mkdir(parents=True)
    (storage.originals / "link").symlink_to(tmp_path / "secret")
    for path in ("gone.jpg", "../../secret", "link", str(tmp_path / "secret")):
        answer = ada.get(f"/api/media/{photo(connect, path=path)}/original")
        assert (answer.status_code, "X-Accel-Redirect" in answer.headers) == (404, False)


def test_a_storage_folder_reached_by_a_link_is_served_too(ada, connect, storage, tmp_path):
    (tmp_path / "disk").mkdir()
    storage.root.symlink_to(tmp_path / "disk")
    write(storage.original("a.jpg"))
    answer = ada.get(f"/api/media/{photo(connect, path='a.jpg')}/original")
    assert answer.headers["X-Accel-Redirect"] == "/_files/originals/a.jpg"
