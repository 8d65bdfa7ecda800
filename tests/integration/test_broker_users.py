"""The users of workers on a real RabbitMQ: what they may do, and how they are shut out."""

import logging
import threading

import amqp
import pytest
from kombu import Connection

from shared import queue
from shared.broker_users import ManagementFailed, Users
from shared.errors import CredentialsRefused, InvalidSetting, UntrustedServer
from shared.lanes import AwaitedLane
from shared.settings import Settings
from ssl_generation.authority import Server, certify

LANE = "media.detect.v1"


@pytest.fixture
def user(fortress):
    """URL of a user who may read the queues of `detect`, which are there like those of `ocr`."""
    with Connection(fortress.node.url) as connection:
        for lane in [*queue.lanes("detect"), *queue.lanes("ocr")]:
            lane(connection.default_channel).declare()
    yield fortress.plain("worker-attic", fortress.users.make("worker-attic", ["detect"]))
    fortress.users.remove("worker-attic")


FORBIDDEN = {
    "consume another analyzer's queue": lambda channel: channel.basic_consume("media.ocr.v1"),
    "take from another analyzer's queue": lambda channel: channel.basic_get("media.ocr.v1"),
    "take the dead letters": lambda channel: channel.basic_get("dead"),
    "empty another analyzer's queue": lambda channel: channel.queue_purge("media.ocr.v1"),
    "declare its own queue": lambda channel: channel.queue_declare(LANE, durable=True, auto_delete=False),
    "declare a queue": lambda channel: channel.queue_declare("mine"),
    "declare a queue without a name": lambda channel: channel.queue_declare("", exclusive=True),
    "declare an exchange": lambda channel: channel.exchange_declare("mine", "topic"),
    "delete its own queue": lambda channel: channel.queue_delete(LANE),
    "bind its own queue": lambda channel: channel.queue_bind(LANE, "media", "#"),
    "publish to the media exchange": lambda channel: publish(channel, "media"),
    "publish to a queue directly": lambda channel: publish(channel, ""),
}


def publish(channel, exchange):
    channel.basic_publish(amqp.Message("{}"), exchange=exchange, routing_key=LANE)
    channel.queue_declare(LANE, passive=True)  # the refusal comes with the next answer


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_a_worker_can_only_read_its_queues(user, fortress, deed):
    with Connection(fortress.node.url) as connection:
        queue.graves()(connection.default_channel).declare()
    with Connection(user) as connection, pytest.raises(amqp.AccessRefused):
        FORBIDDEN[deed](connection.default_channel)


def test_a_worker_may_read_both_of_its_queues(user):
    with Connection(user) as connection:
        for lane in ("media.detect.v1", "media.detect.bulk.v1"):
            assert connection.default_channel.basic_consume(lane)


def test_making_a_user_again_replaces_its_password_and_ends_its_connections(user, fortress):
    with Connection(user) as connection:
        connection.connect()
        anew = fortress.plain("worker-attic", fortress.users.make("worker-attic", ["ocr"]))
        with pytest.raises((amqp.ConnectionForced, OSError)):
            connection.drain_events(timeout=20)
    with pytest.raises(CredentialsRefused):
        queue.greet(Connection(user))
    with Connection(anew) as connection:
        assert connection.default_channel.basic_consume("media.ocr.v1")


def test_a_removed_user_is_out_at_once(user, fortress):
    with Connection(user) as connection:
        connection.default_channel.basic_consume(LANE)
        fortress.users.remove("worker-attic")
        with pytest.raises((amqp.ConnectionForced, OSError)):
            connection.drain_events(timeout=20)
    with pytest.raises(CredentialsRefused, match="bowerbird worker-credentials --for NAME"):
        queue.greet(Connection(user))
    fortress.users.remove("worker-attic")


def test_a_worker_waits_until_its_queue_is_there_and_says_so_once(user, fortress, caplog):
    caplog.set_level(logging.INFO, "shared.lanes")
    password = fortress.users.make("worker-attic", ["late"])
    (lane, _) = queue.lanes("late")
    looks = []

    def looked():
        looks.append(None)
        if len(looks) == 3:
            threading.Thread(target=declare, args=(fortress, lane)).start()

    with Connection(fortress.plain("worker-attic", password)) as connection:
        AwaitedLane(lane.name, interrupted=looked)(connection.default_channel).declare()
        assert connection.default_channel.basic_consume(lane.name)
    assert len(looks) >= 3
    assert [record.getMessage() for record in caplog.records] == [
        "waiting until the queue media.late.v1 is there"
    ]


def declare(fortress, lane):
    with Connection(fortress.node.url) as connection:
        lane(connection.default_channel).declare()


def test_wrong_addresses_and_passwords_of_the_management_api_are_named(fortress):
    with pytest.raises(InvalidSetting, match="BROKER_ADMIN_URL is missing"):
        Users("")
    with pytest.raises(ManagementFailed, match="user or password of BROKER_ADMIN_URL is wrong"):
        Users(fortress.admin.replace("guest:guest", "guest:wrong")).check()
    with pytest.raises(ManagementFailed, match="cannot be reached"):
        Users("http://guest:guest@127.0.0.1:9").check()
    fortress.users.check()


def test_over_tls_the_authority_and_the_host_name_are_checked(fortress, authority, tmp_path):
    def greet(host, certificate):
        settings = Settings(
            data=tmp_path / "data",
            broker_url=fortress.url("guest", "guest", host),
            ca_certificate=str(certificate),
        )
        with queue.application(settings).connection_for_read() as connection:
            queue.greet(connection)
            return connection.connected

    assert greet("localhost", authority / "ca.pem")
    with pytest.raises(UntrustedServer, match=r"127\.0\.0\.1.*CA_CERTIFICATE.*IP address mismatch"):
        greet("127.0.0.1", authority / "ca.pem")
    with pytest.raises(UntrustedServer, match=r"CA_CERTIFICATE does not vouch for: .*certificate"):
        greet("localhost", other(tmp_path))


def other(folder):
    certify(folder / "other", [Server("web", ("web",))])
    return folder / "other" / "ca.pem"
