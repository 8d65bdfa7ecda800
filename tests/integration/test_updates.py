"""The API's updates of one file, and its preview with boxes."""

from io import BytesIO

import pytest
from PIL import Image

from shared.db.connection import value
from shared.domain import Box, Finding
from shared.storage import Storage
from tests.integration.web import analysed, browser, photo


def patch(ada, media_id, method="PATCH", **body):
    return ada.client.open(
        f"/api/media/{media_id}", method=method, json=body, headers=ada.headers, buffered=True
    )


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_one_request_sets_what_it_names_and_leaves_the_rest(ada, connect, method):
    """A52: comments, position, timestamp, favourite."""
    media_id = photo(connect, rating=2)
    answer = patch(
        ada,
        media_id,
        method,
        favourite=True,
        taken_at="2001-02-03T04:05:06",
        latitude=48.1,
        longitude=11.5,
        comment="a good one",
    )
    assert answer.status_code == 200
    held = answer.json
    assert (held["marks"]["favourite"], held["marks"]["rating"]) == (True, 2)
    assert [comment["text"] for comment in held["comments"]] == ["a good one"]
    file = ada.get(f"/api/media/{media_id}").json["file"]
    assert (file["taken_at"], file["latitude"], file["longitude"]) == ("2001-02-03T04:05:06", 48.1, 11.5)


def test_null_puts_back_what_the_file_says(ada, connect):
    media_id = photo(connect, latitude=1.0, longitude=2.0, rating=5)
    patch(ada, media_id, latitude=48.1, longitude=11.5, taken_at="2001-02-03T04:05:06")
    patch(ada, media_id, latitude=None, longitude=None, taken_at=None, rating=None)
    file = ada.get(f"/api/media/{media_id}").json["file"]
    assert (file["taken_at"], file["latitude"], file["longitude"]) == ("2021-07-08T09:10:11", 1.0, 2.0)


@pytest.mark.parametrize(
    "body",
    [
        {"rating": 6},
        {"latitude": 1.0},
        {"latitude": 91.0, "longitude": 0.0},
        {"taken_at": "soon"},
        {"comment": " "},
        {"size": 1},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(ada, connect, body):
    media_id = photo(connect)
    before = ada.get(f"/api/media/{media_id}").data
    assert patch(ada, media_id, favourite=True, **body).status_code == 400
    with connect() as conn:
        assert value(conn, "SELECT favourite FROM media") is False
    assert ada.get(f"/api/media/{media_id}").data == before


def test_what_nobody_sees_cannot_be_updated(app, ada, connect):
    media_id = photo(connect, trashed_at="2024-01-01")
    assert patch(ada, media_id, favourite=True).status_code == 404
    assert patch(ada, 999, favourite=True).status_code == 404
    assert patch(browser(app, connect, "viewer"), media_id, favourite=True).status_code == 403


def test_the_preview_comes_with_boxes_and_labels_burnt_in(ada, connect, tmp_path):
    """A52: picture with overlay."""
    media_id = photo(connect, has_preview=True)
    with connect() as conn:
        digest = value(conn, "SELECT encode(sha512, 'hex') FROM media")
    preview = Storage(tmp_path / "storage").derived(digest, "preview.jpg")
    preview.parent.mkdir(parents=True)
    Image.new("RGB", (400, 300), "white").save(preview)
    found = [
        Finding(label="cat", score=0.9, box=Box(0.25, 0.5, 0.5, 0.25)),
        Finding(text="猫 <b>" + "x" * 400, score=0.5, box=Box(0.0, 0.0, 1.0, 1.0)),
    ]
    analysed(connect, media_id, "detect", found)
    answer = ada.get(f"/api/media/{media_id}/overlay")
    assert answer.mimetype == "image/jpeg"
    picture = Image.open(BytesIO(answer.data))
    assert picture.size == (400, 300)
    red, green, blue = picture.getpixel((100, 200))
    assert red < 150 < green
    assert blue > 200
    assert min(picture.getpixel((200, 185))) > 230


def test_a_file_without_a_picture_has_none_with_boxes(ada, connect):
    media_id = photo(connect)
    assert ada.get(f"/api/media/{media_id}/overlay").status_code == 404
    assert ada.get("/api/media/999/overlay").status_code == 404
