"""A dump comes back by an owner who is no superuser, as in containers, with every right that was given."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from services.cli.backups import dump
from shared.db import backups
from shared.db.connection import connector, run, value
from shared.db.migrate import migrate
from tests.integration.files import file


@pytest.fixture
def owned(server: str) -> Iterator[str]:
    """URL of a database whose owner may make roles and nothing more, and owns the extension."""
    name = f"owned_{uuid4().hex[:12]}"
    root = psycopg2.connect(server)
    root.autocommit = True
    run(root, f"CREATE ROLE {name} LOGIN CREATEROLE SUPERUSER PASSWORD 'a secret: \u00e9'")
    run(root, f"CREATE DATABASE {name} OWNER {name}")
    inside = psycopg2.connect(server, dbname=name, user=name)
    inside.autocommit = True
    run(inside, "CREATE EXTENSION vector")
    inside.close()
    run(root, f"ALTER ROLE {name} NOSUPERUSER")
    yield server.replace("/postgres?", f"/{name}?", 1).replace("//postgres:@", f"//{name}:@", 1)
    run(root, f"DROP DATABASE {name} WITH (FORCE)")
    run(root, f"DROP ROLE {name}")
    root.close()


def _rights(conn) -> str:
    return value(
        conn,
        """
        SELECT string_agg(relname || ' ' || relrowsecurity || ' ' ||
                          coalesce(relacl::text, '-'), ',' ORDER BY relname)
          FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
        """,
    ) + value(
        conn,
        "SELECT string_agg(tablename || policyname, ',' ORDER BY tablename, policyname) FROM pg_policies",
    )


def test_an_owner_without_rights_on_the_server_restores_everything(owned: str, tmp_path: Path):
    connect = connector(owned)
    with connect() as conn:
        migrate(conn)
    media_id = file(connect)
    with connect() as conn:
        before = _rights(conn)
        groups = backups.roles(conn)
    dump.write(owned, tmp_path / "dump")
    with connect() as conn:
        backups.make_roles(conn, groups)
        backups.clear(conn)
        assert not backups.used(conn)
        assert value(conn, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == 1
    dump.read(owned, tmp_path / "dump")
    with connect() as conn:
        assert value(conn, "SELECT id FROM media") == media_id
        assert _rights(conn) == before
        assert migrate(conn) == []


def test_a_failed_dump_says_why(tmp_path: Path, database: str):
    with pytest.raises(dump.DumpFailed, match="does not exist"):
        dump.write(database.replace("/test_", "/nothing_"), tmp_path / "dump")


def test_a_restore_into_a_full_database_changes_nothing(database: str, connect, tmp_path: Path):
    media_id = file(connect)
    dump.write(database, tmp_path / "dump")
    with pytest.raises(dump.DumpFailed, match="already exists"):
        dump.read(database, tmp_path / "dump")
    with connect() as conn:
        assert value(conn, "SELECT id FROM media") == media_id
