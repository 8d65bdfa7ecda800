"""Files that need more memory than their process gets: those fail with the reason, the others go on (F6)."""

import pytest

from tests.faults.cgroups import limited
from tests.faults.size import sized
from tests.faults.test_processes import add, remove

FILES = sized(20, 500)
LIMIT = 400 << 20
pytestmark = pytest.mark.fault("F6")


def test_a_file_too_big_for_the_memory_of_a_worker_fails_and_the_others_go_on(campaign):
    with limited(LIMIT) as group:
        campaign.inbox.mkdir()
        campaign.settings |= {"max_attempts": 2, "lease_seconds": 1}
        campaign.ingest()
        worker = campaign.worker()
        group.add(worker)
        campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analyzer"))
        bomb = add(campaign, ["eat 1000"])
        campaign.drop(FILES)
        campaign.dispatcher()
        row = campaign.crew.wait_for(bomb[0], "failed")
        assert "out of memory" in row.reason
        assert group.kills() == 2
        campaign.case.count(faults=2)
        remove(campaign, bomb)
        campaign.settle()
        assert worker.poll() is None
        campaign.crew.close()
