"""A campaign whose services run on hosts of their own, apart from the servers that they need."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.db import credentials
from tests.faults import hosts
from tests.faults.campaign import Campaign
from tests.faults.hosts import Host, Network
from tests.faults.servers import Servers, serving
from tests.faults.table import Case
from tests.integration.crew import Crew

WEB = 8420


@dataclass
class Outposts(Crew):
    """Starts each process on the host that the test is on, and reaches the database past every fault."""

    remote: str = ""

    def start(self, module: str, *arguments: str, **environ: object) -> subprocess.Popen[bytes]:
        return super().start(module, *arguments, **{"database_url": self.remote} | environ)


@dataclass
class Spread(Campaign):
    """The campaign on a network: ingest and dispatcher on a `desk`, workers wherever they are started."""

    desk: Host | None = None
    servers: Servers | None = None

    def through(self, relay: Host) -> None:
        """Let the services reach their servers by way of `relay`."""
        assert self.servers
        crew, here = self.crew, self.servers.host.address
        assert isinstance(crew, Outposts)
        crew.remote = crew.remote.replace(here, relay.address)
        self.settings["broker_url"] = crew.broker.replace(here, relay.address)

    def open(self, **settings: object) -> None:
        """Start ingest and the dispatcher on the desk."""
        assert self.desk
        self.settings |= settings
        self.inbox.mkdir(exist_ok=True)
        with self.desk.inside():
            self.ingest()
            self.dispatcher()

    def lend(self) -> None:
        """Let workers that have no part of the storage fetch files from the servers' host."""
        assert self.servers
        self.web(self.servers.host)

    def web(self, place: Host) -> None:
        """Start the web application on a host."""
        given = {"host": place.address, "trusted_hosts": place.address, "port": WEB, "secret_key": "k" * 32}
        with place.inside():
            self.crew.start("services.web", **self.settings | given)
        self.crew.wait(lambda: answers(place))

    def post(self, host: Host, *, pause: float) -> subprocess.Popen[bytes]:
        """Start a worker on `host` with a credential of its own; the web application lends it the files."""
        assert self.servers
        assert isinstance(self.crew, Outposts)
        with self.crew.connect() as conn:
            issued = credentials.issue(conn, host.namespace, ["fake"])
        given = {
            "data": self.crew.data / host.namespace,
            "machine": host.namespace,
            "database_url": self.crew.remote.replace("postgres@", f"{issued.role}@"),
            "media_url": f"http://{self.servers.host.address}:{WEB}",
            "media_token": issued.token,
        }
        with host.inside():
            return self.worker(pause=pause, **given)

    def looks(self, host: Host) -> int:
        """How often a worker of this host looked at a file."""
        looks = self.crew.data / host.namespace / "looks"
        return len(looks.read_text().splitlines()) if looks.exists() else 0

    def resumed(self, seconds: float = 60) -> float:
        """Wait until one more analysis is done; return the seconds that took."""
        begun, before = time.monotonic(), self.done()
        self.crew.wait(lambda: self.done() > before, seconds)
        return time.monotonic() - begun

    def depth(self) -> int:
        assert self.servers
        with self.servers.host.inside():
            return super().depth()


def answers(place: Host, seconds: float = 20) -> bool:
    """Whether the web application there does, and its database."""
    try:
        with place.inside():
            address = f"http://{place.address}:{WEB}/healthz"
            return bool(urllib.request.urlopen(address, timeout=seconds).status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """A switch that hosts can be joined to."""
    hosts.require()
    with Network() as network:
        yield network


@pytest.fixture(scope="session")
def hosted(network: Network) -> Iterator[Servers]:
    """A host with PostgreSQL and RabbitMQ."""
    with serving(network.host()) as servers:
        yield servers


@pytest.fixture
def outposts(tmp_path: Path, network: Network, hosted: Servers, case: Case) -> Iterator[Spread]:
    """Services on hosts of their own and a new database; nothing is started yet."""
    name = hosted.database()
    crew = Outposts(tmp_path, hosted.local(name), hosted.rabbit.url, remote=hosted.remote(name))
    yield Spread(crew, case, desk=network.host(), servers=hosted)
    crew.close()
    with hosted.host.inside():
        hosted.rabbit.clear()
