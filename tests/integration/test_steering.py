"""How admins steer analyzers: on and off, hours, rank and threshold (issue 4, settings)."""

from datetime import UTC, datetime, time

import pytest

from shared.db import analyses, details, index, leases, outbox, progress, steering
from shared.db.clues import clues
from shared.db.connection import run, value
from shared.db.steering import Steering
from shared.db.workers import Identity, seen
from shared.domain import Finding, Job, Priority
from shared.errors import NotFound
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.web import analysed


@pytest.fixture
def photo(connect):
    return file(connect)


@pytest.fixture
def known(connect, photo):
    """Two analyzers, each with the photo to look at."""
    with connect() as conn:
        for name in ("detect", "speech"):
            analyses.register(conn, Declared(name))
    return photo


def steer(connect, name, **wanted):
    with connect() as conn:
        steering.steer(conn, name, Steering(**wanted))


def lanes(connect):
    with connect() as conn:
        return [(lane.analyzer, lane.person) for lane in outbox.lanes(conn)]


def claim(connect, media_id, name="detect"):
    with connect() as conn:
        return leases.claim(conn, Job(media_id, name, 1), worker="w", seconds=60, attempts=5)


def closed():
    """Hours that are over, whatever the time is: one minute, half a day from now."""
    now = datetime.now(UTC)
    begin = time((now.hour + 12) % 24, 0)
    return {"hours_from": begin, "hours_until": time(begin.hour, 1), "hours_zone": "UTC"}


def test_an_analyzer_that_is_off_is_planned_and_told_nothing_and_keeps_its_findings(connect, known):
    analysed(connect, known, "faces", [Finding(label="face", score=0.9)])
    for name in ("detect", "faces"):
        steer(connect, name, active=False)
    later = file(connect)
    with connect() as conn:
        analyses.plan(conn, later)
    assert lanes(connect) == [("speech", True), ("speech", False)]
    assert claim(connect, known) is None
    with connect() as conn:
        assert [found.label for found in details.detail(conn, known).findings] == ["face"]
        later = value(conn, "SELECT array_agg(analyzer) FROM analysis WHERE media_id <> %(id)s", id=known)
    assert later == ["speech"]


def test_one_that_is_on_again_is_given_what_came_meanwhile(connect, known):
    steer(connect, "detect", active=False)
    later = file(connect)
    steer(connect, "detect", active=True)
    assert claim(connect, later)


def test_the_bulk_waits_for_its_hours_and_what_a_person_asked_for_does_not(connect, known):
    steer(connect, "detect", **closed())
    assert ("detect", False) not in lanes(connect)
    assert ("detect", True) in lanes(connect)
    assert claim(connect, known) is None
    with connect() as conn:
        analyses.promote(conn, known)
    assert claim(connect, known)


@pytest.mark.parametrize(
    ("begin", "end", "now", "open_"),
    [
        ("22:00", "06:00", "2024-05-01 21:59+02", False),
        ("22:00", "06:00", "2024-05-01 22:00+02", True),
        ("22:00", "06:00", "2024-05-02 05:59+02", True),
        ("22:00", "06:00", "2024-05-02 06:00+02", False),
        ("09:00", "17:00", "2024-05-02 12:00+02", True),
        ("09:00", "17:00", "2024-05-02 08:59+02", False),
        ("09:00", "09:00", "2024-05-02 03:00+02", True),
        (None, None, "2024-05-02 03:00+02", True),
        ("22:00", "06:00", "2024-12-01 21:30+00", True),  # the zone's winter time
    ],
)
def test_hours_are_those_of_the_zone_and_go_over_midnight(connect, begin, end, now, open_):
    sql = "SELECT within_hours(%(begin)s, %(end)s, 'Europe/Berlin', %(now)s)"
    with connect() as conn:
        assert value(conn, sql, begin=begin, end=end, now=now) is open_


def test_the_bulk_of_a_lower_rank_waits_while_one_of_a_higher_has_work_and_a_worker(connect, known):
    steer(connect, "speech", rank=-1)
    assert ("speech", False) in lanes(connect)  # detect has no worker, and nobody waits for such a one
    with connect() as conn:
        seen(conn, Identity("detect@host:1", "detect"), Declared("detect"))
    assert ("speech", False) not in lanes(connect)
    assert ("speech", True) in lanes(connect)
    assert claim(connect, known)
    assert ("speech", False) not in lanes(connect)
    with connect() as conn:
        run(conn, "UPDATE analysis SET state = 'done', done_at = now() WHERE analyzer = 'detect'")
    assert ("speech", False) in lanes(connect)


