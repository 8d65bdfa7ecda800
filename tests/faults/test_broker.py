"""Whatever happens to RabbitMQ, every file is analysed, once (F9–F13, F15, F32)."""

import re
import time

import pytest

from shared.queue import lane
from tests.faults.campaign import PATIENCE
from tests.faults.size import sized

FILES = sized(30, 500)
# Seconds.  A quorum queue of RabbitMQ 3.10.8 whose node is killed while the queue is new can come back
# without a leader, and has none until the node is started again (docs/operations.md, BrokerAway).
SETTLED = 12


def begin(campaign) -> None:
    """Start, and let the queues grow old enough for their node to be killed."""
    campaign.start()
    campaign.drop(5)
    campaign.crew.wait(lambda: campaign.done() >= 3, PATIENCE)
    time.sleep(SETTLED)


@pytest.mark.fault("F9")
def test_a_broker_killed_again_and_again_loses_nothing(campaign, rabbit):
    begin(campaign)
    kills = sized(2, 10)
    for _ in range(kills):
        before = campaign.done()
        campaign.drop(FILES // kills)
        campaign.crew.wait(lambda before=before: campaign.done() > before + 2, PATIENCE)
        rabbit.kill()
        rabbit.start()
    campaign.case.count(faults=kills)
    campaign.settle()


@pytest.mark.fault("F10")
def test_a_broker_that_forgot_everything_loses_nothing(campaign, rabbit):
    campaign.start()
    wipes = sized(1, 3)
    for _ in range(wipes):
        before = campaign.done()
        campaign.drop(FILES // wipes)
        campaign.crew.wait(lambda before=before: campaign.done() > before + 2, PATIENCE)
        rabbit.kill()
        rabbit.wipe()
        rabbit.start()
    campaign.case.count(faults=wipes)
    campaign.settle()


@pytest.mark.fault("F10")
def test_a_queue_that_lost_its_process_is_made_anew(campaign, rabbit):
    """What a node does that is killed in the moment in which the queue is made."""
    workers = campaign.start()
    campaign.drop(FILES // 2)
    campaign.crew.wait(lambda: campaign.done() > 2)
    for name in (lane("fake", person=False), "dead"):
        rabbit.control("eval", f"ra:force_delete_server(quorum_queues, {{'%2F_{name}', node()}}).")
    for worker in workers:  # whose connections the node's end would have cut
        campaign.crew.kill(worker)
        campaign.worker()
    campaign.drop(FILES // 2)
    campaign.crew.wait(lambda: campaign.log("dispatch").count("was dead and is made anew") >= 2, 90)
    campaign.case.count(faults=2)
    campaign.settle()


@pytest.mark.fault("F11")
def test_files_come_in_while_the_broker_is_away(campaign, rabbit):
    begin(campaign)
    rabbit.kill()
    away = time.monotonic()
    campaign.drop(FILES)
    campaign.crew.wait(campaign.drained, 120)
    campaign.case.count(faults=1, drained_after=time.monotonic() - away)
    time.sleep(max(0.0, sized(3.0, 300.0) - (time.monotonic() - away)))
    assert campaign.value("SELECT count(*) FROM analysis WHERE state = 'queued'") > 0
    rabbit.start()
    campaign.settle()


@pytest.mark.fault("F13")
def test_a_deleted_queue_is_missed_and_declared_again(campaign, rabbit):
    campaign.start(pause=0.4)
    deletions = sized(2, 5)
    for _ in range(deletions):
        campaign.drop(sized(30, 100))
        campaign.crew.wait(lambda: campaign.value(WAITING) > 5)
        rabbit.control("delete_queue", lane("fake", person=False))
        campaign.crew.wait(lambda: declared(rabbit), 60)
    assert re.search("NO_ROUTE|NOT_FOUND", campaign.log("dispatch"))
    campaign.case.count(faults=deletions)
    campaign.settle()


WAITING = "SELECT count(*) FROM analysis WHERE state = 'queued' AND NOT published"


def declared(rabbit) -> bool:
    """Whether the queue that was deleted is there again."""
    return lane("fake", person=False) in rabbit.control("list_queues", "--silent", "name").split()
