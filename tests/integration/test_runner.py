"""One message's life in one process: what is counted and logged when its lease is lost."""

import errno
import json
import os
from contextlib import nullcontext
from dataclasses import replace
from hashlib import sha512
from types import SimpleNamespace

import pytest

from shared import logs, runner
from shared.db import analyses
from shared.db.connection import run, value
from shared.domain import Finding, Job
from shared.settings import Settings
from shared.shelf import Folder
from shared.storage import Storage
from tests.integration.declared import Declared
from tests.integration.files import file

pytestmark = pytest.mark.usefixtures("root_logger_restored")


class Thief(Declared):
    """While it looks, another worker takes its lease where `steals` is set."""

    def __init__(self, connect, steals):
        super().__init__()
        self.__dict__ |= {"connect": connect, "steals": steals}

    def spans(self, media):
        return []

    def reads_original(self, media):
        return True

    def check(self):
        pass

    def analyze(self, media):
        if self.steals:
            with self.connect() as conn:
                run(conn, "UPDATE analysis SET lease = gen_random_uuid()")
        yield Finding(label="thing")


def bench(connect, tmp_path, steals):
    return runner.Bench(
        settings=Settings(data=tmp_path, backoff_seconds=0.2),
        analyzer=Thief(connect, steals),
        load=lambda: None,
        connect=connect,
        heartbeat=SimpleNamespace(of=nullcontext),
        shelf=Folder(Storage(tmp_path / "storage")),
        name="w",
        late=TimeoutError,
    )


@pytest.fixture
def job(connect, tmp_path):
    content = b"content"
    media_id = file(connect, path="a.jpg", size=len(content), sha512=sha512(content).digest())
    original = tmp_path / "storage" / "originals" / "a.jpg"
    original.parent.mkdir(parents=True)
    original.write_bytes(content)
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


def test_work_for_a_higher_version_is_given_back_uncounted(connect, tmp_path, job):
    with connect() as conn:
        analyses.register(conn, Declared(version=2))
    runner.run(bench(connect, tmp_path, steals=False), replace(job, version=2))
    assert end(connect, 2) == ("queued", 0, None)


def test_a_byte_that_changed_in_an_original_is_found_before_it_is_analysed(connect, tmp_path, job):
    original = tmp_path / "storage" / "originals" / "a.jpg"
    original.write_bytes(b"c0ntent")
    runner.run(bench(connect, tmp_path, steals=False), job)
    assert end(connect, 1) == (
        "failed", 1, "the original is damaged: its SHA-512 is not that with which it was kept",
    )  # fmt: skip


def test_a_storage_folder_that_is_gone_fails_no_file(connect, tmp_path, job):
    (tmp_path / "storage").rename(tmp_path / "unmounted")
    runner.run(bench(connect, tmp_path, steals=False), job)
    assert end(connect, 1) == ("queued", 0, None)
    (tmp_path / "unmounted").rename(tmp_path / "storage")
    with connect() as conn:
        run(conn, "UPDATE analysis SET due_at = now()")
    runner.run(bench(connect, tmp_path, steals=False), job)
    assert end(connect, 1) == ("done", 1, None)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_cannot_be_written_fails_no_file(connect, tmp_path, job, number):
    def bring(*_, **__):
        raise OSError(number, os.strerror(number))

    runner.run(replace(bench(connect, tmp_path, steals=False), shelf=SimpleNamespace(bring=bring)), job)
    assert end(connect, 1) == ("queued", 0, None)


def end(connect, version):
    """State, attempts and reason of the analysis of this version."""
    with connect() as conn:
        return tuple(
            value(conn, f"SELECT {column} FROM analysis WHERE version = %(version)s", version=version)
            for column in ("state", "attempt", "reason")
        )
