"""A disk that does not answer: its file waits or fails with the reason, the others go on (F23)."""

import os
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults import contents
from tests.faults.failing import failing
from tests.faults.size import FULL, full_only, sized

FILES = sized(10, 500)
READING = "read,pread64"
pytestmark = pytest.mark.fault("F23")


@pytest.mark.parametrize("calls", [READING, "fsync"] if FULL else [READING])
def test_a_file_that_its_disk_does_not_give_stays_claimed(campaign, calls):
    campaign.inbox.mkdir()
    ingest = campaign.ingest()
    campaign.dispatcher()
    campaign.worker()
    folder = campaign.crew.storage.originals / "trip"
    folder.mkdir(parents=True)
    victim = campaign.inbox / ".claimed" / str(uuid4()) / "trip" / "broken.jpg"
    with failing(ingest.pid, calls, victim if calls == READING else folder):
        claimed(campaign, victim)
        campaign.drop(FILES)
        campaign.crew.wait(lambda: campaign.value(TOLD, path="trip/broken.jpg"))
        campaign.crew.wait(lambda: left(campaign) == [victim])
    campaign.case.count(faults=1)
    campaign.settle()


@full_only
def test_an_original_that_cannot_be_read_fails_with_the_reason(campaign):
    campaign.inbox.mkdir()
    campaign.drop(FILES)
    ingest, worker = campaign.ingest(), campaign.worker()
    campaign.crew.wait(campaign.drained)
    campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analysis"))
    media = campaign.value("SELECT min(media_id) FROM analysis")
    path = campaign.value("SELECT path FROM media WHERE id = %(id)s", id=media)
    with failing(worker.pid, READING, campaign.crew.storage.original(path)):
        campaign.dispatcher()
        row = campaign.crew.wait_for(media, "failed")
    assert "Input/output error" in row.reason
    campaign.expected = {"done", "failed"}
    campaign.case.count(faults=1)
    campaign.settle()
    assert campaign.case.counts["failed"] == 1
    assert [process.poll() for process in (ingest, worker)] == [None, None]


def claimed(campaign, victim: Path) -> None:
    """Leave a file as an ingest that crashed a while ago had claimed it."""
    content = contents.photo(10_000)
    victim.parent.mkdir(parents=True)
    victim.write_bytes(content)
    os.utime(victim.parents[1], (0, 0))
    campaign.dropped.append(content)


def left(campaign) -> list[Path]:
    return [path for path in campaign.inbox.rglob("*") if path.is_file()]


TOLD = "SELECT 1 FROM inbox_problem WHERE path = %(path)s AND reason LIKE '%%Input/output%%'"
