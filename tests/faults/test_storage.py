"""Disks that are full, read-only, broken or without power: nothing is lost, and work goes on by itself.

F21 to F25 and F34.
"""

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults import disks
from tests.faults.size import sized

FILES = sized(20, 500)


@pytest.fixture
def storage(campaign):
    """A disk for the storage folder that holds a few files only."""
    with disks.small(campaign.crew.storage.root, sized("100k", "2m")) as place:
        yield place


@pytest.mark.fault("F21")
def test_files_wait_in_the_inbox_until_the_disk_is_larger(campaign, storage):
    campaign.start()
    campaign.drop(FILES)
    campaign.crew.wait(lambda: problems(campaign, "disk"))
    assert in_inbox(campaign) | originals(campaign) >= set(campaign.dropped)
    assert not campaign.drained()
    disks.change(storage, "size=64m")
    resumed(campaign)
    campaign.settle()
    wrong = campaign.value("SELECT array_agg(problem) FROM media WHERE problem LIKE '%%space%%'")
    assert not wrong, "a full disk is no fault of the file"


@pytest.mark.fault("F24")
def test_nothing_is_claimed_while_the_storage_is_read_only(campaign, storage):
    disks.change(storage, "size=64m")
    campaign.start()
    campaign.drop(5)
    campaign.crew.wait(lambda: campaign.done() > 3)
    campaign.crew.wait(lambda: read_only(storage))
    campaign.drop(FILES)
    campaign.crew.wait(lambda: problems(campaign, "read-only"))
    time.sleep(sized(1, 60))
    assert not list((campaign.inbox / ".claimed").glob("*/*/*")), "claimed, and could not be kept"
    disks.change(storage, "rw")
    resumed(campaign)
    campaign.settle()


@pytest.mark.fault("F34")
def test_a_worker_refuses_an_original_that_changed(campaign):
    """The scrubber's part is tested with the scrubber."""
    campaign.inbox.mkdir()
    campaign.drop(FILES)
    ingest = campaign.ingest()
    worker = campaign.worker()
    campaign.crew.wait(campaign.drained)
    flipped = campaign.crew.storage.original(
        campaign.value("SELECT min(path) FROM media WHERE kind = 'image'")
    )
    flip(flipped)
    campaign.dispatcher()
    campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analysis WHERE reason LIKE '%%damaged%%'"))
    campaign.expected = {"done", "failed"}
    flip(flipped)
    campaign.settle()
    campaign.case.count(faults=1)
    assert campaign.case.counts["failed"] == 1
    assert [process.poll() for process in (ingest, worker)] == [None, None]


def resumed(campaign) -> None:
    """Measure how long it takes until the next file is kept."""
    before, begun = campaign.value("SELECT count(*) FROM sighting"), time.monotonic()
    campaign.crew.wait(lambda: campaign.value("SELECT count(*) FROM sighting") > before)
    campaign.case.count(faults=1, resumed_after=time.monotonic() - begun)


def problems(campaign, word: str) -> bool:
    """Whether people are told of it."""
    return bool(campaign.value("SELECT 1 FROM inbox_problem WHERE reason LIKE %(word)s", word=f"%{word}%"))


def in_inbox(campaign) -> set[bytes]:
    return {path.read_bytes() for path in campaign.inbox.rglob("*") if path.is_file()}


def originals(campaign) -> set[bytes]:
    return {path.read_bytes() for path in campaign.crew.storage.originals.rglob("*") if path.is_file()}


def read_only(place: Path) -> bool:
    """Take the right to write away, which fails while a file is open for writing."""
    try:
        disks.change(place, "ro")
    except subprocess.CalledProcessError:
        return False
    return True


def flip(file: Path) -> None:
    """Change one bit in the middle; once more changes it back."""
    with file.open("r+b") as content:
        content.seek(file.stat().st_size // 2)
        byte = content.read(1)[0]
        content.seek(-1, os.SEEK_CUR)
        content.write(bytes([byte ^ 1]))
