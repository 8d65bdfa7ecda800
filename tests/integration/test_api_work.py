"""How the work stands, and what a person may do about it."""

import pytest

from shared.db import analyses, leases, workers
from shared.db.connection import run
from shared.db.workers import Identity
from shared.domain import Job
from tests.integration.declared import Declared
from tests.integration.web import browser, photo


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


@pytest.fixture
def worker(connect, failed):
    """The name of a worker that a machine called attic runs."""
    who = Identity("detect@box.example:17", "detect", "attic", "1.0+0003")
    with connect() as conn:
        workers.seen(conn, who, Declared("detect"))
        workers.ended(conn, who.name, "the picture is broken")
    return who.name


def test_every_worker_is_told_of(ada, worker):
    [told] = ada.get("/api/status").json["workers"]
    assert (told["name"], told["machine"], told["analyzer"]) == (worker, "attic", "detect")
    assert (told["engine"], told["model"], told["version"], told["release"]) == (
        "engine", "model", 1, "1.0+0003",
    )  # fmt: skip
    assert (told["state"], told["done"], told["failed"]) == ("idle", 0, 1)
    assert told["last_error"] == "the picture is broken"


def test_one_worker_is_paused_drained_and_resumed(ada, worker):
    def state():
        return ada.get("/api/status").json["workers"][0]["state"]

    assert ada.post(f"/api/workers/{worker}/pause").json == {"worker": worker, "wish": "pause"}
    assert state() == "paused"
    assert ada.post(f"/api/workers/{worker}/drain").json == {"worker": worker, "wish": "drain"}
    assert state() == "draining"
    assert ada.post(f"/api/workers/{worker}/resume").json == {"worker": worker, "wish": None}
    assert state() == "idle"
    assert ada.post("/api/workers/nobody@nowhere:1/pause").status_code == 404


def test_a_machine_that_sleeps_while_it_is_paused_is_silent_and_can_be_resumed(ada, connect, worker):
    ada.post(f"/api/workers/{worker}/pause")
    with connect() as conn:
        run(conn, "UPDATE worker SET seen_at = now() - interval '1 hour'")
        workers.forget(conn, seconds=60)
    [told] = ada.get("/api/status").json["workers"]
    assert (told["state"], told["wish"], told["silent_since"] is None) == ("silent", "pause", False)
    assert 'value="resume"' in ada.get("/status").text


def test_a_viewer_sees_workers_and_steers_none(app, connect, worker):
    eve = browser(app, connect, "viewer")
    assert len(eve.get("/api/status").json["workers"]) == 1
    assert "attic" in eve.get("/status").text
    assert "Drain" not in eve.get("/status").text
    assert eve.post(f"/api/workers/{worker}/drain").status_code == 403
    assert eve.post("/status/steer", data={"worker": worker, "wish": "drain"}).status_code == 403


def test_the_page_steers_one_worker_without_a_script(ada, worker):
    steered = ada.post("/status/steer", data={"worker": worker, "wish": "pause"})
    assert (steered.status_code, steered.headers["Location"]) == (303, "/status")
    assert "Paused: it ends what it holds" in ada.get("/status").text
    assert ada.post("/status/steer", data={"worker": worker, "wish": "fly"}).status_code == 400
    assert (
        ada.post("/status/steer", data={"worker": worker}, headers={"X-CSRF-Token": "x"}).status_code == 403
    )
