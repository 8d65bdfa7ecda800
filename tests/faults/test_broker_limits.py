"""A broker that takes no more, loses patience, or has more than anyone wants (F12, F15, F32, F33)."""

import time

import psutil
import pytest
from kombu import Connection, Producer

from shared import queue
from shared.domain import Job
from tests.faults import contents
from tests.faults.api import serve, slowest
from tests.faults.campaign import Campaign
from tests.faults.size import sized
from tests.integration.files import files

FILES = sized(30, 500)


@pytest.mark.fault("F12")
def test_an_alarm_of_the_broker_stops_neither_uploads_nor_acknowledgements(campaign, rabbit):
    campaign.settings["window"] = 6
    campaign.start(pause=0.5)
    api = serve(campaign)
    campaign.drop(FILES)
    campaign.crew.wait(lambda: campaign.done() > 2)
    api.upload(b"the first one waits for the decoder to start", "first.txt")
    campaign.dropped.append(b"the first one waits for the decoder to start")
    rabbit.control("set_disk_free_limit", "9000GB")
    alarm = time.monotonic()
    before, seconds = campaign.done(), []
    while "takes no messages" not in campaign.log("dispatch") or time.monotonic() - alarm < sized(6, 180):
        assert time.monotonic() - alarm < 240, campaign.log("dispatch")
        name, content = contents.content(100_000 + 10 * len(seconds))
        status, _, took = api.upload(content, f"sent/{name}")
        assert status == 201
        campaign.dropped.append(content)
        seconds.append(took)
        time.sleep(0.1)
    campaign.crew.wait(lambda: campaign.done() > before and unacknowledged(rabbit) == 0)
    rabbit.control("set_disk_free_limit", "50MB")
    healed, before = time.monotonic(), campaign.done()
    campaign.crew.wait(lambda: campaign.done() > before, 45)
    campaign.case.count(
        faults=1,
        uploads=len(seconds),
        upload_p95_s=slowest(seconds),
        resumed_s=time.monotonic() - healed,
    )
    assert slowest(seconds) < 1
    campaign.settle()


def unacknowledged(rabbit) -> int:
    """Messages that workers hold; during an alarm none comes after those that were out."""
    told = rabbit.control("list_queues", "--silent", "messages_unacknowledged")
    return sum(map(int, told.split()))


@pytest.mark.fault("F15")
def test_a_broker_that_loses_patience_with_a_long_job_makes_no_loop(campaign, rabbit):
    """60 s and a job of 170 s in the full form; the broker looks every `channel_tick_interval`."""
    patience = sized(3, 60)
    evaluate(rabbit, f"application:set_env(rabbit, consumer_timeout, {patience * 1000})")
    evaluate(rabbit, "application:set_env(rabbit, channel_tick_interval, 1000)")
    most = sized(3, 5)
    campaign.settings["max_attempts"] = most
    campaign.expected = {"done", "failed"}
    try:
        campaign.start(workers=1, pause=patience * 2.8)
        campaign.drop(1)
        campaign.crew.wait(lambda: "delivery acknowledgement" in told(rabbit), patience * 3 + 60)
        campaign.case.count(faults=1)
        campaign.settle(patience * 2.8 * 5 + 60)
    finally:
        evaluate(rabbit, "application:set_env(rabbit, consumer_timeout, 3600000)")
        evaluate(rabbit, "application:set_env(rabbit, channel_tick_interval, 60000)")
    assert max(row.attempt for row in campaign.crew.rows()) <= most


def evaluate(rabbit, expression: str) -> None:
    rabbit.control("eval", f"{expression}.")


def told(rabbit) -> str:
    return "".join(file.read_text(errors="replace") for file in (rabbit.folder / "log").glob("*.log"))


