"""What operators learn of the web process: readiness, metrics, and lines of log with the request's name."""

import http.client
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest
from prometheus_client.parser import text_string_to_metric_families

from services.web import metrics
from services.web.health import trouble
from shared import logs
from shared.db.connection import pooled
from tests.conftest import ROOT
from tests.e2e.running import until
from tests.integration.ports import apart
from tests.integration.web import application


@pytest.fixture
def web(database, tmp_path):
    """The web process as `call(port, path)`, with its ports and its log."""
    port, health = apart(2)
    log = tmp_path / "web.log"
    given = {"DATA": tmp_path, "DATABASE_URL": database, "PORT": port, "HEALTH_PORT": health}
    environ = (
        os.environ | {"LOG_FORMAT": "json", "MIN_FREE": "0"} | {key: str(it) for key, it in given.items()}
    )
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.web"], env=environ, stderr=stderr, cwd=ROOT
        )
    try:
        until(lambda: listens(port) and listens(health), 30)
        yield process, port, health, log
    finally:
        process.kill()
        process.wait()


def listens(port):
    with closing(socket.socket()) as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def ask(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def samples(port):
    families = text_string_to_metric_families(ask(port, "/metrics")[1])
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_are_counted_by_route_on_a_door_of_their_own(web):
    _, port, health, _ = web
    for path in ("/readyz", "/api/media/7", "/api/media/8", "/nothing/here"):
        ask(port, path)
    found = samples(health)
    assert found["bowerbird_http_requests_total", "GET", "/readyz", "200"] == 1
    assert found["bowerbird_http_requests_total", "GET", "/api/media/<id:media_id>", "401"] == 2
    assert found["bowerbird_http_requests_total", "GET", "(no route)", "303"] == 1
    assert found["bowerbird_http_request_duration_seconds_count", "/readyz"] == 1
    assert ask(port, "/metrics")[0] == 303, "through the public door it is no page at all"


def test_every_line_of_the_web_process_is_json_also_gunicorns(web, database, tmp_path):
    process, port, _, log = web
    second = subprocess.run(
        [sys.executable, "-m", "services.web"],
        env=os.environ
        | {"DATA": str(tmp_path), "DATABASE_URL": database, "PORT": str(port), "LOG_FORMAT": "json"},
        check=False,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    lines = [
        json.loads(line) for line in [*log.read_text().splitlines(), *second.stderr.decode().splitlines()]
    ]
    assert {line["service"] for line in lines} == {"web"}
    assert "gunicorn.error" in {line["logger"] for line in lines}
    assert second.stdout == b""


def test_the_web_is_ready_while_database_accounts_and_storage_are_there(app):
    client = app.test_client()
    assert client.get("/readyz").json == {"status": "ready"}


def test_the_web_is_not_ready_without_its_database(tmp_path):
    away = "postgresql://127.0.0.1:1/none?connect_timeout=1"
    client = application(away, tmp_path, pooled(away, 2)).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert "database" in trouble(client.application)


def test_the_web_is_ready_under_its_public_address_too(database, connect, tmp_path):
    app = application(database, tmp_path, connect, public_url="https://photos.example", proxies=1)
    assert trouble(app) is None


def test_a_request_has_a_name_in_the_answer_and_in_its_problem(app):
    answer = app.test_client().get("/api/media/7")
    assert len(answer.headers["X-Request-Id"]) == 12
    assert answer.json["request"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, "a" * 32, True),
        (0, "a" * 32, False),
        (1, "x y", False),
        (1, "<script>", False),
        (1, "a" * 65, False),
    ],
)
def test_the_name_that_a_proxy_gave_is_kept_and_no_other(database, connect, tmp_path, proxies, given, kept):
    client = application(database, tmp_path, connect, proxies=proxies).test_client()
    answer = client.get("/api/media/7", headers={"X-Request-Id": given})
    assert (answer.headers["X-Request-Id"] == given) is kept


def test_lines_logged_for_a_request_carry_its_name(app, capsys, caplog):
    caplog.set_level(logging.INFO)
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [logs.handler("web", "json")]
    answer = app.test_client().get("/api/media/7")
    root.handlers[:] = before
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"] for line in lines] == ["GET /api/media/<id:media_id> 401"]
    assert lines[0]["request"] == answer.headers["X-Request-Id"]


def test_made_up_methods_and_paths_make_no_new_series(app):
    client = app.test_client()
    for number in range(3):
        client.open(f"/nothing/{number}", method=f"BREW{number}")
    labels = {
        (sample.labels["method"], sample.labels["route"])
        for family in metrics.REQUESTS.collect()
        for sample in family.samples
    }
    assert ("other", "(no route)") in labels
    assert not any("BREW" in method or "nothing" in route for method, route in labels)
