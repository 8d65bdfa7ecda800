"""The embedded PostgreSQL after everything that can have happened to its folder."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from services.cli.stack import postgres, programs
from services.cli.stack.child import Child
from services.cli.stack.journal import Journal
from services.cli.stack.postgres import Cluster
from shared.db.connection import connector, value


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return postgres.cluster(tmp_path / "var")


@pytest.fixture
def server(cluster: Cluster, tmp_path: Path) -> Iterator[Child]:
    """The server, which is not started yet."""
    child = Child(programs.database(cluster), Journal(tmp_path / "logs", print, verbose=False))
    yield child
    child.send(child.program.stop)
    deadline = time.monotonic() + 10
    while child.alive and time.monotonic() < deadline:
        time.sleep(0.05)
    child.kill()


def answers(cluster: Cluster, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with connector(cluster.url)() as conn:
                found = value(conn, "SELECT 1")
            conn.close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return found == 1
    return False


@pytest.fixture
def data(cluster: Cluster) -> Path:
    cluster.folder.parent.mkdir(mode=0o700)
    return cluster.folder.parent


def test_a_first_start_that_was_cut_off_does_no_harm(data: Path, cluster: Cluster, server: Child):
    half = data / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server.start()
    assert answers(cluster)
    assert not half.exists()


def test_a_mark_with_the_number_of_another_process_does_not_stop_it(
    data: Path, cluster: Cluster, server: Child
):
    """After a reboot the number in postmaster.pid belongs to someone else."""
    server.start()
    assert answers(cluster)
    server.kill()
    mark = cluster.folder / "postmaster.pid"
    first, *others = mark.read_text().splitlines()
    assert first != str(os.getpid())
    mark.write_text("\n".join([str(os.getpid()), *others]) + "\n")
    server.start()
    assert answers(cluster)


def test_no_one_else_can_reach_the_socket_or_the_data(data: Path, cluster: Cluster, server: Child):
    server.start()
    assert answers(cluster)
    for folder in (cluster.sockets, cluster.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with connector(cluster.url)() as conn:
        assert value(conn, "SHOW listen_addresses") == ""
    conn.close()


def test_folders_above_are_passable_for_the_server_but_never_readable(data: Path, cluster: Cluster):
    data.chmod(0o700)
    cluster.prepare()
    mode = stat.S_IMODE(data.stat().st_mode)
    assert mode == (0o701 if cluster.user else 0o700)


def test_commits_are_durable_and_words_sort_by_unicode(data: Path, cluster: Cluster, server: Child):
    server.start()
    assert answers(cluster)
    with connector(cluster.url)() as conn:
        assert value(conn, "SHOW synchronous_commit") == "on"
        assert value(conn, "SHOW fsync") == "on"
        assert value(conn, "SELECT lower('ÅÉÜ')") == "åéü"
    conn.close()
