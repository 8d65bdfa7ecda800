"""A worker whose machine has no part of the storage: it fetches, sleeps, vanishes, and harms no file."""

import os
import signal
import time
import urllib.error
import urllib.request

import pytest

from shared.db import credentials, workers
from tests.integration.ports import free_port

KEY = "a key of more than sixteen characters"
QUICK = {"lease_seconds": 2}


class Site:
    """The servers of a library, and workers elsewhere."""

    def __init__(self, crew):
        self.crew, self.port = crew, free_port()
        with crew.connect() as conn:
            self.token = credentials.issue(conn, "laptop", ["fake"]).token
        crew.dispatcher(**QUICK)
        self.web = self.open()

    def open(self):
        web = self.crew.start("services.web", port=self.port, secret_key=KEY, min_free=0)
        self.crew.wait(self._answers)
        return web

    def _answers(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def laptop(self, **more):
        """Start a worker that sees nothing of the storage folder."""
        data = self.crew.data / "laptop"
        given = {"data": data, "media_url": f"http://127.0.0.1:{self.port}", "media_token": self.token}
        worker = self.crew.worker(**QUICK, machine="laptop", **(given | more))
        self.crew.wait(lambda: self.crew.value("SELECT 1 FROM analyzer"))
        return worker

    def told(self):
        with self.crew.connect() as conn:
            return workers.everyone(conn)


@pytest.fixture
def site(distributed):
    return Site(distributed)


def test_files_are_fetched_and_what_was_made_of_them_is_sent_back(site):
    site.laptop()
    found, made = site.crew.add("label cat"), site.crew.add("derive words", kind="video")
    site.crew.wait_all()
    assert [(row.state, row.attempt) for row in site.crew.rows()] == [("done", 1), ("done", 1)]
    assert site.crew.value("SELECT label FROM media_label WHERE media_id = %(id)s", id=found) == "cat"
    [kept] = [file for file in (site.crew.storage.root / "derived").rglob("*") if file.is_file()]
    assert (kept.read_text(), kept.name.endswith("-made.txt"), made > found) == ("words", True, True)
    assert not (site.crew.data / "laptop" / "storage").exists()


def test_while_the_web_application_is_away_files_wait_and_none_fails(site):
    site.crew.kill(site.web)
    site.laptop()
    photos = [site.crew.add("label cat") for _ in range(3)]
    site.crew.wait(lambda: "running" in {row.state for row in site.crew.rows()})
    time.sleep(3)
    site.open()
    for photo in photos:
        site.crew.wait_for(photo, "done")
    assert {row.state for row in site.crew.rows()} == {"done"}
    assert {row.attempt for row in site.crew.rows()} == {1}


def test_a_refused_token_fails_no_file_and_is_told_on_the_status_page(site):
    site.laptop(media_token="of-another-library")
    photo = site.crew.add("label cat")
    site.crew.wait(lambda: any("401" in (worker.last_error or "") for worker in site.told()))
    site.laptop(data=site.crew.data / "other")
    site.crew.wait_for(photo, "done")
    assert site.crew.row(photo).attempt == 1


def test_a_machine_that_sleeps_delays_its_file_by_the_lease_and_writes_nothing_when_it_wakes(site):
    sleeper = site.laptop()
    photo = site.crew.add("slow 1")
    site.crew.wait_for(photo, "running")
    os.killpg(sleeper.pid, signal.SIGSTOP)
    slept = time.monotonic()
    site.laptop(data=site.crew.data / "other")
    assert site.crew.wait_for(photo, "done").attempt == 2
    delay = time.monotonic() - slept
    os.killpg(sleeper.pid, signal.SIGCONT)
    site.crew.wait(lambda: "dropped, analysis" in site.crew.logs() or "given back" in site.crew.logs())
    assert (site.crew.row(photo).attempt, len(site.crew.looks())) == (2, 0)
    assert site.crew.value("SELECT count(*) FROM finding") == 1
    assert delay < 30  # the lease of 2 s, the sweep, and another worker's start on a busy machine
