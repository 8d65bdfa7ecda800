"""The host that holds PostgreSQL and RabbitMQ, for other hosts to reach over the network."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg2

from services.cli.stack.postgres import Cluster, cluster
from shared.db.connection import connector
from shared.db.migrate import migrate
from tests.faults.hosts import Host
from tests.integration.rabbit import Rabbit

POSTGRES = 5432
AMQP = 5672


@dataclass(frozen=True)
class Servers:
    """Both servers of one host; by `local` the test itself reaches a database past every network fault."""

    host: Host
    rabbit: Rabbit
    sockets: Path

    def database(self) -> str:
        """Make an empty, migrated database and return its name."""
        name = f"test_{uuid4().hex}"
        conn = psycopg2.connect(self.local("postgres"))
        conn.autocommit = True
        with conn.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        conn.close()
        with connector(self.local(name))() as conn:
            migrate(conn)
        return name

    def local(self, database: str) -> str:
        """Address of a database by the socket file, for the test."""
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def remote(self, database: str) -> str:
        """Address of a database for other hosts."""
        return f"postgresql://postgres@{self.host.address}:{POSTGRES}/{database}"


@contextmanager
def serving(host: Host) -> Iterator[Servers]:
    """Run both servers on `host`."""
    with tempfile.TemporaryDirectory(prefix="bowerbird-servers-") as folder, ExitStack() as stack:
        place = cluster(Path(folder))
        place.prepare()
        with (place.folder / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
        with host.inside():
            stack.enter_context(postgres(place, f"listen_addresses={host.address}", "fsync=off"))
            rabbit = stack.enter_context(Rabbit(port=AMQP, address=host.address))
        yield Servers(host, rabbit, place.sockets)


@contextmanager
def postgres(place: Cluster, *settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server of `place` with further settings."""
    options = [word for setting in settings for word in ("-c", setting)]
    with (place.folder.parent / "postgres.log").open("ab") as log:
        server = subprocess.Popen([*place.command(), *options], stdout=log, stderr=log, cwd="/")
    try:
        _await(place.url, server)
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            psycopg2.connect(url).close()
        except psycopg2.OperationalError:
            assert server.poll() is None, "PostgreSQL ended"
            assert time.monotonic() < end, "PostgreSQL does not answer"
            time.sleep(0.05)
        else:
            return
