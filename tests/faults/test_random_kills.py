"""Every service is killed again and again at random moments while files arrive (F2).

`KILL_SECONDS` makes it longer or shorter than the two sizes of the campaign.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import invariants
from tests.faults import contents
from tests.faults.size import sized

SECONDS = float(os.environ.get("KILL_SECONDS") or sized(15, 300))
SETTINGS = {
    "lease_seconds": 1,
    "max_attempts": 100,
    "window": 10,
    "stable_seconds": 0.2,
    "rescan_seconds": 1,
    "incomplete_seconds": 2,
    "min_free": 0,
}
BACKLOG = sized(12, 400)  # files, so that workers are busy when they are killed
SETTLED = 3.0  # seconds: a process killed while it starts proves nothing


class Role:
    """A service that is started again whenever it was killed."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self.restart()

    def restart(self) -> None:
        self.process = self._start()
        self.began = time.monotonic()

    @property
    def settled(self) -> bool:
        return time.monotonic() - self.began > SETTLED

    def children(self) -> list[int]:
        file = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in file.read_text().split()]


@pytest.mark.fault("F2")
def test_whatever_is_killed_nothing_is_lost_and_nothing_is_double(crew, case):
    chance = random.Random(7)
    inbox = crew.data / "inbox"
    inbox.mkdir()
    ingest = Role(lambda: crew.start("services.ingest", **SETTINGS))
    dispatchers = [Role(lambda: crew.dispatcher(**SETTINGS)) for _ in range(2)]
    workers = [Role(lambda: crew.worker(**SETTINGS)) for _ in range(2)]
    crew.wait(lambda: crew.value("SELECT 1 FROM analyzer"))
    dropped = [contents.drop(inbox, number) for number in range(BACKLOG)]
    kills, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        dropped.append(contents.drop(inbox, len(dropped)))
        settled = [role for role in [ingest, *dispatchers, *workers, *workers] if role.settled]
        if settled:
            kills += 1
            kill(crew, chance.choice(settled), chance)
        time.sleep(chance.uniform(0.2, 0.6))
    crew.wait(lambda: emptied(inbox), sized(120, 600))
    crew.wait_all(sized(120, 600))
    attempts = [row.attempt for row in crew.rows()]
    again = sum(attempt > 1 for attempt in attempts) / len(attempts)
    case.count(files=len(dropped), faults=kills, rows=len(attempts), again=again * len(attempts))
    case.count(most=max(attempts), failed=sum(row.state == "failed" for row in crew.rows()))
    assert again >= 0.1
    invariants.check(crew.connect, crew.storage, inbox, dropped)
    invariants.check_analyses(crew.connect)
    assert {row.state for row in crew.rows()} == {"done"}
    assert crew.value("SELECT count(*) = count(DISTINCT media_id) FROM finding")
    assert crew.value("SELECT count(*) FROM finding") == len(attempts)


def kill(crew, role: Role, chance: random.Random) -> None:
    """End `role` as a power cut would, or only the child that does its work."""
    children = role.children()
    if children and chance.random() < 0.5:
        os.kill(chance.choice(children), signal.SIGKILL)
        return
    crew.kill(role.process)
    role.restart()


def emptied(inbox: Path) -> bool:
    return not any(names for _, _, names in os.walk(inbox))  # which bears folders that vanish
