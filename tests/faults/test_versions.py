"""Workers of an older and a newer version at work on the same files (F37)."""

import time

import pytest

from tests.faults.campaign import Campaign
from tests.faults.size import sized

FILES = sized(24, 500)


@pytest.mark.fault("F37")
def test_an_old_worker_beside_a_new_one_takes_nothing_that_is_not_its_own(campaign):
    old = campaign.start(pause=0.3)
    campaign.drop(FILES // 2)
    campaign.crew.wait(lambda: campaign.done() > 2)
    campaign.worker(version=2, pause=0.3)
    campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analyzer WHERE version = 2"))
    campaign.worker(version=1, pause=0.3)  # one that is started again after the new one
    campaign.drop(FILES - FILES // 2)
    campaign.crew.wait(campaign.drained, 300)
    campaign.crew.wait(lambda: caught_up(campaign), 300)
    time.sleep(3)  # a worker tells of itself every two seconds: none may take the version back
    assert campaign.value("SELECT version FROM analyzer") == 2
    assert all(worker.poll() is None for worker in old)
    assert campaign.value("SELECT count(DISTINCT worker) FROM analysis WHERE version = 2") == 1
    left_over = campaign.value("SELECT count(*) FROM analysis WHERE version = 1 AND state <> 'done'")
    campaign.case.count(faults=1, left_over=left_over)
    with campaign.crew.connect() as conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM analysis WHERE version = 1 AND state <> 'done'")  # never to be done
    campaign.settle()


def caught_up(campaign: Campaign) -> bool:
    """Whether the new version has looked at every file."""
    return campaign.value(
        """
        SELECT count(*) = count(*) FILTER (WHERE state = 'done') AND count(*) > 0
               AND count(*) = (SELECT count(*) FROM media WHERE kind IN ('image', 'video', 'audio'))
          FROM analysis WHERE version = 2
        """
    )
