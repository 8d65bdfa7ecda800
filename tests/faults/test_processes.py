"""Processes that crash, freeze, hang or are replaced, and files that bring them to it (F3–F8, F31)."""

import os
import signal
import time
from itertools import cycle, islice

import psutil
import pytest

from tests.faults.campaign import Campaign
from tests.faults.size import sized

FILES = sized(30, 500)


@pytest.mark.fault("F3")
def test_a_worker_outlives_its_child_however_often_that_is_killed(campaign):
    campaign.settings |= {"lease_seconds": 1, "backoff_seconds": 0.01}
    (worker,) = campaign.start(workers=1, pause=0.3)
    campaign.drop(FILES)
    kills, wanted = 0, sized(8, 200)
    victims: set[int] = set()
    while kills < wanted:
        child = campaign.crew.wait(
            lambda: busy(campaign) and next(iter(children(worker.pid) - victims), None)
        )
        time.sleep(0.05 * (kills % 5))
        os.kill(child, signal.SIGKILL)
        victims.add(child)
        kills += 1
        if kills % 50 == 0:
            campaign.drop(20)
        assert worker.poll() is None, campaign.log("fakes")
    campaign.case.count(faults=kills)
    campaign.settle()
    assert worker.poll() is None


def busy(campaign: Campaign) -> bool:
    return bool(campaign.value("SELECT 1 FROM analysis WHERE state = 'running' AND lease_until > now()"))


def children(pid: int) -> set[int]:
    return {child.pid for child in psutil.Process(pid).children()}


@pytest.mark.fault("F4")
def test_poison_ends_failed_and_the_others_go_on(campaign):
    campaign.settings |= {"max_attempts": 5, "lease_seconds": 1, "backoff_seconds": 0.01}
    workers = campaign.start()
    poison = add(campaign, islice(cycle(["kill", "segfault", "exit", "abort"]), sized(4, 12)))
    campaign.drop(FILES)
    for media_id in poison:
        row = campaign.crew.wait_for(media_id, "failed", 300)
        assert row.attempt == 5
        assert "stopped 5 times" in row.reason
    assert all(worker.poll() is None for worker in workers)
    remove(campaign, poison)
    campaign.case.count(faults=5 * len(poison))
    campaign.settle()


@pytest.mark.fault("F5")
def test_a_file_that_takes_all_memory_fails_alone(campaign):
    (worker,) = campaign.start(workers=1)
    hungry = add(campaign, ["memory"] * sized(3, 50))
    campaign.drop(FILES)
    for media_id in hungry:
        row = campaign.crew.wait_for(media_id, "failed", 300)
        assert (row.attempt, row.reason) == (1, "ran out of memory")
    assert worker.poll() is None
    remove(campaign, hungry)
    campaign.case.count(faults=len(hungry))
    campaign.settle()


@pytest.mark.fault("F7")
def test_a_frozen_worker_that_wakes_up_writes_nothing(campaign):
    first, second = campaign.start(pause=1)
    freezes = sized(2, 10)
    for number in range(freezes):
        campaign.drop(max(4, FILES // freezes))
        worker = (first, second)[number % 2]
        held = campaign.crew.wait(lambda worker=worker: held_by(campaign, worker.pid))
        before = ends(campaign)
        os.killpg(worker.pid, signal.SIGSTOP)
        campaign.crew.wait(lambda held=held: campaign.value(ENDED, id=held), 90)
        time.sleep(sized(0, 15) * (number % 2))
        os.killpg(worker.pid, signal.SIGCONT)
        campaign.crew.wait(lambda before=before: ends(campaign) > before, 60)
    campaign.case.count(faults=freezes)
    campaign.settle()


def ends(campaign: Campaign) -> int:
    """How often a worker that woke up was refused its write, or gave up for the broker had let go of it."""
    told = campaign.log("fakes")
    return told.count("is held by another worker") + told.count("after a connection loss")


def held_by(campaign: Campaign, pid: int) -> int | None:
    """An analysis that this worker has just begun."""
    return campaign.value(
        """
        SELECT id FROM analysis
         WHERE state = 'running' AND worker LIKE '%%:' || %(pid)s AND started_at > now() - interval '0.3 s'
        """,
        pid=pid,
    )


ENDED = "SELECT 1 FROM analysis WHERE id = %(id)s AND state = 'done'"


@pytest.mark.fault("F8")
def test_a_file_that_hangs_and_ignores_the_polite_end_is_killed_with_all_it_began(campaign):
    limit = 4
    campaign.settings |= {"max_attempts": 2, "job_seconds": limit}
    campaign.start(workers=1)
    deaf = add(campaign, ["hang family"] * sized(1, 5))
    campaign.drop(FILES)
    lives: dict[int, float] = {}
    campaign.crew.wait(lambda: watched(campaign, lives) and ended(campaign, deaf), 40 * len(deaf))
    assert {campaign.crew.row(media_id).attempt for media_id in deaf} == {2}
    assert len(lives) == 2 * len(deaf)
    campaign.crew.wait(lambda: not any(map(alive, lives)), 5)
    assert max(lives.values()) <= limit + 2
    remove(campaign, deaf)
    campaign.case.count(faults=len(lives), longest_life_s=max(lives.values()))
    campaign.settle()


def watched(campaign: Campaign, lives: dict[int, float]) -> bool:
    """Note how long the process lives that each hanging file began."""
    family = campaign.crew.data / "family"
    for line in family.read_text().splitlines() if family.exists() else []:
        pid, begun = line.split()
        if int(pid) not in lives or alive(int(pid)):
            lives[int(pid)] = time.time() - float(begun)
    return True


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ended(campaign: Campaign, ids: list[int]) -> bool:
    return all(campaign.crew.row(media_id).state == "failed" for media_id in ids)


@pytest.mark.fault("F31")
def test_workers_that_are_replaced_again_and_again_lose_no_attempt(campaign):
    campaign.settings["lease_seconds"] = 30
    workers = campaign.start(pause=0.5)
    ends: list[float] = []
    for _ in range(sized(2, 5)):
        campaign.drop(FILES // 3)
        campaign.crew.wait(lambda: busy(campaign))
        time.sleep(sized(1.5, 30.0))
        told = time.monotonic()
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)
            ends.append(time.monotonic() - told)
        workers = [campaign.worker(pause=0.5) for _ in workers]
    campaign.case.count(faults=len(ends), slowest_end_s=max(ends))
    campaign.settle()
    assert max(row.attempt for row in campaign.crew.rows()) <= 2


def add(campaign: Campaign, contents) -> list[int]:
    """Files that bring a worker to its end; they never lay in the inbox."""
    return [campaign.crew.add(content) for content in contents]


def remove(campaign: Campaign, ids: list[int]) -> None:
    """Take them away again, so that the invariants speak of the files of the inbox."""
    with campaign.crew.connect() as conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM media WHERE id = ANY (%s) RETURNING path", (ids,))
        paths = [path for (path,) in cursor.fetchall()]
    for path in paths:
        campaign.crew.storage.original(path).unlink()
