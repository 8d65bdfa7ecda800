"""Credentials of workers on other machines: made, renewed, listed, and revoked."""

from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import pytest

from shared.db import credentials
from shared.db.connection import connector, run, value
from shared.db.credentials import Credential
from shared.db.migrate import migrate
from shared.errors import InvalidSetting, NotFound


@pytest.fixture
def name(connect):
    """Of a credential that no other test uses: roles belong to the whole server."""
    name = f"t{uuid4().hex[:12]}"
    yield name
    with connect() as conn:
        credentials.expel(conn, name)
        credentials.forget(conn, name)


def test_a_token_tells_who_holds_it_and_for_which_analyzers(connect, name):
    with connect() as conn:
        issued = credentials.issue(conn, name, ["ocr", "detect"])
        assert credentials.holder(conn, issued.token) == Credential(name, ("detect", "ocr"))
        assert credentials.holder(conn, issued.token[:-1]) is None
        assert credentials.holder(conn, "") is None


def test_neither_token_nor_password_is_stored(connect, name):
    with connect() as conn:
        issued = credentials.issue(conn, name, ["detect"])
        rows = value(conn, "SELECT string_agg(row::text, ' ') FROM worker_credential AS row")
        verifier = value(conn, "SELECT rolpassword FROM pg_authid WHERE rolname = %(role)s", role=issued.role)
    assert issued.token not in rows
    assert verifier.startswith("SCRAM-SHA-256$")
    assert issued.password not in verifier


def test_issuing_again_replaces_the_secrets(connect, name):
    with connect() as conn:
        before = credentials.issue(conn, name, ["detect"])
        after = credentials.issue(conn, name, ["ocr"])
        assert after.role == before.role
        assert (after.token, after.password) != (before.token, before.password)
        assert credentials.holder(conn, before.token) is None
        assert credentials.holder(conn, after.token) == Credential(name, ("ocr",))
        assert [(known.name, known.analyzers) for known in credentials.listed(conn)] == [(name, ["ocr"])]


def test_a_revoked_credential_leaves_neither_token_nor_role(connect, name):
    with connect() as conn:
        issued = credentials.issue(conn, name, ["detect"])
        credentials.revoke(conn, name)
        assert credentials.holder(conn, issued.token) is None
        credentials.expel(conn, name)
        credentials.forget(conn, name)
        assert value(conn, "SELECT count(*) FROM pg_roles WHERE rolname = %(role)s", role=issued.role) == 0
        with pytest.raises(NotFound, match=name):
            credentials.revoke(conn, name)


@pytest.mark.parametrize("bad", ["", "A", "a b", "a;b", 'a"b', "a_b", "é", "a" * 41, "a\n"])
def test_a_name_that_could_be_anything_else_is_refused(connect, bad):
    with connect() as conn, pytest.raises(InvalidSetting, match="cannot be a name"):
        credentials.issue(conn, bad, ["detect"])


@pytest.fixture
def owned(server):
    """A library whose owner is no superuser, as in docker-compose.yml; and its superuser's address."""
    owner = f"owner_{uuid4().hex[:12]}"
    command(
        server,
        f"CREATE ROLE {owner} LOGIN CREATEROLE",
        f"GRANT pg_signal_backend TO {owner}",
        f"GRANT bowerbird_worker TO {owner} WITH ADMIN OPTION",  # whoever made the group has that
        f"CREATE DATABASE {owner} OWNER {owner}",
    )
    url = urlsplit(server)._replace(path=f"/{owner}")
    command(urlunsplit(url), "CREATE EXTENSION vector")
    yield urlunsplit(url._replace(netloc=f"{owner}@")), urlunsplit(url)
    command(server, f"DROP DATABASE {owner} WITH (FORCE)", f"DROP OWNED BY {owner}", f"DROP ROLE {owner}")


def command(url, *statements):
    conn = psycopg2.connect(url)
    conn.autocommit = True
    for statement in statements:
        run(conn, statement)
    conn.close()


def test_an_owner_who_is_no_superuser_lets_workers_in_and_shuts_them_out(template, owned, name):
    owner, superuser = owned
    connect = connector(owner)
    with connect() as conn:
        migrate(conn)
    for _ in range(2):
        with connect() as conn:
            issued = credentials.issue(conn, name, ["detect"])
    command(superuser, f"SET SESSION AUTHORIZATION {issued.role}", "SELECT lo_create(0)")
    worker = psycopg2.connect(
        urlunsplit(urlsplit(superuser)._replace(netloc=f"{issued.role}:{issued.password}@"))
    )
    with worker:
        assert value(worker, "SELECT analyzers_in_use()") == ["detect"]
    with connect() as conn:
        credentials.revoke(conn, name)
    with connect() as conn:
        assert credentials.expel(conn, name) == 1
    with connect() as conn:
        credentials.forget(conn, name)
        assert not value(conn, "SELECT 1 FROM pg_roles WHERE rolname = %(role)s", role=issued.role)
    with pytest.raises(psycopg2.OperationalError):
        value(worker, "SELECT 1")
    conn.close()
