"""Whatever happens to the broker, every file is analysed."""

import shutil
import time

import pytest


def add(crew, count: int) -> None:
    for number in range(count):
        crew.add(f"slow 0.02 {number}")


@pytest.fixture
def busy(distributed):
    """A dispatcher and a worker in the middle of forty files."""
    distributed.dispatcher(window=10)
    distributed.worker()
    distributed.wait(lambda: distributed.value("SELECT 1 FROM analyzer"))
    add(distributed, 40)
    return distributed


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


def test_a_broker_that_is_killed_and_started_again_loses_nothing(busy, rabbit):
    rabbit.kill()
    add(busy, 10)
    time.sleep(1)
    rabbit.start()
    done_once(busy)


def test_a_broker_that_forgot_everything_loses_nothing(busy, rabbit):
    rabbit.kill()
    rabbit.wipe()
    rabbit.start()
    add(busy, 10)
    done_once(busy)


def test_a_deleted_queue_is_declared_again(busy, rabbit):
    rabbit.clear()
    add(busy, 10)
    done_once(busy)


def test_a_full_disk_of_the_broker_delays_and_loses_nothing(busy, rabbit):
    rabbit.control("set_disk_free_limit", "9000GB")
    add(busy, 20)
    time.sleep(3)
    rabbit.control("set_disk_free_limit", "50MB")
    done_once(busy)
