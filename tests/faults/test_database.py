"""Whatever happens to PostgreSQL, nothing is half written, lost or double (F16–F19)."""

import signal
import time

import psycopg2
import pytest

from tests.faults import contents
from tests.faults.postgres import Postgres, kill
from tests.faults.size import sized

FILES = sized(30, 500)


@pytest.mark.fault("F16")
def test_a_database_that_stops_at_once_again_and_again_has_no_half_rows(own_server):
    campaign, postgres = own_server()
    campaign.start(pause=0.2)
    processes = list(campaign.crew.processes)
    restarts = sized(3, 18)
    for _ in range(restarts):
        campaign.drop(FILES // restarts)
        time.sleep(sized(1.0, 10.0))
        postgres.stop(signal.SIGQUIT)
        postgres.start()
    campaign.case.count(faults=restarts)
    campaign.settle()
    assert all(process.poll() is None for process in processes)


@pytest.mark.fault("F17")
def test_a_commit_that_is_cut_off_is_made_good(own_server):
    """Every commit is made to last a tenth of a second, and its backend is killed in the midst of it."""
    campaign, postgres = own_server("commit_delay=100000", "commit_siblings=0")
    campaign.start(workers=1)
    kills, wanted = 0, sized(3, 50)
    while kills < wanted:
        campaign.drop(max(1, FILES // wanted))
        pids = campaign.crew.wait(lambda: committing(postgres) or (campaign.drop(1), None)[1])
        kills += kill(pids[0])
        campaign.crew.wait(postgres.answers)
    assert "was terminated by signal 9" in postgres.log()
    campaign.case.count(faults=kills)
    campaign.settle()


def committing(postgres: Postgres) -> list[int]:
    try:
        return postgres.backends("state = 'active' AND query = 'COMMIT'")
    except psycopg2.OperationalError:
        return []


@pytest.mark.fault("F18")
def test_a_database_without_a_free_connection_is_waited_for(own_server):
    campaign, postgres = own_server("max_connections=20", "superuser_reserved_connections=0")
    campaign.start()
    processes = list(campaign.crew.processes)
    campaign.drop(FILES // 2)
    campaign.crew.wait(lambda: campaign.done() > 2)
    end, held = time.monotonic() + sized(5, 60), []
    for pid in postgres.backends("true"):
        kill_politely(postgres, pid)
    while time.monotonic() < end:
        held += hogged(postgres)
        time.sleep(0.01)
    campaign.drop(FILES // 2)
    refused = sum(campaign.log(name).count("too many clients") for name in ("dispatch", "ingest", "fakes"))
    for conn in held:
        conn.close()
    assert refused > 0
    assert refused < 10 * len(processes) * sized(5, 60)
    campaign.case.count(faults=1, refused=refused)
    campaign.settle()
    assert all(process.poll() is None for process in processes)


def kill_politely(postgres: Postgres, pid: int) -> None:
    conn = psycopg2.connect(postgres.url)
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", (pid,))
    conn.close()


def hogged(postgres: Postgres) -> list[psycopg2.extensions.connection]:
    """Every connection that was still free."""
    held = []
    while True:
        try:
            held.append(psycopg2.connect(postgres.url))
        except psycopg2.OperationalError:
            return held


@pytest.mark.fault("F19")
def test_two_ingesters_with_the_same_contents_tell_of_no_conflict(campaign):
    same = sized(30, 50)
    campaign.inbox.mkdir()
    campaign.dispatcher()
    campaign.worker()
    inboxes = [campaign.inbox / "first", campaign.inbox / "second"]
    for _ in range(sized(1, 10)):
        for number in range(len(campaign.dropped) // 2, len(campaign.dropped) // 2 + same):
            campaign.dropped += [contents.drop(inbox, number) for inbox in inboxes]
    for inbox in inboxes:
        campaign.ingest(inbox=inbox)
    campaign.crew.wait(campaign.drained, 300)
    campaign.case.count(faults=same)
    campaign.settle()
    told = campaign.log("ingest")
    assert [line for line in told.splitlines() if not unsurprising(line)] == []


def unsurprising(line: str) -> bool:
    return " info " in line or "it looks unfinished" in line
