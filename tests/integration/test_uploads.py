"""Files that are sent to the API are streamed through the same steps as those of the inbox."""

import base64
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from services.web import keepers, uploads
from shared.db.connection import value
from shared.domain import Decoded, MediaKind
from shared.errors import StorageFull
from shared.keeping import Keeper
from tests.integration.parts import decoding


class Looker:
    """Decodes nothing, but says what a decoder would of a file that it knows nothing about."""

    def decode(self, path: Path, name: str, preview: Path) -> Decoded:
        problem = None if path.read_bytes()[:4] == b"\x89PNG" else "it is of no type that is decoded"
        return Decoded(MediaKind.IMAGE, "image/png", problem=problem)


@pytest.fixture
def app(database, tmp_path):
    return decoding(database, tmp_path, Looker())


def png(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "PNG")
    return file.getvalue()


def send(ada, content, path="a.png", **headers):
    given = {"X-Bowerbird-Path": path} | {name.replace("_", "-"): text for name, text in headers.items()}
    return ada.post("/api/upload", data=content, headers=given, content_type="application/octet-stream")


def test_a_new_file_is_kept_byte_for_byte_under_its_folders(ada, tmp_path):
    answer = send(ada, png(), "Summer%202021/Z%C3%BCrich/a.png")
    assert answer.status_code == 201, answer.text
    assert answer.json["sha512"] == hashlib.sha512(png()).hexdigest()
    assert (answer.json["duplicate"], answer.json["problem"], answer.json["note"]) == (False, None, None)
    kept = tmp_path / "storage" / "originals" / "Summer 2021" / "Zürich" / "a.png"
    assert kept.read_bytes() == png()


def test_a_known_content_is_no_error_but_a_note_a15(ada, connect):
    first = send(ada, png())
    second = send(ada, png(), "again/b.png")
    assert (second.status_code, second.json["id"]) == (200, first.json["id"])
    assert second.json["duplicate"]
    assert "already" in second.json["note"]
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM media") == 1
        assert value(conn, "SELECT count(*) FROM sighting") == 2


def test_the_same_file_sent_many_times_at_once_is_kept_once(app, ada, connect):
    def again(_):
        client = app.test_client()
        client.set_cookie("session", cookie)
        return client.post(
            "/api/upload", data=png("blue"), headers=ada.headers | {"X-Bowerbird-Path": "x.png"}
        )

    cookie = ada.client.get_cookie("session").value
    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status_code for answer in pool.map(again, range(16))]
    assert sorted(statuses) == [200] * 15 + [201]
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM media") == 1
        assert value(conn, "SELECT count(*) FROM sighting") == 16


def test_what_cannot_be_read_is_kept_and_says_so(ada):
    answer = send(ada, b"<svg onload=alert(1)>", "evil.svg")
    assert answer.status_code == 201
    assert answer.json["problem"]


def test_a_batch_gives_its_files_their_source_a12(ada, connect):
    batch = ada.post("/api/batches", json={"source": "Grandma's phone"}).json["id"]
    send(ada, png(), X_Bowerbird_Batch=str(batch))
    with connect() as conn:
        assert value(conn, "SELECT source FROM media") == "Grandma's phone"


@pytest.mark.parametrize("batch", ["x", "-1", "999", "9" * 30, "1;2"])
def test_a_batch_that_is_none_is_told(ada, batch):
    assert send(ada, png(), X_Bowerbird_Batch=batch).status_code == 400


@pytest.mark.parametrize("source", ["", "\x00", "a\nb", "x" * 201, 7, None])
def test_a_source_that_is_none_is_told(ada, source):
    assert ada.post("/api/batches", json={"source": source}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..%2F..%2Fx",
        "a\\..\\..\\b.png",
        "%FF.png",
        "a%00b.png",
        "%2e%2e/x",
    ],
)
def test_no_path_leads_out_of_the_library(ada, connect, tmp_path, path):
    assert send(ada, png(), path).status_code == 201
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) == 1
    assert kept[0].is_relative_to(tmp_path / "storage" / "originals")


@pytest.mark.parametrize("path", ["", ".", "..", "/", "%00", "a" * 5000])
def test_a_file_without_a_name_is_told(ada, path):
    assert send(ada, png(), path).status_code == 400


def test_a_content_that_is_not_the_announced_one_is_refused_and_nothing_is_kept(ada, connect, tmp_path):
    right = base64.b64encode(hashlib.sha512(png()).digest()).decode()
    wrong = base64.b64encode(hashlib.sha512(b"").digest()).decode()
    assert send(ada, png(), Repr_Digest=f"sha-512=:{wrong}:").status_code == 400
    assert send(ada, png(), Repr_Digest="sha-512=:?:").status_code == 400
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
    assert send(ada, png(), Repr_Digest=f"sha-256=:x:, sha-512=:{right}:").status_code == 201


def test_more_than_the_limit_is_refused_before_and_while_it_is_read(ada, monkeypatch, tmp_path):
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    assert send(ada, bytes(1001)).status_code == 413
    endless = ada.post(
        "/api/upload",
        input_stream=io.BytesIO(bytes(5000)),
        headers={"X-Bowerbird-Path": "a.png", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert endless.status_code == 413
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


class Stalling(io.BytesIO):
    """Sends a little and then nothing."""

    def readinto(self, buffer):
        got = super().readinto(buffer)
        if not got:
            raise TimeoutError("timed out")
        return got


def test_an_upload_that_stalls_or_breaks_off_leaves_nothing_behind(ada, tmp_path):
    for stream in (Stalling(b"a little"), io.BytesIO(b"a little")):
        answer = ada.post(
            "/api/upload",
            input_stream=stream,
            headers={"X-Bowerbird-Path": "a.png"},
            environ_overrides={"CONTENT_LENGTH": "1000"},
        )
        assert answer.status_code == 400
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_a_full_disk_is_told_as_such(ada, monkeypatch):
    def full(*_, **__):
        raise StorageFull("1 GB is free and 5 GB are kept free")

    monkeypatch.setattr(Keeper, "check_room", full)
    answer = send(ada, png())
    assert (answer.status_code, answer.json["title"]) == (507, "Insufficient Storage")
    assert "5 GB" in answer.json["detail"]


def test_a_plain_form_works_too(ada, connect):
    answer = ada.client.post(
        "/api/upload",
        data={"csrf_token": ada.headers["X-CSRF-Token"], "file": (io.BytesIO(png()), "holiday/form.png")},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 201, answer.text
    with connect() as conn:
        assert value(conn, "SELECT path FROM media") == "holiday/form.png"
    assert ada.post("/api/upload", data={"other": "x"}, content_type="multipart/form-data").status_code == 400


def test_a_person_waits_for_what_was_just_sent_so_it_comes_first(ada, connect):
    from shared.db import analyses
    from tests.integration.declared import Declared

    with connect() as conn:
        analyses.register(conn, Declared("detect"))
    send(ada, png())
    with connect() as conn:
        assert value(conn, "SELECT priority FROM analysis") == 2


def test_all_keepers_busy_is_told_with_a_time_to_come_back(app, ada, monkeypatch):
    monkeypatch.setattr(keepers, "PATIENCE", 0.01)
    for _ in range(keepers.AT_ONCE):
        app.extensions["keepers"].get()
    answer = send(ada, png())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
