"""Pictures and files as a browser asks for them."""

import pytest

from services.web.headers import MEDIA_POLICY
from services.web.mimes import playable
from shared.db.connection import insert, run
from shared.db.media import Stored
from shared.domain import Box, Finding, MediaKind
from shared.storage import Storage
from tests.integration.web import analysed, photo

SHA = b"\x01" * 64


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "storage")


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_the_thumbnail_comes_as_bytes_and_may_be_kept_x11(ada, connect):
    media_id = photo(connect)
    with connect() as conn:
        insert(conn, "thumbnail", ("media_id", "image"), [(media_id, b"webp")])
    version = ada.get("/api/media").json["items"][0]["version"]
    first = ada.get(f"/api/media/{media_id}/thumbnail?v={version}")
    assert (first.data, first.mimetype) == (b"webp", "image/webp")
    assert "immutable" in first.headers["Cache-Control"]
    assert "private" in first.headers["Cache-Control"]
    again = ada.get(f"/api/media/{media_id}/thumbnail", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert ada.get("/api/media/999/thumbnail").status_code == 404


def test_a_film_can_be_sought_x11_a58(ada, connect, storage):
    media_id = photo(connect, "f.mp4", kind="video", mime="video/mp4", sha512=SHA)
    write(storage.derived(SHA.hex(), "preview.mp4"), bytes(range(200)))
    answer = ada.get(f"/api/media/{media_id}/video", headers={"Range": "bytes=100-109"})
    assert (answer.status_code, answer.data) == (206, bytes(range(100, 110)))
    assert answer.headers["Content-Range"] == "bytes 100-109/200"
    assert answer.mimetype == "video/mp4"
    beyond = ada.get(f"/api/media/{media_id}/video", headers={"Range": "bytes=500-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */200")


def test_without_a_rendition_a_film_that_browsers_play_is_played_as_it_is(ada, connect, storage):
    media_id = photo(
        connect,
        "f.mov",
        kind="video",
        mime="video/quicktime",
        video_codec="h264",
        audio_codec="aac",
        path="f.mov",
    )
    write(storage.original("f.mov"), b"moov")
    answer = ada.get(f"/api/media/{media_id}/video")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"moov", "video/mp4")
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize(
    ("mime", "pictures", "sound", "type_"),
    [
        ("video/mp4", "h264", None, "video/mp4"),
        ("video/mp4", "hevc", "aac", None),
        ("video/mp4", "mpeg4", "aac", None),
        ("video/webm", "vp9", "opus", "video/webm"),
        ("video/x-msvideo", "h264", "mp3", None),
        ("audio/mpeg", None, "mp3", "audio/mpeg"),
        ("text/html", None, None, None),
    ],
)
def test_only_what_browsers_play_is_played_as_it_is(mime, pictures, sound, type_):
    found = Stored(1, "", "", "", MediaKind.VIDEO, mime, False, pictures, sound)
    assert playable(found) == type_


@pytest.mark.parametrize(
    ("mime", "served"),
    [
        ("image/jpeg", "image/jpeg"), ("image/svg+xml", "application/octet-stream"),
        ("text/html", "application/octet-stream"), ("application/pdf", "application/octet-stream"),
    ],
)  # fmt: skip
def test_an_original_is_a_download_and_never_a_page_of_ours(ada, connect, storage, mime, served):
    name = 'x"; filename=evil.html\u202e Zürich.jpg'
    media_id = photo(connect, name, mime=mime, path="x")
    write(storage.original("x"), b"GIF89a<script>")
    answer = ada.get(f"/api/media/{media_id}/original")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"GIF89a<script>", served)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''" in disposition
    assert "\n" not in disposition
    assert answer.headers["Content-Security-Policy"] == MEDIA_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert ada.get(f"/api/media/{media_id}/original", headers={"Range": "bytes=0-2"}).data == b"GIF"


def test_a_path_that_leads_out_of_storage_is_not_followed(ada, connect, storage, tmp_path):
    write(tmp_path / "secret", b"secret")
    storage.originals.mkdir(parents=True)
    (storage.originals / "link").symlink_to(tmp_path / "secret")
    for path in ("../../secret", str(tmp_path / "secret"), "link"):
        media_id = photo(connect, path=path)
        assert ada.get(f"/api/media/{media_id}/original").status_code == 404


def test_what_is_not_on_disk_is_not_found(ada, connect):
    media_id = photo(connect, kind="video")
    for part in ("preview", "video", "original", "thumbnail"):
        assert ada.get(f"/api/media/{media_id}/{part}").status_code == 404
    assert ada.get("/api/faces/1/chip").status_code == 404


def test_the_preview_and_a_face_are_pictures(ada, connect, storage):
    media_id = photo(connect, sha512=SHA)
    write(storage.derived(SHA.hex(), "preview.jpg"), b"jpeg")
    face = Finding(label="face", box=Box(0, 0, 1, 1), embedding=(0.0,) * 128, chip=b"chip")
    analysed(connect, media_id, "faces", [face])
    preview = ada.get(f"/api/media/{media_id}/preview")
    assert preview.mimetype == "image/jpeg"
    assert "Content-Disposition" not in preview.headers  # it would win over the name that a page gives it
    [found] = ada.get(f"/api/media/{media_id}").json["findings"]
    assert found["face"]
    assert ada.get(f"/api/faces/{found['id']}/chip").data == b"chip"


def test_looking_at_a_file_puts_its_work_first_and_reading_does_not(ada, connect):
    from shared.db import analyses
    from shared.db.connection import value
    from tests.integration.declared import Declared

    media_id = photo(connect)
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
        run(conn, "UPDATE analysis SET priority = 0")
    ada.get(f"/api/media/{media_id}")
    with connect() as conn:
        assert value(conn, "SELECT priority FROM analysis") == 0
    assert ada.post(f"/api/media/{media_id}/look").status_code == 204
    with connect() as conn:
        assert value(conn, "SELECT priority FROM analysis") == 2
    assert ada.post("/api/media/999/look").status_code == 404
