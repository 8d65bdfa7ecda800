"""The ledger plans, pauses, promotes and repeats work; every statement is safe to repeat."""

import threading
from dataclasses import replace

import pytest

from shared.db import analyses, leases
from shared.db.connection import Connect, connector, run, value
from shared.domain import Finding, Job, Priority, Span
from shared.errors import LeaseLost, NotFound
from tests.integration.declared import Declared
from tests.integration.files import file, files

DETECT = Declared("detect")


def claim(connect: Connect, media_id: int, *, version: int = 1, segment: int = 0, worker: str = "w"):
    with connect() as conn:
        job = Job(media_id, "detect", version, segment)
        return leases.claim(conn, job, worker=worker, seconds=60, attempts=5)


def state(connect: Connect, media_id: int, column: str = "state"):
    with connect() as conn:
        sql = f"SELECT {column} FROM analysis WHERE media_id = %(id)s ORDER BY version DESC, segment LIMIT 1"
        return value(conn, sql, id=media_id)


@pytest.fixture
def photo(connect):
    photo = file(connect)
    with connect() as conn:
        analyses.register(conn, DETECT)
    return photo


def test_registering_plans_what_is_missing_once(connect):
    files(connect, 3)
    file(connect, "a.txt", "other")
    with connect() as conn:
        assert analyses.register(conn, DETECT) == 3
        assert analyses.register(conn, DETECT) == 0


def test_a_new_file_is_planned_for_every_analyzer_that_accepts_it_a21(connect):
    with connect() as conn:
        for name in ("detect", "faces"):
            analyses.register(conn, Declared(name))
    video = file(connect, "a.mp4", "video")
    with connect() as conn:
        assert analyses.plan(conn, video) == 2
        assert analyses.plan(conn, video) == 0


def test_a_new_version_plans_its_work_again(connect, photo):
    with connect() as conn:
        assert analyses.register(conn, replace(DETECT, version=2)) == 1
    assert claim(connect, photo, version=1) is None
    assert claim(connect, photo, version=2)


def test_a_file_added_while_an_analyzer_registers_is_not_missed(connect, database):
    with connect() as conn:
        added = file(connector(database))
        analyses.register(conn, DETECT)
        late = connector(database)

        def ingest() -> None:
            with late() as other:
                planned.append(analyses.plan(other, added_later))

        planned: list[int] = []
        added_later = file(connector(database))
        thread = threading.Thread(target=ingest)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join()
    assert planned == [1]
    assert claim(connect, added)


def test_only_one_of_two_claims_wins_and_the_attempt_is_counted(connect, database, photo):
    lease = claim(connect, photo)
    assert lease.attempt == 1
    assert claim(connector(database), photo) is None


def test_a_lease_tells_what_the_file_is(connect):
    photo = file(connect, mime="image/jpeg", width=4, height=3, path="a/b.jpg", sha512=b"\x01" * 64)
    with connect() as conn:
        analyses.register(conn, DETECT)
    lease = claim(connect, photo)
    assert (lease.path, lease.sha512, lease.width, lease.mime) == ("a/b.jpg", "01" * 64, 4, "image/jpeg")
    assert lease.span == Span()


def test_an_expired_lease_may_be_claimed_and_its_old_holder_is_fenced(connect, photo):
    old = claim(connect, photo)
    with connect() as conn:
        run(conn, "UPDATE analysis SET lease_until = now() - interval '1 second'")
    new = claim(connect, photo)
    assert new.attempt == 2
    for end in (leases.finish, leases.fail):
        with pytest.raises(LeaseLost), connect() as conn:
            end(conn, old, [Finding("late")] if end is leases.finish else "late")
    with connect() as conn:
        assert not leases.renew(conn, old, seconds=60)
        leases.finish(conn, new, [Finding("cat")])
        assert value(conn, "SELECT string_agg(label, ',') FROM finding") == "cat"


def test_a_result_is_stored_once_however_often_it_is_finished(connect, photo):
    lease = claim(connect, photo)
    with connect() as conn:
        leases.finish(conn, lease, [Finding("cat")])
    with pytest.raises(LeaseLost), connect() as conn:
        leases.finish(conn, lease, [Finding("cat")])
    assert claim(connect, photo) is None