@pytest.mark.fault("F32")
def test_a_flood_of_dead_messages_is_read_and_its_reasons_are_told(campaign, rabbit):
    campaign.settings["max_attempts"] = 3
    campaign.expected = {"done", "failed"}
    first = campaign.start(workers=1)[0]
    campaign.crew.stop(first)
    campaign.drop(FILES)
    campaign.crew.wait(campaign.drained, 300)
    ids = tired(campaign)
    flood = sized(500, 5000)
    bury(rabbit, [Job(ids[number % len(ids)], "fake", 1) for number in range(flood)])
    campaign.crew.wait(lambda: failed(campaign) == len(ids), 120)
    campaign.crew.wait(lambda: graves(rabbit) == 0, 120)
    campaign.worker()
    status, answer, _ = serve(campaign).ask("GET", "/api/status")
    reasons = {failure["reason"] for failure in answer["failures"]}
    assert status == 200
    assert any("message broker gave this file up" in reason for reason in reasons), reasons
    campaign.case.count(faults=flood)
    campaign.settle()
    assert failed(campaign) == len(ids)


def tired(campaign: Campaign) -> list[int]:
    """Half of the files have been tried as often as may be."""
    with campaign.crew.connect() as conn, conn.cursor() as cursor:
        cursor.execute("UPDATE analysis SET attempt = 3 WHERE media_id % 2 = 0 RETURNING media_id")
        return [media_id for (media_id,) in cursor.fetchall()]


def bury(rabbit, jobs: list[Job]) -> None:
    """Lay messages where the broker lays those that it gave up."""
    with Connection(rabbit.url) as connection:
        queue.graves()(connection.default_channel).declare()
        producer = Producer(connection.default_channel, auto_declare=False, serializer="json")
        for job in jobs:
            producer.publish([[], vars(job), {}], exchange="media.dlx", routing_key="dead.fake")


def failed(campaign: Campaign) -> int:
    return int(campaign.value("SELECT count(*) FROM analysis WHERE state = 'failed'"))


def graves(rabbit) -> int:
    with Connection(rabbit.url) as connection:
        return queue.graves()(connection.default_channel).queue_declare(passive=True).message_count


@pytest.mark.fault("F33")
def test_a_hundred_thousand_waiting_rows_fill_neither_the_broker_nor_the_dispatcher(campaign, rabbit):
    window = 50
    campaign.settings["window"] = window
    campaign.start(workers=1)
    files(campaign.crew.connect, 100_000)
    with campaign.crew.connect() as conn, conn.cursor() as cursor:
        cursor.execute(BACKLOG)
    (dispatcher,) = (one for one in campaign.crew.processes if "services.dispatch" in one.args)
    campaign.crew.wait(lambda: campaign.depth() > window / 2)
    campaign.drop(sized(15, 200))
    memory, depths, end = [], [], time.monotonic() + sized(8, 120)
    while time.monotonic() < end or not campaign.drained():
        memory.append(psutil.Process(dispatcher.pid).memory_info().rss)
        depths.append(campaign.depth())
        time.sleep(0.2)
    campaign.crew.wait(lambda: campaign.value(NEW_DONE) == campaign.value(NEW), 120)
    assert campaign.value("SELECT count(*) FROM analysis WHERE state = 'queued'") > 50_000
    with campaign.crew.connect() as conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM media WHERE mime = 'backlog'")
    campaign.case.count(
        faults=100_000, deepest=max(depths), grown_mb=(max(memory) - memory[len(memory) // 4]) / 1e6
    )
    assert max(depths) <= window
    assert max(memory) - memory[len(memory) // 4] < 8e6
    campaign.settle()


BACKLOG = """
    WITH marked AS (UPDATE media SET mime = 'backlog' RETURNING id)
    INSERT INTO analysis (media_id, analyzer, version, priority) SELECT id, 'fake', 1, -1 FROM marked
    """
NEW = """
    SELECT count(*) FROM analysis JOIN media ON media.id = media_id WHERE mime <> 'backlog'
    """
NEW_DONE = f"{NEW} AND state = 'done'"
