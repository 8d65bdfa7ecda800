"""A PostgreSQL server of a case's own, to be killed, restarted and starved."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg2

from services.cli.stack.postgres import Cluster, cluster
from shared.db.connection import connector
from shared.db.migrate import migrate


@dataclass
class Postgres:
    """Starts a copy of the folder `template` when entered; `settings` are like `max_connections=20`."""

    template: Path | None = None
    settings: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bowerbird-pg-")))

    def __enter__(self) -> "Postgres":
        if self.template:
            subprocess.run(["cp", "-a", str(self.template), str(self._cluster.folder)], check=True)
        self._cluster.prepare()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return self._cluster.url

    @property
    def _cluster(self) -> Cluster:
        return cluster(self.folder)

    def start(self) -> None:
        """Start the server and wait until it answers, after recovery where it was killed."""
        self._cluster.prepare()
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(self._command(), stdout=log, stderr=log, cwd="/")
        end = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < end, self.log()
            assert self.server.poll() is None, self.log()
            time.sleep(0.05)

    def _command(self) -> list[str]:
        """The variables are set behind the change of user: it alone may open what they name."""
        command = self._cluster.command()
        server = next(place for place, word in enumerate(command) if word.endswith("/postgres"))
        environ = [f"{name}={value}" for name, value in self.environ.items()]
        options = [word for setting in self.settings for word in ("-c", setting)]
        return [*command[:server], "env", *environ, *command[server:], *options]

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT in good order, SIGQUIT at once and without a checkpoint."""
        if self.server.poll() is None:
            self.server.send_signal(number)
        self.server.wait(60)

    def backends(self, where: str) -> list[int]:
        """Processes that serve a connection of which `where` holds."""
        with connector(self.url)() as conn, conn.cursor() as cursor:
            sql = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND client_port IS NOT NULL"
            cursor.execute(f"{sql} AND {where}")
            found = [pid for (pid,) in cursor.fetchall()]
        conn.close()
        return found

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url).close()
        except psycopg2.OperationalError:
            return False
        return True

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


def make_template(folder: Path) -> Path:
    """Fill `folder` with a migrated, empty database, for copies."""
    template = folder / "template"
    with Postgres() as postgres:
        with connector(postgres.url)() as conn:
            migrate(conn)
        conn.close()
        postgres.stop()
        subprocess.run(["cp", "-a", f"{postgres.folder}/postgres", str(template)], check=True)
    return template


def kill(pid: int) -> bool:
    """End a process as the system does that is out of memory; False where it is gone."""
    try:
        psutil.Process(pid).kill()
    except psutil.NoSuchProcess:
        return False
    return True
