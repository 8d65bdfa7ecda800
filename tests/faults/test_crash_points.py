"""Every service is ended at each of its steps, many times over, and what follows heals it (F1)."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.faults.campaign import SETTINGS
from tests.faults.size import sized
from tests.integration.intake import Library
from tests.invariants import check

ROUNDS = sized(1, 20)
IN_PLACE = [
    "found", "claimed", "hashed", "linked", "placed", "recorded", "committed", "released", "forgotten",
    "parked",
]  # fmt: skip
COPYING = [
    "claimed", "staging", "copying", "staged", "linked", "recorded", "committed", "released", "forgotten",
    "parked",
]  # fmt: skip
SERVICE = """
import os, sys
from pathlib import Path
from shared import crash
from shared.db.connection import connector
from tests.integration.intake import Library
from tests.integration.watching import drop, left, until, watching

step, manner, rounds, database, root = sys.argv[1:]
FILES = {
    "a/first.jpg": b"one content", "b/été 日本.jpg": b"one content", "a/b/c/other.jpg": b"another",
    "same/name.jpg": b"third" * 400_000,
}

def serve(armed):
    library = Library(connector(database), Path(root))
    crash.arm(armed)
    with watching(library, database, threads=1, stable=0.05, empty=0):
        until(lambda: not left(library) and not list(library.inbox.glob(".claimed/*")), 60)

def ended(armed):
    pid = os.fork()
    if not pid:
        serve(armed)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

inbox = Path(root) / "inbox"
for number in range(int(rounds)):
    drop(inbox, {path: b"%d " % number + content for path, content in FILES.items()})
    for place, path in enumerate(FILES if manner == "copying" else ()):
        (Path(root) / f"outside {number} {place}").hardlink_to(inbox / path)
    codes = ended(step), ended("")
    assert codes == (137, 0), codes
"""
CONTENTS = [b"one content", b"one content", b"another", b"third" * 400_000]


@pytest.mark.fault("F1")
@pytest.mark.parametrize(
    ("manner", "step"),
    [*(("in place", step) for step in IN_PLACE), *(("copying", step) for step in COPYING)],
)
def test_ingest_crashes(connect, database, tmp_path, case, manner, step):
    """A file that another name could still change is copied through staging, any other is linked in place."""
    library = Library(connect, tmp_path)
    command = [sys.executable, "-c", SERVICE, step, manner, str(ROUNDS), database, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    dropped = [b"%d " % number + content for number in range(ROUNDS) for content in CONTENTS]
    case.count(files=len(dropped), faults=ROUNDS)
    check(connect, library.storage, library.inbox, dropped)


@pytest.mark.fault("F1")
@pytest.mark.parametrize("step", ["published", "marked"])
def test_dispatch_crashes(campaign, step):
    campaign.settings = SETTINGS | {"lease_seconds": 1, "window": 500}
    ingest_only(campaign)
    for _ in range(sized(1, 20)):
        campaign.drop(1)
        campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analysis WHERE NOT published"))
        assert campaign.dispatcher(crash=step).wait(60) == 137
        if len(campaign.dropped) % 10 == 6:
            campaign.drop(1)  # that was a text, which nobody looks at
    campaign.case.count(faults=sized(1, 20))
    campaign.dispatcher()
    campaign.worker()
    campaign.settle()


@pytest.mark.fault("F1")
@pytest.mark.parametrize("step", ["leased", "made", "derived", "finished", "stored"])
def test_worker_crashes(campaign, step):
    wanted = sized(1, 20)
    campaign.settings = SETTINGS | {"lease_seconds": 1, "backoff_seconds": 0.01}
    ingest_only(campaign)
    campaign.dispatcher()
    armed = campaign.worker(crash=step, pause=0.01)
    crashes = 0
    while (crashes := campaign.log("fakes").count("exitcode 137")) < wanted:
        assert armed.poll() is None, campaign.log("fakes")
        waiting = campaign.value("SELECT count(*) FROM analysis WHERE state IN ('queued', 'running')")
        campaign.drop(max(0, 5 - waiting))
        campaign.crew.wait(lambda crashes=crashes: campaign.log("fakes").count("exitcode 137") > crashes)
    campaign.crew.kill(armed)
    campaign.case.count(faults=crashes)
    campaign.worker()
    campaign.settle()
    made = [path for path in (campaign.crew.storage.root / "derived").rglob("*made.txt") if path.is_file()]
    assert len(made) == campaign.done()


def ingest_only(campaign) -> None:
    """Start ingest, and make the analyzer known."""
    campaign.inbox.mkdir()
    campaign.ingest()
    worker = campaign.worker()
    campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analyzer"))
    campaign.crew.kill(worker)
