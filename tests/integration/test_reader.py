"""The group for reporting tools reads what it may and nothing else (A11)."""

from uuid import uuid4

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from shared.db.connection import run, value
from tests.integration.files import file


@pytest.fixture
def reader(database: str, connect):
    """A connection of a login in the group."""
    name = f"reader_{uuid4().hex[:12]}"
    file(connect)
    with connect() as conn:
        run(conn, f"CREATE ROLE {name} LOGIN IN ROLE bowerbird_reader")
    conn = psycopg2.connect(database, user=name)
    conn.autocommit = True
    yield conn
    conn.close()
    with connect() as own:
        run(own, f"DROP ROLE {name}")


@pytest.mark.parametrize(
    "table",
    ["batch", "media", "sighting", "analyzer", "analysis", "serving", "finding", "media_label", "worker"],
)
def test_a_reporting_tool_reads_what_is_known(reader, connect, table: str):
    count = f"SELECT count(*) FROM {table}"
    with connect() as conn:
        assert value(reader, count) == value(conn, count)
    assert value(reader, "SELECT count(*) FROM media") == 1


@pytest.mark.parametrize(
    "table", ["account", "token", "sign_in_failure", "worker_credential", "thumbnail", "face", "media_text"]
)
def test_a_reporting_tool_reads_no_secret_picture_or_face(reader, table: str):
    with pytest.raises(InsufficientPrivilege):
        run(reader, f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE media SET name = 'x'",
        "DELETE FROM media",
        "INSERT INTO batch (source, via) VALUES ('x', 'inbox')",
    ],
)
def test_a_reporting_tool_changes_nothing(reader, statement: str):
    with pytest.raises(InsufficientPrivilege):
        run(reader, statement)
