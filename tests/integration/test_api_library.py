"""The API's pages of the library and everything known about one file."""

import pytest

from shared.domain import Box, Finding, Likeness
from tests.integration.web import analysed, photo


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def test_the_library_comes_newest_first_and_page_by_page(ada, connect):
    days = [photo(connect, taken_at=f"2021-07-{day:02} 10:00") for day in range(1, 8)]
    first = ada.get("/api/media?limit=3").json
    second = ada.get(f"/api/media?limit=3&cursor={first['next']}").json
    third = ada.get(f"/api/media?limit=3&cursor={second['next']}").json
    shown = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert shown == days[::-1]
    assert third["next"] is None


def test_files_of_one_moment_are_neither_skipped_nor_shown_twice(ada, connect):
    burst = [photo(connect, taken_at="2021-07-08 10:00:00.25") for _ in range(5)]
    shown, cursor = [], ""
    while cursor is not None:
        page = ada.get(f"/api/media?limit=2&cursor={cursor}").json
        shown += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert shown == burst[::-1]


def test_filters_narrow_the_library(ada, connect):
    old = photo(connect, model="X100", taken_at="2019-01-01 00:00", source="phone", labels="cat dog")
    new = photo(connect, model="X100", taken_at="2021-05-05 23:59:59", mime="image/heic", labels="cat")
    film = photo(connect, kind="video", mime="video/mp4")
    assert ids(ada.get("/api/media?camera=X100")) == [new, old]
    assert ids(ada.get("/api/media?object=cat&object=dog")) == [old]
    assert ids(ada.get("/api/media?format=image/heic&format=video/mp4")) == [film, new]
    assert ids(ada.get("/api/media?source=phone")) == [old]
    assert ids(ada.get("/api/media?kind=video")) == [film]
    assert ids(ada.get("/api/media?from=2021-05-05&to=2021-05-05")) == [new]
    assert ids(ada.get("/api/media?object=cat&from=2020-01-01&camera=X100")) == [new]
    assert ids(ada.get("/api/media?object=&camera=&q=&from=")) == [film, new, old]


def test_facets_count_under_the_current_filter_a55_and_no_sentinel_is_among_them_x12(ada, connect):
    photo(connect, model="X100", labels="cat dog", text="HELLO")
    photo(connect, model="X100", labels="cat")
    analysed(connect, photo(connect, model="D90", source="phone"), "detect")
    found = ada.get("/api/facets").json
    assert found["total"] == 3
    assert found["facets"]["objects"] == [{"value": "cat", "count": 2}, {"value": "dog", "count": 1}]
    assert found["facets"]["cameras"] == [{"value": "X100", "count": 2}, {"value": "D90", "count": 1}]
    narrowed = ada.get("/api/facets?object=dog&camera=X100").json
    assert narrowed["total"] == 1
    assert narrowed["facets"]["objects"] == [{"value": "cat", "count": 1}, {"value": "dog", "count": 1}]
    assert ada.get("/api/facets?camera=D90").json["facets"]["cameras"] == found["facets"]["cameras"]


def test_a_file_is_told_with_everything_known_and_who_said_so(ada, connect):
    media_id = photo(connect, "a.jpg", model="X100", taken_from="exif")
    sign = Finding(label="sign", score=0.75, box=Box(0.1, 0.2, 0.3, 0.4), start=1.5)
    analysed(connect, media_id, "ocr", [sign, Finding(text="STOP", parent=sign, start=1.5, end=2.5)])
    told = ada.get(f"/api/media/{media_id}").json
    assert told["file"]["taken_from"] == "exif"
    assert len(told["file"]["sha512"]) == 128
    [analysis] = told["analyses"]
    assert (analysis["analyzer"], analysis["version"], analysis["engine"]) == ("ocr", 1, "engine")
    assert analysis["serves"]
    assert (analysis["state"], analysis["attempt"], analysis["reason"]) == ("done", 1, None)
    outer, inner = sorted(told["findings"], key=lambda finding: finding["text"] or "")
    assert (outer["left"], outer["height"], outer["score"]) == pytest.approx((0.1, 0.4, 0.75))
    assert (inner["text"], inner["start"], inner["end"]) == ("STOP", 1.5, 2.5)


def test_a_finding_that_only_carries_hashes_is_no_finding_to_people(ada, connect):
    media_id = photo(connect, labels="cat")
    hashes = Likeness(bytes(8), bytes(32), bytes(8), bytes(32))
    analysed(connect, media_id, "phash", [Finding(likeness=hashes)])
    told = ada.get(f"/api/media/{media_id}").json
    assert [finding["label"] for finding in told["findings"]] == ["cat"]
    assert ("phash", True) in [(row["analyzer"], row["serves"]) for row in told["analyses"]]


def test_the_newer_version_serves_once_it_is_done(ada, connect):
    media_id = photo(connect)
    analysed(connect, media_id, "detect", [Finding(label="cat")])
    analysed(connect, media_id, "detect", [Finding(label="lynx")], version=2)
    told = ada.get(f"/api/media/{media_id}").json
    assert [finding["label"] for finding in told["findings"]] == ["lynx"]
    assert [(row["version"], row["serves"]) for row in told["analyses"]] == [(2, True), (1, False)]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x", "cursor=2021-01-01T00:00:00_", "cursor=2021-01-01T00:00:00Z_1",
        "cursor=2021-01-01T00:00:00_99999999999999999999", "limit=0", "limit=501", "limit=x",
        "from=yesterday", "to=9999-12-31", "kind=poem", "camera=%00", "q=" + "x" * 501,
    ],
)  # fmt: skip
def test_a_bad_parameter_is_told_and_is_no_error_of_the_server(ada, query):
    answer = ada.get(f"/api/media?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert query.partition("=")[0] in answer.json["detail"]


@pytest.mark.parametrize("path", ["0", "999", "9223372036854775807", "9223372036854775808", "-1", "x"])
def test_a_file_that_is_not_there_is_not_found(ada, path):
    answer = ada.get(f"/api/media/{path}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
