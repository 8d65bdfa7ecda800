"""What workers on other machines meet: servers with certificates, passwords, and least rights."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit
from uuid import uuid4

import pytest

from shared.broker_users import Users
from shared.db import credentials
from shared.db.connection import Connect, connector, run, value
from shared.db.credentials import Issued
from ssl_generation.authority import Server, certify
from tests.conftest import skip_or_fail
from tests.integration import gate as gates
from tests.integration.ports import free_port
from tests.integration.rabbit import SERVER, Rabbit

CONFIG = """
listeners.ssl.local = 127.0.0.1:{port}
ssl_options.cacertfile = {folder}/ca.pem
ssl_options.certfile = {folder}/localhost.pem
ssl_options.keyfile = {folder}/localhost.key
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
"""


@dataclass
class Fortress:
    """A RabbitMQ that workers reach over TLS and administrators over its management API."""

    node: Rabbit
    port: int
    management: int

    @property
    def users(self) -> Users:
        return Users(self.admin)

    @property
    def admin(self) -> str:
        return f"http://guest:guest@127.0.0.1:{self.management}"

    def plain(self, user: str, password: str) -> str:
        return f"amqp://{user}:{password}@127.0.0.1:{self.node.port}//"

    def url(self, user: str, password: str, host: str = "localhost") -> str:
        return f"amqps://{user}:{password}@{host}:{self.port}//"


@dataclass
class Outsider:
    """A credential in PostgreSQL, and how its holder connects."""

    name: str
    issued: Issued
    url: str

    @property
    def connect(self) -> Connect:
        return connector(self.url)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of our authority, with a certificate for `localhost`."""
    if not shutil.which("openssl"):
        skip_or_fail("the command openssl is not there")
    folder = tmp_path_factory.mktemp("tls")
    certify(folder, [Server("localhost", ("localhost",))])
    return folder


@pytest.fixture(scope="session")
def fortress(authority: Path) -> Iterator[Fortress]:
    if not SERVER.exists():
        skip_or_fail("no RabbitMQ: install the package rabbitmq-server")
    port, management = free_port(), free_port()
    config = CONFIG.format(port=port, management=management, folder=authority)
    with Rabbit(config=config, plugins=("rabbitmq_management",)) as node:
        yield Fortress(node, port, management)


@pytest.fixture(scope="session")
def guarded(server: str) -> str:
    """The test server, which asks workers for their passwords; everybody else comes in as before."""
    conn = connector(server)
    with conn() as session:
        path = Path(value(session, "SHOW hba_file"))
        path.write_text(f"local all /^bowerbird_worker_ scram-sha-256\n{path.read_text()}")
        run(session, "SELECT pg_reload_conf()")
    return server


@pytest.fixture
def gate(guarded: str, database: str, authority: Path) -> Iterator[str]:
    """Host, port and database of a TLS server in front of this test's database."""
    sockets = parse_qs(urlsplit(database).query)["host"][0]
    with gates.postgres(sockets, authority / "localhost.pem", authority / "localhost.key") as port:
        yield f"localhost:{port}{urlsplit(database).path}"


@pytest.fixture
def outsider(guarded: str, database: str, connect: Connect) -> Iterator[Outsider]:
    """Who may work for the analyzers `detect` and `fake`."""
    name = f"t{uuid4().hex[:12]}"  # roles belong to the whole server
    with connect() as conn:
        issued = credentials.issue(conn, name, ["detect", "fake"])
    login = f"{issued.role}:{issued.password}"
    yield Outsider(name, issued, urlunsplit(urlsplit(database)._replace(netloc=f"{login}@")))
    with connect() as conn:
        credentials.expel(conn, name)
        credentials.forget(conn, name)
