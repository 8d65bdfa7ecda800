"""Comparisons of many texts answer soon: of very many some files are left out, and the page says so."""

import pytest

from shared.db import analyses, comparing, leases
from shared.db.comparing import compare, spared
from shared.domain import Finding, Job
from tests.integration import tried as trial
from tests.integration.tried import tried
from tests.integration.web import application, browser

library = trial.library


@pytest.fixture
def texts(connect, library):
    """Ten lines in each of four pictures, and ten others of the candidate; return its edition."""
    edition = tried(connect)
    with connect() as conn:
        analyses.redo(conn, analyzer="detect")
    for media_id in library:
        read(connect, media_id, 0, [f"old line {n}" for n in range(10)])
        read(connect, media_id, edition, [f"new line {n}" for n in range(10)])
    return edition


def read(connect, media_id, edition, lines):
    with connect() as conn:
        job = Job(media_id, "detect", 1, edition=edition)
        lease = leases.claim(conn, job, worker="w", seconds=60, attempts=5)
        leases.finish(conn, lease, [Finding(text=line) for line in lines], model="m")


def test_files_are_left_out_evenly_where_they_are_too_much_work():
    works = dict.fromkeys(range(10), 10)
    assert spared(range(10), works, 100) == range(10)
    assert list(spared(range(10), works, 40)) == [0, 3, 6, 9]
    assert list(spared(range(10), {}, 40)) == list(range(10))


def test_the_page_says_how_many_were_left_out(connect, database, tmp_path, texts, monkeypatch):
    with connect() as conn:
        whole = compare(conn, "detect", (0, 1), (texts, 1))
    assert (len(whole.files), whole.left_out) == (4, 0)
    monkeypatch.setattr(comparing, "WORK", 2000)
    page = browser(application(database, tmp_path, connect, models_dir=tmp_path), connect, "admin").get(
        "/settings/analyzers/detect/models"
    )
    assert "2 files that both looked at." in page.text
    assert "2 more were left out" in page.text
