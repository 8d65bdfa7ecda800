"""What is published: in which order, how much at a time, and again when it got lost."""

import pytest

from services.dispatch.dispatcher import Dispatcher
from shared.db import analyses, leases, outbox
from shared.db.connection import connector, run, value
from shared.domain import Job
from shared.errors import BrokerUnavailable
from shared.settings import Settings
from tests.integration.declared import Declared
from tests.integration.files import file, files

SETTINGS = Settings(window=50, max_attempts=3, backoff_seconds=30)


class Broker:
    """A publisher that remembers; refuses what would be more than `patience` messages."""

    def __init__(self, patience: int = 10**6) -> None:
        self.sent: list[tuple[Job, bool]] = []
        self.patience = patience
        self.left = 0
        self.corpses: list[Job] = []

    def publish(self, jobs: list[Job], *, person: bool) -> None:
        if len(self.sent) + len(jobs) > self.patience:
            raise BrokerUnavailable("away")
        self.sent += [(job, person) for job in jobs]

    def waiting(self, analyzer: str, *, person: bool) -> int:
        return self.left

    def dead(self):
        yield from self.corpses


@pytest.fixture
def broker():
    return Broker()


@pytest.fixture
def dispatcher(connect, broker):
    with connect() as conn:
        analyses.register(conn, Declared())
    return Dispatcher(SETTINGS, connect, broker)


def plan(connect, count: int) -> None:
    files(connect, count)
    with connect() as conn:
        analyses.plan(conn)


def claim(connect, job: Job):
    with connect() as conn:
        return leases.claim(conn, job, worker="w", seconds=60, attempts=3)


def test_no_more_than_a_window_is_out_however_much_waits(connect, dispatcher, broker):
    plan(connect, 20_000)
    assert dispatcher.fill() == 50
    assert dispatcher.fill() == 0
    for job, _ in broker.sent[:7]:
        assert claim(connect, job)
    assert dispatcher.fill() == 7


def test_a_person_goes_before_new_and_the_newest_before_the_old(connect, dispatcher, broker):
    plan(connect, 5_000)
    with connect() as conn:
        analyses.promote(conn, 17)
    dispatcher.fill()
    assert broker.sent[0] == (Job(17, "detect", 1), True)
    assert [job.media_id for job, person in broker.sent[1:4]] == [5000, 4999, 4998]


def test_what_is_on_its_way_in_the_bulk_is_sent_again_for_a_person(connect, dispatcher, broker):
    plan(connect, 1)
    dispatcher.fill()
    with connect() as conn:
        analyses.promote(conn, 1)
    dispatcher.fill()
    assert [person for _, person in broker.sent] == [False, True]


def test_nothing_is_published_of_what_is_paused_or_blocked(connect, dispatcher, broker):
    plan(connect, 3)
    with connect() as conn:
        analyses.pause(conn, "detect")
    assert dispatcher.fill() == 0
    with connect() as conn:
        analyses.resume(conn, "detect")
        analyses.block(conn, "detect", "no weights")
    assert dispatcher.fill() == 0
    with connect() as conn:
        analyses.block(conn, "detect", None)
    assert dispatcher.fill() == 3


def test_pausing_and_resuming_sends_again_what_workers_dropped(connect, dispatcher, broker):
    plan(connect, 3)
    dispatcher.fill()
    with connect() as conn:
        analyses.pause(conn, "detect")
        analyses.resume(conn, "detect")
    assert dispatcher.fill() == 3


def test_a_broker_that_fails_in_the_middle_loses_nothing(connect, dispatcher, broker):
    plan(connect, 30)
    broker.patience = 25
    with pytest.raises(BrokerUnavailable):
        dispatcher.fill()
    broker.patience = 10**6
    dispatcher.fill()
    assert len({job for job, _ in broker.sent}) == len(broker.sent) == 30


def test_two_dispatchers_publish_nothing_twice(connect, database, dispatcher, broker):
    plan(connect, 30)
    other = Dispatcher(SETTINGS, connector(database), broker)
    dispatcher.fill()
    other.fill()
    assert len({job for job, _ in broker.sent}) == len(broker.sent) == 30


