"""What all services log together: one JSON object a line, with names to follow a job by, and no secret."""

import json
import logging
import signal
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from services.dispatch.dispatcher import Dispatcher
from shared import logs as named
from shared.db import analyses, leases
from shared.domain import Job
from shared.settings import Settings
from tests.e2e.running import until
from tests.integration.crew import Crew
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.ports import free_port

SECRET = "hunter2-in-the-reeds"
AWAY = {
    "database_url": f"postgresql://bowerbird:{SECRET}@127.0.0.1:1/bowerbird",
    "broker_url": f"amqp://bowerbird:{SECRET}@127.0.0.1:1//",
    "secret_key": SECRET,
    "media_token": SECRET,
    "log_format": "json",
}


@pytest.fixture
def lost(tmp_path) -> Iterator[Crew]:
    """Processes whose servers cannot be reached, so that errors of every library are told."""
    crew = Crew(tmp_path, AWAY["database_url"], AWAY["broker_url"])
    yield crew
    crew.close()


def logs(data: Path) -> dict[str, str]:
    return {log.name: log.read_text() for log in data.glob("*.log")}


def test_services_that_cannot_reach_their_servers_tell_no_secret(lost, tmp_path):
    lost.dispatcher(**AWAY)
    lost.worker("detect", **AWAY)
    lost.start("services.ingest", **AWAY)

    def told(service: str, word: str) -> bool:
        return any(word in text for name, text in logs(tmp_path).items() if service in name)

    until(lambda: all(told(log, "onnect") for log in ("dispatch", "fakes", "ingest")), 60)
    port = free_port()
    lost.start("services.web", port=port, **AWAY)
    until(lambda: answers(port), 60)
    assert told("web", "OperationalError")
    for name, text in logs(tmp_path).items():
        assert SECRET not in text, name


def answers(port: int) -> bool:
    """Whether the web application answers; that it is not ready makes it tell why."""
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 503
    except OSError:
        return False


def test_the_lines_of_a_run_are_json_and_follow_a_job_from_broker_to_end(crew):
    crew.dispatcher(log_format="json")
    worker = crew.worker("detect", log_format="json")
    crew.add("label heron")
    crew.add("bug here")
    crew.wait(lambda: sorted(row.state for row in crew.rows()) == ["done", "failed"])
    for process in crew.processes:
        crew.stop(process)
    assert worker.returncode == 128 + signal.SIGTERM
    lines = [json.loads(line) for text in logs(crew.data).values() for line in text.splitlines()]
    ended = [line for line in lines if "job" in line]
    assert {line["media_id"] for line in ended} == {row.media_id for row in crew.rows()}
    assert {line["service"] for line in lines} <= {"dispatch", "detect"}
    assert any("KeyError" in line.get("trace", "") for line in ended)


def test_dispatch_names_the_job_whose_lease_ran_out(connect, capsys, caplog):
    caplog.set_level(logging.INFO)
    media_id = file(connect)
    with connect() as conn:
        analyses.register(conn, Declared())
        lease = leases.claim(conn, Job(media_id, "detect", 1), worker="w", seconds=-1, attempts=5)
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [named.handler("dispatch", "json")]
    Dispatcher(Settings(), connect, None).sweep()
    root.handlers[:] = before
    line = json.loads(capsys.readouterr().err)
    assert (line["job"], line["media_id"], line["analyzer"], line["attempt"]) == (
        lease.id,
        media_id,
        "detect",
        1,
    )
    assert line["message"] == "its lease ran out; it is tried again"