def test_redoing_replaces_the_findings(connect, photo):
    for label in ("cat", "dog"):
        with connect() as conn:
            analyses.redo(conn, media_id=photo)
        lease = claim(connect, photo)
        with connect() as conn:
            leases.finish(conn, lease, [Finding(label)])
    with connect() as conn:
        assert value(conn, "SELECT array_agg(label) FROM finding") == ["dog"]


def test_faces_and_parents_are_linked_a37(connect, photo):
    sign = Finding("sign", score=0.5)
    face = Finding("face", embedding=(0.25,) * 128, chip=b"webp", landmarks=((0.1, 0.2), (0.3, 0.4)))
    text = Finding(text="STOP", parent=sign, start=5.0)
    lease = claim(connect, photo)
    with connect() as conn:
        leases.finish(conn, lease, [text, face, replace(sign, start=5.0)])
        parent = "SELECT parent.label FROM finding JOIN finding parent ON parent.id = finding.parent_id"
        assert value(conn, parent) == "sign"
        assert value(conn, "SELECT count(*) FROM finding") == 3
        assert value(conn, "SELECT embedding::real[] FROM face") == [0.25] * 128
        assert value(conn, "SELECT landmarks::text FROM face") == "{0.1,0.2,0.3,0.4}"
        assert bytes(value(conn, "SELECT chip FROM face")) == b"webp"


def test_text_that_postgresql_refuses_is_cleaned(connect, photo):
    lease = claim(connect, photo)
    with connect() as conn:
        leases.finish(conn, lease, [Finding(text="a\x00b\u202ec")])
        assert value(conn, "SELECT text FROM finding") == "abc"


def test_released_work_does_not_count_as_an_attempt(connect, photo):
    lease = claim(connect, photo)
    with connect() as conn:
        leases.release(conn, lease)
    assert (state(connect, photo), state(connect, photo, "attempt")) == ("queued", 0)


def test_a_worker_that_ends_gives_back_what_it_holds_and_nothing_else(connect):
    files(connect, 2)
    with connect() as conn:
        analyses.register(conn, DETECT)
    claim(connect, 1, worker="a")
    claim(connect, 2, worker="b")
    with connect() as conn:
        assert leases.release_all(conn, "a") == 1
    assert (state(connect, 1), state(connect, 2)) == ("queued", "running")


def test_a_failure_keeps_its_reason_and_can_be_tried_again(connect, photo):
    lease = claim(connect, photo)
    with connect() as conn:
        leases.fail(conn, lease, "not a picture")
    assert (state(connect, photo), state(connect, photo, "reason")) == ("failed", "not a picture")
    assert claim(connect, photo) is None
    with connect() as conn:
        assert analyses.retry(conn, media_id=photo) == 1
    assert claim(connect, photo).attempt == 1


def test_nothing_is_claimed_while_paused_or_blocked(connect, photo):
    with connect() as conn:
        analyses.pause(conn, "detect")
    assert claim(connect, photo) is None
    with connect() as conn:
        analyses.resume(conn, "detect")
        analyses.block(conn, "detect", "no weights")
    assert claim(connect, photo) is None
    with connect() as conn:
        analyses.block(conn, "detect", None)
    assert claim(connect, photo)


def test_pausing_an_unknown_analyzer_says_so(connect):
    with pytest.raises(NotFound, match="nobody"), connect() as conn:
        analyses.pause(conn, "nobody")


def test_what_a_person_looks_at_comes_first(connect, photo):
    with connect() as conn:
        analyses.promote(conn, photo)
    assert state(connect, photo, "priority") == Priority.PERSON


def test_a_recording_is_split_once_into_rows_of_its_pieces(connect, photo):
    lease = claim(connect, photo)
    spans = [Span(0, 600), Span(600, 1200), Span(1200, None)]
    for _ in range(2):
        with connect() as conn:
            analyses.split(conn, lease, spans)
    pieces = [claim(connect, photo, segment=segment).span for segment in (1, 2)]
    assert pieces == spans[1:]
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM analysis") == 3
        leases.release(conn, lease)
    assert claim(connect, photo).span == spans[0]
