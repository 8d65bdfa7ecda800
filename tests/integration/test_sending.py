"""Files that are sent in parts go on after any interruption and are kept byte for byte (A22)."""

import io
import threading
from uuid import uuid4

from services.web.tus import views
from shared.db.connection import run, value
from tests.integration import parts
from tests.integration.parts import CONTENT, PART, begin, left, original, patch, reached

app = parts.app


def test_a_file_sent_in_parts_is_kept_byte_for_byte(ada, tmp_path):
    made = begin(ada)
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, "0")
    place = made.headers["Location"]
    for start in range(0, len(CONTENT), 300_000):
        answer = patch(ada, place, start, CONTENT[start : start + 300_000])
        assert answer.status_code == 204, answer.text
        assert answer.headers["Upload-Offset"] == str(min(start + 300_000, len(CONTENT)))
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert answer.headers["Upload-Expires"].endswith("GMT")
    assert answer.headers["X-Bowerbird-Known"] == "0"
    assert original(tmp_path) == CONTENT
    assert left(tmp_path) == []
    seen = ada.get(place).json
    assert (seen["offset"], seen["media_id"]) == (len(CONTENT), int(answer.headers["X-Bowerbird-Media"]))


def test_a_small_file_takes_one_request_and_keeps_its_date(ada, connect, tmp_path):
    batch = ada.post("/api/batches", json={"source": "Ada's phone"}).json["id"]
    made = begin(ada, 7, b"picture", path="Zürich/ü.jpg", batch=str(batch), modified="1600000000000")
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, "7"), made.text
    assert original(tmp_path, "Zürich/ü.jpg") == b"picture"
    with connect() as conn:
        assert value(conn, "SELECT source FROM media") == "Ada's phone"
        assert value(conn, "SELECT extract(epoch FROM modified_at)::bigint FROM sighting") == 1600000000


def test_an_empty_file_is_kept_at_once(ada, tmp_path):
    assert begin(ada, 0).status_code == 201
    assert original(tmp_path) == b""


def test_the_same_id_again_tells_how_far_the_file_is(ada):
    id_ = str(uuid4())
    place = begin(ada, id=id_).headers["Location"]
    patch(ada, place, 0, CONTENT[:1000])
    again = begin(ada, id=id_, body=b"x" * 50)
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (place, "1000")


def test_a_known_content_is_no_error(ada, tmp_path):
    begin(ada, 7, b"picture")
    again = begin(ada, 7, b"picture", path="b.jpg")
    assert (again.status_code, again.headers["X-Bowerbird-Known"]) == (201, "1")
    assert left(tmp_path) == []


def test_a_content_that_lay_in_the_trash_is_back_and_that_is_told(ada):
    first = begin(ada, 7, b"picture")
    assert "X-Bowerbird-Restored" not in first.headers
    ada.post("/api/selection/trash", json={"ids": [int(first.headers["X-Bowerbird-Media"])]})
    again = begin(ada, 7, b"picture", path="b.jpg")
    assert (again.headers["X-Bowerbird-Known"], again.headers["X-Bowerbird-Restored"]) == ("1", "1")
    assert len(ada.get("/api/media").json["items"]) == 1


class Held(io.BytesIO):
    """A body that goes on only when it is told to."""

    def __init__(self, content):
        super().__init__(content)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def readinto(self, buffer):
        self.begun.set()
        assert self.go_on.wait(10)
        return super().readinto(buffer)


