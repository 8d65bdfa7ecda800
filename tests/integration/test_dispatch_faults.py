"""Whatever happens to the broker, every file is analysed; more of that is in tests/faults (F9–F15)."""

import shutil

import pytest
from kombu import Connection

from shared.db import analyses
from shared.domain import Job
from shared.errors import BrokerUnavailable
from shared.publisher import Publisher
from shared.queue import lane
from shared.settings import Settings
from tests.integration.declared import Declared


def add(crew, count: int) -> None:
    for number in range(count):
        crew.add(f"slow 0.02 {number}")


def done_once(crew) -> None:
    crew.wait_all(90)
    assert {row.state for row in crew.rows()} == {"done"}
    assert crew.value("SELECT count(*) = count(DISTINCT analysis_id) FROM finding")


def test_a_wiped_folder_of_messages_loses_nothing(embedded):
    embedded.dispatcher(window=10)
    embedded.worker()
    embedded.wait(lambda: embedded.value("SELECT 1 FROM analyzer"))
    add(embedded, 40)
    shutil.rmtree(embedded.data / "broker")
    add(embedded, 10)
    done_once(embedded)


def test_messages_that_a_power_cut_left_without_content_stop_no_worker(embedded):
    messages = embedded.data / "broker" / lane("fake", person=False)
    messages.mkdir(parents=True)
    (messages / "0").touch()
    (messages / "1").write_bytes(bytes(40))
    (messages / "2").write_bytes(b"\xff{")
    worker = embedded.worker()
    embedded.dispatcher()
    embedded.wait(lambda: embedded.value("SELECT 1 FROM analyzer"))
    embedded.wait_for(embedded.add("label x"), "done")
    assert not any(messages.iterdir())
    assert worker.poll() is None


def test_messages_of_an_earlier_run_do_no_harm(embedded):
    dispatcher = embedded.dispatcher()
    worker = embedded.worker(lease_seconds=1)
    embedded.wait(lambda: embedded.value("SELECT 1 FROM analyzer"))
    add(embedded, 30)
    embedded.kill(worker)
    embedded.kill(dispatcher)
    embedded.dispatcher()
    embedded.worker(lease_seconds=1)
    done_once(embedded)


def test_what_the_broker_gives_up_is_marked_and_sent_again(distributed, rabbit):
    photo = distributed.add("label cat")
    with distributed.connect() as conn:
        analyses.register(conn, Declared("fake"))
    distributed.dispatcher()
    queue = lane("fake", person=False)
    distributed.wait(lambda: distributed.value("SELECT 1 FROM analysis WHERE published"))
    with Connection(rabbit.url) as connection:
        for _ in range(9):
            distributed.wait(lambda: refused(connection, queue))
    distributed.wait(lambda: "the broker gave up" in distributed.logs())
    distributed.worker()
    distributed.wait_for(photo, "done")


def refused(connection: Connection, queue: str) -> bool:
    """Take a message and give it back, as a worker that dies does."""
    message = connection.default_channel.basic_get(queue)
    if message is None:
        return False
    connection.default_channel.basic_reject(message.delivery_tag, requeue=True)
    return True


def test_a_new_file_is_begun_within_a_moment(crew):
    crew.dispatcher()
    crew.worker()
    crew.wait_for(crew.wait(lambda: crew.value("SELECT 1 FROM analyzer")) and crew.add("label warm"), "done")
    waits = []
    for _ in range(5):
        photo = crew.add("label cat")
        crew.wait_for(photo, "done")
        sql = "SELECT extract(epoch FROM started_at - created_at) FROM analysis WHERE media_id = %(id)s"
        waits.append(float(crew.value(sql, id=photo)))
    print(f"begun after {sorted(waits)[2] * 1000:.0f} ms")
    assert sorted(waits)[2] < 1


def test_a_message_for_a_queue_that_is_gone_is_refused_and_the_queue_made_anew(rabbit, tmp_path):
    """F13: an unroutable message is not taken for sent."""
    publisher = Publisher(Settings(data=tmp_path, broker_url=rabbit.url))
    publisher.publish([Job(1, "fake", 1)], person=False)
    with Connection(rabbit.url) as connection:
        connection.default_channel.queue_delete(lane("fake", person=False))
    with pytest.raises(BrokerUnavailable, match="NO_ROUTE"):
        publisher.publish([Job(2, "fake", 1)], person=False)
    publisher.publish([Job(3, "fake", 1)], person=False)
    assert publisher.waiting("fake", person=False) == 1
    publisher.close()
