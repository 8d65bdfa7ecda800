"""Clocks that jump by an hour, of a worker or of the database (F30)."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import skip_or_fail
from tests.faults.size import sized

FILES = sized(20, 500)
LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


@pytest.fixture
def clock() -> Iterator[Path]:
    """What the wall clock of a process started with `wrong(clock)` shows; `+0` is the right time."""
    if not LIBRARY.exists():
        skip_or_fail("no libfaketime: install the package faketime")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as a user of its own
        file = Path(folder) / "clock"
        file.write_text("+0\n")
        file.chmod(0o644)
        yield file


def wrong(clock: Path) -> dict[str, str]:
    """The variables that make a process believe `clock`; steady clocks go on as they do in truth."""
    return {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
    }


@pytest.mark.fault("F30")
def test_a_worker_whose_clock_jumps_works_on(campaign, clock):
    campaign.start(workers=1, pause=0.4)
    # Where libfaketime stands in the way a short sleep may fail, so the queue is there beforehand.
    campaign.crew.wait(lambda: campaign.log("fakes").count(" ready.") == 1)
    campaign.worker(pause=0.4, **wrong(clock))
    campaign.crew.wait(lambda: campaign.log("fakes").count(" ready.") == 2)
    jumps = ["+1h", "-1h"] * sized(1, 5)
    for jump in jumps:
        campaign.drop(FILES // len(jumps))
        campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analysis WHERE state = 'running'"))
        before = campaign.done()
        clock.write_text(f"{jump}\n")
        campaign.crew.wait(lambda before=before: campaign.done() > before + 3)
    assert shows(campaign, "fakes") > 1, "no worker believed the wrong time"
    clock.write_text("+0\n")
    campaign.case.count(faults=len(jumps))
    campaign.settle()


@pytest.mark.fault("F30")
def test_a_database_whose_clock_jumps_lets_no_work_be_written_twice(own_server, clock):
    campaign, _ = own_server(**wrong(clock))
    campaign.settings |= {"window": 2, "incomplete_seconds": 0.5}
    campaign.start(pause=sized(1.0, 0.2))
    jumps = ["+1h", "-1h"] * sized(1, 5)
    for jump in jumps:
        campaign.drop(FILES // len(jumps))
        campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analysis WHERE state = 'running'"))
        clock.write_text(f"{jump}\n")
        hours = 1 if jump == "+1h" else -1
        campaign.crew.wait(lambda hours=hours: round(ahead(campaign) / 3600) == hours)
        campaign.crew.wait(campaign.drained, 60)
        assert campaign.value("SELECT count(*) FROM analysis WHERE state = 'queued' AND NOT published")
        clock.write_text("+0\n")
    campaign.case.count(faults=len(jumps))
    campaign.settle()


def ahead(campaign) -> float:
    """Seconds that the clock of the database is before ours."""
    return campaign.value("SELECT extract(epoch FROM clock_timestamp())::float8") - time.time()


def shows(campaign, service: str) -> int:
    """How many different hours the lines of a service name."""
    return len({line[:13] for line in campaign.log(service).splitlines() if line[:2] == "20"})