def shown(connect, media_id):
    with connect() as conn:
        labels = value(conn, "SELECT coalesce(array_agg(label ORDER BY label), '{}') FROM media_label")
        return sorted(found.label for found in details.detail(conn, media_id).findings), labels


def catch_up(connect):
    with connect() as conn:
        while steering.catch_up(conn, files=1):
            conn.commit()


def test_a_threshold_hides_at_once_and_loses_nothing(connect, photo):
    """The viewer knows it in the same moment, search as soon as the dispatcher has gone through."""
    other = file(connect)
    for media_id in (photo, other):
        analysed(
            connect, media_id, "detect", [Finding(label="cat", score=0.9), Finding(label="dog", score=0.4)]
        )
    assert shown(connect, photo) == (["cat", "dog"], ["cat", "cat", "dog", "dog"])
    steer(connect, "detect", threshold=0.5)
    assert shown(connect, photo)[0] == ["cat"]
    catch_up(connect)
    assert shown(connect, photo)[1] == ["cat", "cat"]
    with connect() as conn:
        assert {found.text for one in clues(conn, [photo]) for found in one.found} == {"cat"}
        assert not steering.catch_up(conn, files=1)
    steer(connect, "detect")
    catch_up(connect)
    assert shown(connect, photo) == (["cat", "dog"], ["cat", "cat", "dog", "dog"])


def test_a_threshold_that_changes_while_search_learns_of_it_is_learnt_in_the_end(connect, photo):
    other = file(connect)
    for media_id in (photo, other):
        analysed(
            connect, media_id, "detect", [Finding(label="cat", score=0.9), Finding(label="dog", score=0.4)]
        )
    steer(connect, "detect", threshold=0.95)
    with connect() as conn:
        steering.catch_up(conn, files=1)
    steer(connect, "detect", threshold=0.5)
    catch_up(connect)
    assert shown(connect, photo)[1] == ["cat", "cat"]


def test_a_new_finding_below_the_threshold_is_not_found_by_search(connect, photo):
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
    steer(connect, "detect", threshold=0.5)
    analysed(connect, photo, "detect", [Finding(label="dog", score=0.4)])
    with connect() as conn:
        index.refresh(conn, photo)
    assert shown(connect, photo) == ([], [])


def test_what_is_known_of_an_analyzer_is_told(connect, known):
    steer(connect, "detect", rank=1, threshold=0.25, **closed())
    with connect() as conn:
        told = {one.name: one for one in steering.everyone(conn)}
    assert (told["detect"].rank, told["detect"].threshold, told["detect"].in_hours) == (1, 0.25, False)
    assert (told["speech"].active, told["speech"].in_hours, told["speech"].rank) == (True, True, 0)


def test_the_state_of_the_work_says_why_it_rests(connect, known):
    steer(connect, "detect", active=False)
    steer(connect, "speech", **closed())
    with connect() as conn:
        each = progress.analyzers(conn)
    assert [(one.name, one.resting) for one in each] == [("detect", "off"), ("speech", "hours")]


def test_only_what_is_known_can_be_steered(connect):
    with pytest.raises(NotFound, match="no analyzer 'nobody'"):
        steer(connect, "nobody")


def test_priorities_of_the_ledger_tell_persons_from_the_bulk():
    assert Priority.BACKFILL < Priority.NEW < Priority.PERSON


def labels(connect, media_id):
    with connect() as conn:
        while steering.catch_up(conn):
            pass
        sql = "SELECT coalesce(array_agg(label), '{}') FROM media_label WHERE media_id = %(id)s"
        return value(conn, sql, id=media_id), [one.label for one in details.detail(conn, media_id).findings]


def test_a_discreet_one_begins_off_and_shows_what_it_found_only_while_it_is_on(connect, photo):
    looks = Declared("attributes", discreet=True)
    with connect() as conn:
        assert analyses.register(conn, looks) == 0
        assert [(one.name, one.active, one.threshold) for one in steering.everyone(conn)] == [
            ("attributes", False, None)
        ]
    steer(connect, "attributes", active=True, threshold=0.4)
    lease = claim(connect, photo, "attributes")
    with connect() as conn:
        leases.finish(conn, lease, [Finding(label="woman", score=0.9), Finding(label="teen", score=0.3)])
        assert [one.threshold for one in steering.everyone(conn)] == [pytest.approx(0.4)]
    assert labels(connect, photo) == (["woman"], ["woman"])
    steer(connect, "attributes", active=False, threshold=0.4)
    assert labels(connect, photo) == ([], [])
    with connect() as conn:
        analyses.register(conn, looks)  # its worker begins again
    assert labels(connect, photo) == ([], [])
    steer(connect, "attributes", active=True, threshold=0.4)
    assert labels(connect, photo) == (["woman"], ["woman"])
