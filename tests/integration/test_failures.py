"""Failures are counted over all of them, by reason, and can be tried again or put aside (X3, demand 9)."""

from services.web.pages.troubles import joined
from shared.db import analyses, failures, leases, pace
from shared.db.connection import run, value
from shared.domain import Job
from tests.integration.declared import Declared
from tests.integration.files import file, files

SLOW = "The decoder stopped: it took more than 20 s."
BROKEN = "The picture is broken."


def fail(connect, media_id, reason, analyzer="detect"):
    with connect() as conn:
        analyses.register(conn, Declared(analyzer))
        lease = leases.claim(conn, Job(media_id, analyzer, 1), worker="w", seconds=60, attempts=5)
        assert lease
        leases.fail(conn, lease, reason)


def many(connect, count):
    """So many files that failed for one reason."""
    files(connect, count)
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
        sql = "UPDATE analysis SET state = 'failed', published = false, reason = %(why)s, ended_at = now()"
        run(conn, sql, why=SLOW)


def seen(connect, **more):
    with connect() as conn:
        return [(group.reason, group.files) for group in failures.groups(conn, **more)]


def test_groups_count_all_failures_and_name_the_latest(connect):
    many(connect, 500)
    for n in range(2):
        fail(connect, file(connect, f"{n}.jpg"), BROKEN)
    assert seen(connect) == [(SLOW, 500), (BROKEN, 2)]
    with connect() as conn:
        first, second = failures.groups(conn)
        assert [len(first.latest), len(second.latest)] == [4, 2]
        assert {one.name for one in failures.named(conn, second.latest).values()} == {"0.jpg", "1.jpg"}


def test_a_group_is_read_page_by_page(connect):
    many(connect, 7)
    with connect() as conn:
        [group] = failures.groups(conn)
        first = failures.of_group(conn, "detect", group.key, limit=5)
        rest = failures.of_group(conn, "detect", group.key, before=first[-1].id, limit=5)
    assert len({one.media_id for one in [*first, *rest]}) == 7


def test_all_of_one_reason_are_tried_again_and_no_other(ada, connect):
    many(connect, 300)
    fail(connect, file(connect), BROKEN)
    with connect() as conn:
        group = failures.groups(conn)[0]
    ada.post("/status/retry", data={"analyzer": "detect", "group": group.key})
    assert seen(connect) == [(BROKEN, 1)]


def test_what_is_put_aside_comes_back_with_the_next_failure(ada, connect):
    fail(connect, file(connect), SLOW)
    with connect() as conn:
        [group] = failures.groups(conn)
    given = {"analyzer": "detect", "group": group.key}
    ada.post("/status/aside", data=given)
    assert (seen(connect), seen(connect, aside=True)) == ([], [(SLOW, 1)])
    assert "1 reason is hidden" in ada.get("/status").text
    assert SLOW in ada.get("/status?aside=1").text
    fail(connect, file(connect), SLOW)
    assert seen(connect) == [(SLOW, 2)]
    ada.post("/status/aside", data=given)
    ada.post("/status/aside", data=given | {"back": "1"})
    assert seen(connect) == [(SLOW, 2)]


def test_files_in_the_trash_fail_no_more(connect):
    fail(connect, file(connect), SLOW)
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now()")
    assert seen(connect) == []


def test_one_file_is_tried_again_from_the_page_of_its_reason(ada, connect):
    ids = [file(connect), file(connect)]
    for media_id in ids:
        fail(connect, media_id, SLOW)
    with connect() as conn:
        [group] = failures.groups(conn)
    given = {"analyzer": "detect", "media_id": str(ids[0]), "shown": group.key}
    answer = ada.post("/status/retry", data=given)
    assert answer.location == f"/status/failed?analyzer=detect&group={group.key}"
    assert seen(connect) == [(SLOW, 1)]


def test_the_page_of_a_reason_shows_hostile_text_as_text(ada, connect):
    fail(connect, file(connect, "<b>bold.jpg"), "<script>alert(1)</script>")
    with connect() as conn:
        [group] = failures.groups(conn)
    page = ada.get(f"/status/failed?analyzer=detect&group={group.key}").text
    assert "&lt;b&gt;bold.jpg" in page
    assert "<script>alert" not in page
    assert "any more" in ada.get("/status/failed?analyzer=detect&group=nothing").text


def test_the_pace_is_counted_by_minute_and_once(connect):
    files(connect, 6)
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
        run(
            conn,
            """
            UPDATE analysis SET state = 'done', published = false,
                   ended_at = date_trunc('minute', now()) - media_id * interval '10 minutes'
            """,
        )
        for _ in range(2):
            pace.roll(conn)
        hour = pace.curves(conn, minutes=60, step=10)["detect"]
        day = pace.curves(conn, minutes=1440, step=15)["detect"]
    assert sum(hour) == value_of(connect, "SELECT count(*) FROM analysis WHERE media_id < 6")
    assert (sum(day), len(hour), len(day)) == (6, 6, 96)


def value_of(connect, sql):
    with connect() as conn:
        return value(conn, sql)


def test_a_broken_file_is_one_trouble_in_however_many_analyzers_it_fails(ada, connect):
    broken, other = file(connect, "broken.jpg"), file(connect, "other.jpg")
    for analyzer in ("detect", "faces", "ocr"):
        fail(connect, broken, BROKEN, analyzer)
    fail(connect, other, BROKEN, "phash")
    with connect() as conn:
        told = joined(failures.groups(conn))
    assert [one.analyzers for one in told] == [("detect", "faces", "ocr"), ("phash",)]
    page = ada.get("/status").text
    assert page.count("broken.jpg") == 1
    given = {"analyzer": ["detect", "faces", "ocr"], "group": told[0].group.key}
    ada.post("/status/aside", data=given)
    assert seen(connect) == [(BROKEN, 1)]
    ada.post("/status/aside", data=given | {"back": "1"})
    ada.post("/status/retry", data={"analyzer": given["analyzer"], "media_id": str(broken)})
    assert seen(connect) == [(BROKEN, 1)], "all three are tried again"
