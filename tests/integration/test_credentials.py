"""Credentials of workers on other machines: made, renewed, listed, and revoked."""

from uuid import uuid4

import pytest

from shared.db import credentials
from shared.db.connection import value
from shared.db.credentials import Credential
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
