"""Disks that are full, read-only, broken or without power: nothing is lost, and work goes on by itself.

F21 to F25 and F34.
"""

import os
import re
import shutil
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults import disks
from tests.faults.campaign import Campaign
from tests.faults.postgres import Postgres
from tests.faults.size import full_only, sized
from tests.integration.crew import Crew
from tests.integration.rabbit import Rabbit

FILES = sized(20, 500)
CUT = re.compile(r"8\.jpg: ")  # which `contents` cuts off


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
    assert not blamed(campaign)


@pytest.mark.fault("F22")
def test_work_waits_until_there_is_room_for_what_is_temporary(campaign, tmp_path):
    with disks.small(tmp_path / "temporary", "8m,nr_inodes=40") as place:
        campaign.settings["tmpdir"] = place
        campaign.start()
        campaign.drop(5)
        campaign.crew.wait(lambda: campaign.done() > 3)
        ballast = disks.fill(place)
        campaign.drop(FILES)
        campaign.crew.wait(lambda: campaign.drained() or problems(campaign, "room"))
        time.sleep(sized(1, 60))
        shutil.rmtree(ballast)
        campaign.settle()
        campaign.case.count(faults=1)
        assert not blamed(campaign)
        campaign.crew.close()


@full_only
@pytest.mark.fault("F22")
def test_work_waits_until_the_database_has_room(rabbit, cluster_template, tmp_path, case):
    with disks.small(tmp_path / "database", "400m") as place, ExitStack() as stack:
        postgres = Postgres(cluster_template, folder=place / "cluster")
        postgres.folder.mkdir()
        stack.enter_context(postgres)
        campaign = Campaign(Crew(tmp_path, postgres.url, rabbit.url), case)
        stack.callback(campaign.crew.close)
        campaign.start()
        campaign.drop(FILES // 2)
        ballast = disks.fill(place)
        campaign.drop(FILES // 2)
        campaign.crew.wait(lambda: "No space left" in postgres.log(), 120)
        time.sleep(60)
        shutil.rmtree(ballast)
        if postgres.server.poll() is not None:  # as Docker and systemd do
            postgres.start()
        resumed(campaign)
        campaign.settle()


@full_only
@pytest.mark.fault("F22")
def test_work_waits_until_the_broker_has_room(database, tmp_path, case):
    """RabbitMQ takes no messages below 50 MB of free space, which the tests' configuration says."""
    with disks.small(tmp_path / "broker", "200m") as place, ExitStack() as stack:
        (place / "node").mkdir()
        node = stack.enter_context(Rabbit(folder=place / "node"))
        campaign = Campaign(Crew(tmp_path, database, node.url), case)
        stack.callback(campaign.crew.close)
        campaign.start()
        campaign.drop(FILES // 2)
        campaign.crew.wait(lambda: campaign.done() > 5)
        ballast = disks.fill(place, leave=30 << 20)
        campaign.crew.wait(lambda: "disk" in node.control("eval", "rabbit_alarm:get_alarms()."), 60)
        campaign.drop(FILES // 2)
        campaign.crew.wait(campaign.drained, 120)
        shutil.rmtree(ballast)
        resumed(campaign, "analysis")
        campaign.settle()


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


def resumed(campaign, unit: str = "sighting") -> None:
    """Measure how long it takes until the next file is kept, or the next `analysis` is done."""
    sql = {
        "sighting": "SELECT count(*) FROM sighting",
        "analysis": "SELECT count(*) FROM analysis WHERE state = 'done'",
    }[unit]
    before, begun = campaign.value(sql), time.monotonic()
    campaign.crew.wait(lambda: campaign.value(sql) > before, 120)
    campaign.case.count(faults=1, resumed_after=time.monotonic() - begun)


def problems(campaign, word: str) -> bool:
    """Whether people are told of it."""
    return bool(campaign.value("SELECT 1 FROM inbox_problem WHERE reason LIKE %(word)s", word=f"%{word}%"))


def blamed(campaign) -> list[str]:
    """Files that are said to be broken, but for those that are."""
    sql = """
        SELECT array_agg(name || ': ' || problem) FROM media
         WHERE problem IS NOT NULL AND kind <> 'other' OR kind = 'other' AND name NOT LIKE '%%.txt'
        """
    return [told for told in campaign.value(sql) or [] if not CUT.search(told)]


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
