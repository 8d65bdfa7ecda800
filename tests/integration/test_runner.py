"""One message's life in one process: what is counted and logged when its lease is lost."""

import json
import logging
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from shared import logs, runner
from shared.db import analyses
from shared.db.connection import run, value
from shared.domain import Finding, Job
from shared.settings import Settings
from tests.integration.declared import Declared
from tests.integration.files import file


class Thief(Declared):
    """While it looks, another worker takes its lease where `steals` is set."""

    def __init__(self, connect, steals):
        super().__init__()
        self.__dict__ |= {"connect": connect, "steals": steals}

    def spans(self, media):
        return []

    def analyze(self, media):
        if self.steals:
            with self.connect() as conn:
                run(conn, "UPDATE analysis SET lease = gen_random_uuid()")
        yield Finding(label="thing")


def bench(connect, tmp_path, steals):
    return runner.Bench(
        settings=Settings(data=tmp_path),
        analyzer=Thief(connect, steals),
        load=lambda: None,
        connect=connect,
        heartbeat=SimpleNamespace(of=nullcontext),
        name="w",
        late=TimeoutError,
    )


@pytest.fixture(autouse=True)
def root_logger_restored():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.fixture
def job(connect, tmp_path):
    media_id = file(connect, path="a.jpg")
    original = tmp_path / "storage" / "originals" / "a.jpg"
    original.parent.mkdir(parents=True)
    original.write_text("content")
    with connect() as conn:
        analyses.register(conn, Declared())
    return Job(media_id, "detect", 1)


def refused(connect):
    with connect() as conn:
        return value(conn, "SELECT coalesce(sum(n), 0) FROM tally WHERE name = 'fenced'")


def test_a_result_whose_lease_was_lost_is_refused_and_counted(connect, tmp_path, job):
    runner.run(bench(connect, tmp_path, steals=True), job)
    assert refused(connect) == 1


def test_a_result_in_time_is_not_counted_as_refused(connect, tmp_path, job):
    runner.run(bench(connect, tmp_path, steals=False), job)
    assert refused(connect) == 0


def test_the_lines_of_a_worker_name_the_job_and_the_file(connect, tmp_path, job, capsys):
    logs.configure("detect", "json")
    runner.run(bench(connect, tmp_path, steals=False), job)
    line = json.loads(capsys.readouterr().err)
    with connect() as conn:
        analysis = value(conn, "SELECT id FROM analysis")
    assert (line["job"], line["media_id"], line["attempt"]) == (analysis, job.media_id, 1)
