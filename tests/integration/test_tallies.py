"""The figures that Prometheus gets from the ledger."""

from contextlib import contextmanager

import psycopg2
import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from services.dispatch import ledger
from services.dispatch.ledger import Ledger
from shared.db import analyses, leases, tallies
from shared.db.connection import run, value
from shared.domain import Job
from tests.integration.declared import Declared
from tests.integration.files import files


@pytest.fixture
def now(monkeypatch):
    """Let every look be a fresh one, and show what was committed just now."""
    monkeypatch.setattr(ledger, "_FRESH", 0.0)
    monkeypatch.setattr(ledger, "_SETTLED", 0.0)


def scrape(collector) -> dict[tuple[str, ...], float]:
    registry = CollectorRegistry()
    registry.register(collector)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(generate_latest(registry).decode())
        for sample in family.samples
    }


def plan(connect, count):
    files(connect, count)
    with connect() as conn:
        analyses.register(conn, Declared())
        return analyses.plan(conn)


def claim(conn, media_id, **changes):
    given = {"worker": "w", "seconds": 60, "attempts": 3} | changes
    return leases.claim(conn, Job(media_id, "detect", 1), **given)


def test_rows_are_counted_by_state(connect, now):
    plan(connect, 3)
    with connect() as conn:
        leases.finish(conn, claim(conn, 1), [])
        leases.fail(conn, claim(conn, 2), "broken")
    figures = scrape(Ledger(connect))
    assert figures["bowerbird_analyses", "detect", "waiting"] == 1
    assert figures["bowerbird_analyses", "detect", "done"] == 1
    assert figures["bowerbird_analyses", "detect", "failed"] == 1


def test_what_ends_between_two_looks_is_counted_once_with_its_duration(connect, now):
    plan(connect, 3)
    seen = Ledger(connect)
    assert scrape(seen)["bowerbird_analyses_ended_total", "detect", "done"] == 0
    with connect() as conn:
        leases.finish(conn, claim(conn, 1), [])
        run(conn, "UPDATE analysis SET started_at = ended_at - interval '7 seconds' WHERE state = 'done'")
    scrape(seen)
    figures = scrape(seen)
    assert figures["bowerbird_analyses_ended_total", "detect", "done"] == 1
    assert figures["bowerbird_analysis_duration_seconds_bucket", "detect", "5.0"] == 0
    assert figures["bowerbird_analysis_duration_seconds_bucket", "detect", "10.0"] == 1
    assert figures["bowerbird_analysis_duration_seconds_count", "detect"] == 1
    assert figures["bowerbird_analysis_duration_seconds_sum", "detect"] == 7


def test_failures_are_counted_apart(connect, now):
    plan(connect, 1)
    seen = Ledger(connect)
    scrape(seen)
    with connect() as conn:
        leases.fail(conn, claim(conn, 1), "broken")
    figures = scrape(seen)
    assert figures["bowerbird_analyses_ended_total", "detect", "failed"] == 1
    assert figures["bowerbird_analysis_duration_seconds_count", "detect"] == 0


def test_leases_that_ran_out_and_workers_are_counted(connect, now):
    plan(connect, 2)
    with connect() as conn:
        claim(conn, 1, seconds=-1)
        claim(conn, 2)
        run(conn, "INSERT INTO worker (name, analyzer, seen_at) VALUES ('a', 'detect', now())")
        run(
            conn,
            "INSERT INTO worker (name, analyzer, seen_at) VALUES ('b', 'detect', now() - interval '1 day')",
        )
    figures = scrape(Ledger(connect))
    assert figures["bowerbird_leases_overdue", "detect"] == 1
    assert figures["bowerbird_workers", "detect"] == 1


def test_refused_writes_are_counted_for_known_analyzers_only(connect, now):
    plan(connect, 1)
    with connect() as conn:
        for name in ("detect", "detect", "stranger"):
            tallies.fenced(conn, name)
    figures = scrape(Ledger(connect))
    assert figures["bowerbird_fenced_writes_total", "detect"] == 2
    assert ("bowerbird_fenced_writes_total", "stranger") not in figures


def test_a_role_without_rights_on_the_table_may_count(connect):
    plan(connect, 1)
    with connect() as conn:
        run(conn, "CREATE ROLE counting NOLOGIN")
        run(conn, "SET LOCAL ROLE counting")
        tallies.fenced(conn, "detect")
        run(conn, "RESET ROLE")
        assert value(conn, "SELECT n FROM tally") == 1
        conn.rollback()


def test_figures_stay_when_the_database_is_away(connect, now):
    plan(connect, 2)
    seen = Ledger(connect)
    scrape(seen)

    @contextmanager
    def away():
        raise psycopg2.OperationalError("away")
        yield

    seen._connect = away
    figures = scrape(seen)
    assert figures["bowerbird_ledger_up",] == 0
    assert figures["bowerbird_analyses", "detect", "waiting"] == 2


def test_many_questions_are_one_look(connect):
    asked = []

    def counted():
        asked.append(1)
        return connect()

    seen = Ledger(counted)
    for _ in range(5):
        scrape(seen)
    assert len(asked) == 1


def test_what_the_scrubber_found_is_told_by_state(connect, now):
    with connect() as conn:
        run(conn, "INSERT INTO scrub_round (steady) VALUES (true)")
        run(conn, "INSERT INTO scrub_problem (path, state, round_id) VALUES ('a.jpg', 'changed', 1)")
    figures = scrape(Ledger(connect))
    assert figures["bowerbird_original_problems", "changed"] == 1
    assert figures["bowerbird_original_problems", "missing"] == 0
