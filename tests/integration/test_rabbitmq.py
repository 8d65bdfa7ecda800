"""RabbitMQ as it is delivered: our configuration and definitions on a real node, and a worker on it."""

import importlib.util
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.machinery import SourceFileLoader
from urllib.error import HTTPError

import pytest

from services.cli.stack.programs import WORKERS
from services.preview.__main__ import PATIENCE
from shared import queue
from shared.domain import Job
from shared.publisher import Publisher
from shared.settings import Settings
from tests.conftest import ROOT, skip_or_fail
from tests.integration.crew import Crew
from tests.integration.ports import free_port
from tests.integration.rabbit import SERVER, Rabbit

FOLDER = ROOT / "rabbitmq"
UNSENT = "SELECT count(*) FROM analysis WHERE state = 'queued' AND NOT published"
DEFINITIONS = json.loads((FOLDER / "definitions.json").read_text())


def secrets():
    """The program of `make up` that generates users."""
    path = str(ROOT / "scripts" / "secrets")
    spec = importlib.util.spec_from_loader("bowerbird_secrets", SourceFileLoader("bowerbird_secrets", path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Delivered(Rabbit):
    """A node with the delivered files, and the users that `make up` makes."""

    user: str = "bowerbird"

    def __enter__(self):
        definitions = self.folder / "definitions"
        definitions.mkdir()
        words = {
            name: f"{name}-x"
            for name in ("admin_broker_password", "broker_password", "worker_broker_password")
        }
        (definitions / "10-users.json").write_text(json.dumps(secrets().users(words)))
        (definitions / "20-queues.json").write_text(json.dumps(DEFINITIONS))
        changes = {
            "/etc/rabbitmq/definitions": str(definitions),
            "listeners.tcp.default = 5672": "",
            "15672": str(free_port()),
            "15692": str(free_port()),
            "disk_free_limit.absolute = 1GB": "disk_free_limit.absolute = 50MB",
        }
        self.config = (FOLDER / "rabbitmq.conf").read_text()
        for delivered, here in changes.items():
            assert delivered in self.config
            self.config = self.config.replace(delivered, here)
        self.plugins = tuple(re.findall(r"\w+", (FOLDER / "enabled_plugins").read_text()))
        return super().__enter__()

    @property
    def url(self) -> str:
        password = {"bowerbird": "broker_password-x", "worker": "worker_broker_password-x"}[self.user]
        return f"amqp://{self.user}:{password}@{self.address}:{self.port}//"


@pytest.fixture(scope="module")
def delivered() -> Iterator[Delivered]:
    if not SERVER.exists():
        skip_or_fail("no RabbitMQ: install the package rabbitmq-server")
    with Delivered() as node:
        yield node


def declared(queue_):
    return {
        "name": queue_.name, "vhost": "/", "durable": True, "auto_delete": False,
        "arguments": queue_.queue_arguments,
    }  # fmt: skip


def bound(queue_):
    return {
        "source": queue_.exchange.name, "vhost": "/", "destination": queue_.name,
        "destination_type": "queue", "routing_key": queue_.routing_key, "arguments": {},
    }  # fmt: skip


def test_the_definitions_are_those_of_the_code():
    queues = [*(lane for name in WORKERS for lane in queue.lanes(name)), queue.graves()]
    assert DEFINITIONS["queues"] == [declared(each) for each in queues]
    assert DEFINITIONS["bindings"] == [bound(each) for each in queues]
    assert {(each["name"], each["type"], each["durable"]) for each in DEFINITIONS["exchanges"]} == {
        (each.exchange.name, each.exchange.type, each.exchange.durable) for each in queues
    }


def test_the_definitions_hold_no_user_and_no_secret():
    assert set(DEFINITIONS) == {"vhosts", "exchanges", "queues", "bindings"}


def test_a_message_may_stay_with_its_worker_for_three_times_the_longest_job():
    sources = [(ROOT / "services" / name / "__main__.py").read_text() for name in WORKERS]
    assert {found for source in sources for found in re.findall(r"patience=([^)\s]+)", source)} == {
        "PATIENCE"
    }
    longest = Settings.job_seconds * PATIENCE
    timeout = int(re.search(r"^consumer_timeout = (\d+)$", (FOLDER / "rabbitmq.conf").read_text(), re.M)[1])
    assert timeout >= 3 * longest * 1000


def test_a_node_has_the_queues_and_no_guest_from_the_start(delivered):
    names = delivered.control("list_queues", "--silent", "name", "type").split()
    assert dict(zip(names[::2], names[1::2], strict=True)) == {
        each["name"]: "quorum" for each in DEFINITIONS["queues"]
    }
    users = {line.split()[0] for line in delivered.control("list_users", "--silent").splitlines()} - {"user"}
    assert users == {"admin", "bowerbird", "worker"}
    environment = delivered.control("environment")
    assert "{consumer_timeout,43200000}" in environment


def test_dispatch_finds_the_queues_as_it_would_declare_them(delivered, tmp_path):
    publisher = Publisher(Settings(data=tmp_path, broker_url=delivered.url))
    for name in WORKERS:
        publisher.publish([Job(1, name, 1)], person=True)
        assert publisher.waiting(name, person=False) == 0
    publisher.close()
    for name in WORKERS:
        delivered.control("purge_queue", queue.lane(name, person=True))


def test_a_restart_brings_the_same_queues_and_no_other(delivered):
    delivered.kill()
    delivered.start()
    assert len(delivered.control("list_queues", "--silent", "name").split()) == len(DEFINITIONS["queues"])


@pytest.fixture
def crew(delivered, database, tmp_path) -> Iterator[Crew]:
    crew = Crew(tmp_path, database, delivered.url)
    yield crew
    crew.close()


def states(crew) -> list[str]:
    return [row.state for row in crew.rows()]


def test_a_worker_that_may_only_read_does_its_work(delivered, crew):
    crew.add("label heron")
    crew.dispatcher()
    crew.worker("detect", broker_url=replace(delivered, user="worker").url)
    crew.wait(lambda: states(crew) == ["done"])


def test_during_a_disk_alarm_what_was_sent_is_worked_on_and_acknowledged(delivered, crew):
    """Only the connection that publishes is held up."""
    for content in ("slow 3", "label heron", "label owl"):
        crew.add(content)
    port, web = free_port(), free_port()
    dispatcher = crew.dispatcher(health_port=port)
    crew.start("services.web", port=web)
    crew.worker("detect", broker_url=replace(delivered, user="worker").url)
    crew.wait(lambda: "running" in states(crew) and not crew.value(UNSENT))
    delivered.control("set_disk_free_limit", "9000GB")
    try:
        crew.wait(lambda: states(crew) == ["done"] * 3)
        crew.wait(lambda: unacknowledged(delivered) == 0)
        crew.add("label late")
        crew.wait(lambda: "takes no messages" in crew.logs())
        assert states(crew) == ["done"] * 3 + ["queued"]
        crew.wait(lambda: "bowerbird_broker_blocked 1.0" in page(port, "/metrics"))
        crew.wait(lambda: page(port, "/readyz").startswith("cannot dispatch"))
        crew.wait(lambda: page(web, "/readyz") == '{"status":"ready"}\n')
    finally:
        delivered.control("set_disk_free_limit", "50MB")
    crew.wait(lambda: states(crew) == ["done"] * 4, 90)
    crew.wait(lambda: page(port, "/readyz") == "ready\n")
    crew.wait(lambda: "bowerbird_broker_blocked 0.0" in page(port, "/metrics"))
    assert re.search(r"^bowerbird_publish_errors_total [1-9]", page(port, "/metrics"), re.MULTILINE)
    assert dispatcher.poll() is None


def page(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.read().decode()
    except HTTPError as error:
        with error:
            return error.read().decode()
    except OSError:
        return "nobody listens"


def unacknowledged(delivered) -> int:
    lines = delivered.control("list_queues", "--silent", "messages_unacknowledged").splitlines()
    return sum(int(line) for line in lines if line.isdigit())
