"""Large libraries on an embedded server: made by `bench.rows` where there is none yet, and served."""

import io
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from PIL import Image

from bench import rows
from services.cli.stack.postgres import Cluster, cluster
from shared.db import progress
from shared.db.migrate import migrate
from tests.e2e.running import until
from tests.integration.front import running
from tests.integration.ports import free_port


@contextmanager
def serving(folder: Path) -> Iterator[Cluster]:
    """An embedded PostgreSQL whose data lies in `folder`, as long as it is needed."""
    server = cluster(folder)
    server.prepare()
    process = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _answers(server.url), 30)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@contextmanager
def application(folder: Path, url: str) -> Iterator[tuple[str, int]]:
    """The web application on a database, as users run it: its address and its process."""
    port = free_port()
    settings: dict[str, Any] = {
        "DATA": folder,
        "DATABASE_URL": url,
        "PORT": port,
        "MIN_FREE": 0,
        "MAP_TILES": "",
    }
    with running([sys.executable, "-m", "services.web"], port, folder / "web.log", **settings) as process:
        yield f"http://127.0.0.1:{port}", process.pid


def library(server: Cluster, files: int) -> str:
    """The URL of a library of so many files; one that a run before has made is used again."""
    name = f"library_{files}"
    url, new = (server.url.replace("/postgres?", f"/{each}?", 1) for each in (name, f"{name}_new"))
    if not _exists(server, name):
        execute(server.url, f"DROP DATABASE IF EXISTS {name}_new WITH (FORCE)")
        execute(server.url, f"CREATE DATABASE {name}_new")
        _fill(new, files)
        execute(server.url, f"ALTER DATABASE {name}_new RENAME TO {name}")
    with closing(psycopg2.connect(url)) as conn:
        migrate(conn)
        progress.count_done(conn)  # as dispatch does each minute
        conn.commit()
    return url


def execute(url: str, *statements: str) -> None:
    """Run statements one by one, outside of a transaction, on one connection."""
    with closing(psycopg2.connect(url)) as conn:
        conn.autocommit = True
        with conn.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _fill(url: str, files: int) -> None:
    written = io.BytesIO()
    Image.effect_noise((256, 192), 60).convert("RGB").save(written, "WEBP", quality=60)
    with closing(psycopg2.connect(url)) as conn:
        migrate(conn)
        conn.commit()
        rows.fill(conn, files, written.getvalue())
        conn.commit()
    execute(url, "VACUUM ANALYZE")


def _exists(server: Cluster, name: str) -> bool:
    with closing(psycopg2.connect(server.url)) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return cursor.fetchone() is not None


def _answers(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True
