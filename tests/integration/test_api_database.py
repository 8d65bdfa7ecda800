"""The pool of connections that the web process shares among its threads."""

from shared.db import connection
from shared.db.connection import pooled, value


def test_a_pool_opens_a_connection_anew_after_the_server_broke_it(database):
    connect = pooled(database, 2)
    with connect() as conn:
        broken = value(conn, "SELECT pg_backend_pid()")
    with connect(), connect() as other:
        assert value(other, "SELECT pg_terminate_backend(%(pid)s, 10000)", pid=broken)
    with connect() as conn, connect() as other:
        assert value(conn, "SELECT 1") == value(other, "SELECT 1") == 1
    with connect() as conn:
        value(conn, "SELECT 1")


def test_a_pool_keeps_its_connection_for_the_next_who_asks(database):
    connect = pooled(database, 2)
    pids = set()
    for _ in range(3):
        with connect() as conn:
            pids.add(value(conn, "SELECT pg_backend_pid()"))
    assert len(pids) == 1


def test_a_pool_asks_only_a_connection_that_rested_whether_it_lives(database, monkeypatch):
    connect, asked = pooled(database, 2), []
    with connect():
        pass
    monkeypatch.setattr(connection, "run", lambda _conn, sql: asked.append(sql))
    with connect():
        assert asked == []
    monkeypatch.setattr(connection, "SETTLED", 0)
    with connect():
        assert asked == ["SELECT 1"]