def test_a_second_dispatcher_steps_aside_while_one_is_filling(connect, database, dispatcher, broker):
    plan(connect, 30)
    with connector(database)() as conn:
        assert outbox.alone(conn)
        assert dispatcher.fill() == 0
    assert dispatcher.fill() == 30


def test_an_emptied_queue_is_filled_again(connect, dispatcher, broker):
    plan(connect, 3)
    dispatcher.fill()
    dispatcher.inspect()
    assert dispatcher.fill() == 0  # too young to be lost
    with connect() as conn:
        run(conn, "UPDATE analysis SET due_at = due_at - interval '6 seconds'")
    broker.left = 1
    dispatcher.inspect()
    assert dispatcher.fill() == 0  # still lies there
    broker.left = 0
    dispatcher.inspect()
    assert dispatcher.fill() == 3


def test_what_a_busy_worker_holds_is_not_believed_lost(connect, dispatcher, broker):
    plan(connect, 4)
    dispatcher.fill()
    claim(connect, broker.sent[0][0])
    with connect() as conn:
        run(conn, "UPDATE analysis SET due_at = due_at - interval '6 seconds' WHERE published")
    dispatcher.inspect()
    assert dispatcher.fill() == 3  # more than one worker can hold
    claim(connect, broker.sent[1][0])
    with connect() as conn:
        run(conn, "UPDATE analysis SET due_at = due_at - interval '6 seconds' WHERE published")
    dispatcher.inspect()
    assert dispatcher.fill() == 0


def test_a_message_that_nobody_claims_for_a_quarter_of_an_hour_is_sent_again(connect, dispatcher, broker):
    plan(connect, 1)
    dispatcher.fill()
    with connect() as conn:
        wait = value(conn, "SELECT extract(epoch FROM due_at - now()) FROM analysis")
        run(conn, "UPDATE analysis SET due_at = now() - interval '1 second'")
    assert 890 < wait <= 900
    dispatcher.sweep()
    assert dispatcher.fill() == 1


def test_an_expired_lease_is_taken_back_after_a_pause_that_doubles_s13(connect, dispatcher, broker):
    plan(connect, 1)
    pauses = []
    for _ in range(2):
        assert claim(connect, Job(1, "detect", 1))
        with connect() as conn:
            run(conn, "UPDATE analysis SET lease_until = now() - interval '1 second'")
        dispatcher.sweep()
        assert claim(connect, Job(1, "detect", 1)) is None
        with connect() as conn:
            pauses.append(value(conn, "SELECT round(extract(epoch FROM due_at - now())) FROM analysis"))
            run(conn, "UPDATE analysis SET due_at = now()")
    assert pauses == [60, 120]


def test_the_last_attempt_ends_in_failure_with_a_reason(connect, dispatcher):
    plan(connect, 1)
    for _ in range(SETTINGS.max_attempts):
        assert claim(connect, Job(1, "detect", 1))
        with connect() as conn:
            run(conn, "UPDATE analysis SET lease_until = now() - interval '1 second'")
        dispatcher.sweep()
        with connect() as conn:
            run(conn, "UPDATE analysis SET due_at = now()")
    with connect() as conn:
        assert value(conn, "SELECT state FROM analysis") == "failed"
        assert "stopped 3 times" in value(conn, "SELECT reason FROM analysis")


def test_a_live_lease_is_left_alone(connect, dispatcher):
    plan(connect, 1)
    claim(connect, Job(1, "detect", 1))
    dispatcher.sweep()
    with connect() as conn:
        assert value(conn, "SELECT state FROM analysis") == "running"


def test_a_dead_letter_is_marked_and_sent_again_later(connect, dispatcher, broker):
    plan(connect, 1)
    dispatcher.fill()
    broker.corpses, broker.left = [Job(1, "detect", 1)], 1
    dispatcher.inspect()
    with connect() as conn:
        assert value(conn, "SELECT NOT published AND due_at > now() FROM analysis")


def test_new_work_rings_the_bell(connect, database, dispatcher):
    from shared.db.bell import Bell

    with Bell(database) as bell:
        assert not bell.wait(0)
        photo = file(connect)
        with connect() as conn:
            analyses.plan(conn, photo)
        assert bell.wait(5)
        assert not bell.wait(0)
