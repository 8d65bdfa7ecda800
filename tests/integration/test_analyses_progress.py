"""What the status page and `bowerbird status` tell comes from the ledger and adds up."""

import pytest

from shared.db import analyses, leases, progress, trash
from shared.db.connection import run, value
from shared.domain import Job
from tests.integration.declared import Declared
from tests.integration.files import files


@pytest.fixture
def library(connect):
    """Ten files: two done, one failed, one running, six waiting."""
    files(connect, 10)
    with connect() as conn:
        analyses.register(conn, Declared())
        for media_id in (1, 2, 3, 4):
            lease = leases.claim(conn, Job(media_id, "detect", 1), worker="w", seconds=60, attempts=5)
            if media_id < 3:
                leases.finish(conn, lease, [])
            elif media_id == 3:
                leases.fail(conn, lease, "cut short")
        run(conn, "UPDATE analysis SET started_at = now() - interval '60 seconds'")
    return connect


def only(connect):
    with connect() as conn:
        (state,) = progress.analyzers(conn)
    return state


def test_every_analysis_is_counted_once(library):
    state = only(library)
    counts = (state.waiting, state.running, state.done, state.failed, state.blocked)
    assert counts == (6, 1, 2, 1, 0)


def test_rate_and_time_left_follow_from_what_ended_lately(library):
    state = only(library)
    assert state.per_minute == pytest.approx(2, abs=0.1)
    assert state.seconds_left == pytest.approx(210, abs=10)


def test_what_waits_for_weights_counts_as_blocked(library):
    with library() as conn:
        analyses.block(conn, "detect", "no weights")
    state = only(library)
    assert (state.waiting, state.blocked, state.blocked_by, state.seconds_left) == (0, 6, "no weights", None)


def test_a_failure_names_its_file_and_its_reason(library):
    with library() as conn:
        (failure,) = progress.failures(conn)
    assert (failure.media_id, failure.name, failure.reason, failure.attempts) == (3, "3.jpg", "cut short", 1)


def test_counting_ahead_changes_no_figure(library):
    before = only(library)
    with library() as conn:
        run(conn, "UPDATE analysis SET ended_at = ended_at - interval '90 seconds' WHERE media_id = 1")
        progress.count_done(conn)
        assert progress.analyzers(conn)[0].done == before.done
        analyses.redo(conn, media_id=1)
        assert progress.analyzers(conn)[0].done == before.done - 1


@pytest.mark.parametrize(("minutes", "counted"), [(5, 1000), (12, 1)])
def test_a_count_holds_for_some_minutes(library, minutes, counted):
    """Counting a large library each minute would be a third of a percent of a core for nothing."""
    with library() as conn:
        run(conn, "UPDATE analysis SET ended_at = ended_at - interval '1 hour' WHERE media_id = 1")
        progress.count_done(conn)
        run(conn, "UPDATE done_count SET n = 1000, until = now() - %(n)s * interval '1 minute'", n=minutes)
        progress.count_done(conn)
        assert value(conn, "SELECT n FROM done_count") == counted


def test_a_file_that_is_gone_is_counted_no_longer(library):
    before = only(library).done
    with library() as conn:
        run(conn, "UPDATE analysis SET ended_at = ended_at - interval '1 hour' WHERE media_id = 1")
        progress.count_done(conn)
        run(conn, "UPDATE media SET trashed_at = now(), doomed = true WHERE id = 1")
        trash.forget(conn, 1)
        assert value(conn, "SELECT n FROM done_count") == 0
    assert only(library).done == before - 1


def test_the_total_ends_with_the_slowest_analyzer(library):
    with library() as conn:
        analyses.register(conn, Declared("faces"))
        assert progress.overall(progress.analyzers(conn)).seconds_left is None
        run(conn, "UPDATE analysis SET state = 'done', ended_at = now() WHERE analyzer = 'faces'")
        total = progress.overall(progress.analyzers(conn))
    assert (total.waiting, total.running, total.done, total.failed) == (6, 1, 12, 1)
    assert total.seconds_left == pytest.approx(210, abs=10)