def test_two_requests_at_once_do_not_mix(app, ada, tmp_path):
    place = begin(ada).headers["Location"]
    body = Held(CONTENT)
    cookie = ada.client.get_cookie("session").value

    def send():
        client = app.test_client()
        client.set_cookie("session", cookie)
        given = ada.headers | {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
        length = {"CONTENT_LENGTH": str(len(CONTENT))}
        client.patch(place, input_stream=body, headers=given, content_type=PART, environ_overrides=length)

    first = threading.Thread(target=send)
    first.start()
    assert body.begun.wait(10)
    refused = patch(ada, place, 0, b"x" * len(CONTENT))
    assert refused.status_code == 423
    body.go_on.set()
    first.join()
    assert original(tmp_path) == CONTENT


class Broken(io.BytesIO):
    """A connection that is lost after a while."""

    def readinto(self, buffer):
        got = super().readinto(buffer)
        if not got:
            raise ConnectionResetError("gone")
        return got


def broken(ada, place, sent, **headers):
    given = ada.headers | {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"} | headers
    length = {"CONTENT_LENGTH": str(len(CONTENT))}
    return ada.client.patch(
        place, input_stream=Broken(sent), headers=given, content_type=PART, environ_overrides=length
    )


def test_what_came_before_the_connection_broke_is_not_sent_again(ada, tmp_path):
    place = begin(ada).headers["Location"]
    assert broken(ada, place, CONTENT[:400_000]).status_code == 400
    assert reached(ada, place) == 400_000
    assert patch(ada, place, 400_000, CONTENT[400_000:]).status_code == 204
    assert original(tmp_path) == CONTENT


def test_bytes_that_nobody_was_told_of_are_dropped(ada, tmp_path):
    """As after a power cut: the file is longer than what was acknowledged, with anything in it."""
    place = begin(ada).headers["Location"]
    patch(ada, place, 0, CONTENT[:1000])
    [file] = left(tmp_path)
    with file.open("ab") as more:
        more.write(b"\0" * 500)
    assert reached(ada, place) == 1000
    patch(ada, place, 1000, CONTENT[1000:])
    assert original(tmp_path) == CONTENT


def test_a_file_whose_bytes_are_gone_begins_anew(ada, tmp_path):
    place = begin(ada).headers["Location"]
    patch(ada, place, 0, CONTENT[:1000])
    left(tmp_path)[0].unlink()
    assert reached(ada, place) == 0
    assert patch(ada, place, 0, CONTENT).status_code == 204
    assert original(tmp_path) == CONTENT


def test_a_file_that_is_given_up_leaves_nothing(ada, tmp_path):
    place = begin(ada).headers["Location"]
    patch(ada, place, 0, CONTENT[:1000])
    assert ada.client.delete(place, headers=ada.headers | {"Tus-Resumable": "1.0.0"}).status_code == 204
    assert ada.client.head(place).status_code == 404
    assert left(tmp_path) == []


def test_what_was_not_continued_for_a_week_is_gone(ada, connect):
    place = begin(ada).headers["Location"]
    with connect() as conn:
        run(conn, "UPDATE sending SET expires_at = now() - interval '1 second'")
    assert patch(ada, place, 0, CONTENT).status_code == 404


def test_a_crash_before_the_last_step_is_made_good_by_an_empty_part(ada, connect, tmp_path, monkeypatch):
    place = begin(ada).headers["Location"]
    with monkeypatch.context() as patched:
        patched.setattr(views, "_finished", lambda sending: sending)
        assert patch(ada, place, 0, CONTENT).status_code == 204
    assert reached(ada, place) == len(CONTENT)
    assert "X-Bowerbird-Media" in patch(ada, place, len(CONTENT), b"").headers
    assert original(tmp_path) == CONTENT
    assert "X-Bowerbird-Media" in begin(ada, id=place.rpartition("/")[2]).headers
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM sighting") == 1


def test_the_server_says_what_it_can(app):
    answer = app.test_client().options("/api/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert {"creation", "creation-with-upload", "expiration", "termination", "checksum"} == set(
        answer.headers["Tus-Extension"].split(",")
    )
    assert answer.headers["Tus-Max-Size"] == str(20 << 30)


def test_a_child_that_inherited_the_file_for_a_moment_holds_nothing_up(ada, tmp_path):
    place = begin(ada).headers["Location"]
    patch(ada, place, 0, CONTENT[:1000])
    with left(tmp_path)[0].open("ab"):
        assert patch(ada, place, 1000, CONTENT[1000:]).status_code == 204
    assert original(tmp_path) == CONTENT
    assert left(tmp_path) == []
