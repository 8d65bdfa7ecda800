"""How the work stands, and what a person may do about it."""

import pytest

from shared.db import analyses, leases
from shared.domain import Job
from tests.integration.web import Declared, application, browser, photo


@pytest.fixture
def ada(database, connect, tmp_path):
    return browser(application(database, tmp_path, connect), connect)


@pytest.fixture
def failed(connect):
    """Two files that could not be analysed."""
    made = [photo(connect, f"{n}.jpg") for n in range(2)]
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
        for media_id in made:
            lease = leases.claim(conn, Job(media_id, "detect", 1), worker="w", seconds=60, attempts=5)
            leases.fail(conn, lease, "the picture is broken")
    return made


def test_every_failure_is_listed_with_its_reason_x3(ada, failed):
    told = ada.get("/api/status").json
    assert told["overall"]["failed"] == 2
    [analyzer] = told["analyzers"]
    assert (analyzer["name"], analyzer["waiting"], analyzer["failed"]) == ("detect", 0, 2)
    assert {(f["name"], f["reason"], f["attempts"]) for f in told["failures"]} == {
        ("0.jpg", "the picture is broken", 1), ("1.jpg", "the picture is broken", 1),
    }  # fmt: skip


def test_one_failure_or_all_can_be_tried_again(ada, failed):
    assert ada.post("/api/status/retry", json={"media_id": failed[0]}).json == {"queued": 1}
    assert ada.get("/api/status").json["overall"]["failed"] == 1
    assert ada.post("/api/status/retry", json={"analyzer": "ocr"}).json == {"queued": 0}
    assert ada.post("/api/status/retry").json == {"queued": 1}
    assert ada.get("/api/status").json["overall"]["waiting"] == 2


def test_an_analyzer_rests_and_goes_on(ada, failed):
    assert ada.post("/api/analyzers/detect/pause").json == {"analyzer": "detect", "paused": True}
    assert ada.get("/api/status").json["analyzers"][0]["paused"]
    assert ada.post("/api/analyzers/detect/resume").json == {"analyzer": "detect", "paused": False}
    assert not ada.get("/api/status").json["analyzers"][0]["paused"]
    assert ada.post("/api/analyzers/nothing/pause").status_code == 404


@pytest.mark.parametrize(
    "body",
    ['{"media_id": "x"}', '{"media_id": 0}', f'{{"media_id": {2**63}}}', '{"analyzer": "a b"}', "[]", "{"],
)
def test_a_bad_wish_is_told_and_not_taken_for_all(ada, failed, body):
    assert ada.post("/api/status/retry", data=body).status_code == 400
    assert ada.get("/api/status").json["overall"]["failed"] == 2
