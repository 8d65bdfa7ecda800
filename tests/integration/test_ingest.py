"""Files that are dropped into the inbox come into the library by themselves (rows 13–16, F19, F26, F27)."""

import threading
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from services.ingest import claims
from shared.db.connection import rows, value
from tests.integration.watching import drop, left, reasons, until, watching
from tests.invariants import check


def test_dropped_files_are_kept_with_their_hierarchy_and_the_inbox_is_empty(library, connect, database):
    """A2, A12, A15."""
    dropped = drop(library.inbox, {"a.jpg": b"a", "2020/été/b.jpg": b"b", "2020/again.jpg": b"a"})
    with watching(library, database):
        until(lambda: len(library.originals()) + len(library.duplicates()) == 3)
        dropped += drop(library.inbox, {"2021/c.jpg": b"c"})
        until(lambda: "2021/c.jpg" in library.originals())
        until(lambda: list(library.inbox.iterdir()) == [library.inbox / ".claimed"])
    assert library.originals().keys() >= {"2020/été/b.jpg", "2021/c.jpg"}
    check(connect, library.storage, library.inbox, dropped)
    with connect() as conn:
        assert rows(conn, dict, "SELECT source, via FROM batch WHERE id > 1") == [
            {"source": "Anna's phone", "via": "inbox"}
        ]


def test_a_file_is_visible_within_a_second_and_a_half_of_its_completion(library, connect, database):
    """One of three at least: others may be busy on this machine."""
    with watching(library, database, stable=1.0, rescan=30):
        time.sleep(0.3)
        took = [visible(library, connect, number) for number in (1, 2, 3)]
    assert min(took) < 1.5


def visible(library, connect, number: int) -> float:
    """Seconds until the next file can be seen."""
    begun = time.monotonic()
    drop(library.inbox, {f"new folder {number}/a.jpg": b"%d" % number})
    until(lambda: value_of(connect, "SELECT count(*) FROM media") == number)
    return time.monotonic() - begun


def test_a_writer_that_pauses_is_waited_for(library, connect, database):
    """F26."""
    with watching(library, database):
        with (library.inbox / "a.jpg").open("wb", buffering=0) as file:
            file.write(b"one ")
            time.sleep(1.0)
            file.write(b"two")
            until(lambda: "a.jpg" in reasons(library))
            assert library.originals() == {}
        until(lambda: library.originals() == {"a.jpg": b"one two"})
        until(lambda: reasons(library) == {})
    check(connect, library.storage, library.inbox, [b"one two"])


def test_a_file_that_grows_in_steps_without_an_open_writer_is_taken_whole(library, connect, database):
    with watching(library, database, stable=0.5):
        for step in range(6):
            with (library.inbox / "a.jpg").open("ab") as file:
                file.write(b"%d" % step)
            time.sleep(0.2)
        until(lambda: not left(library))
    check(connect, library.storage, library.inbox, [b"012345"])


def test_a_file_that_looks_unfinished_waits_and_is_then_taken_as_truncated(library, connect, database):
    def complete(file: Path) -> bool:
        return file.read_bytes().endswith(b"end")

    drop(library.inbox, {"cut.jpg": b"begin", "empty.jpg": b""})
    with watching(library, database, complete=complete, incomplete=2.0):
        until(lambda: set(reasons(library)) == {"cut.jpg", "empty.jpg"})
        drop(library.inbox, {"whole.jpg": b"begin end"})
        until(lambda: set(library.originals()) == {"whole.jpg"})
        until(lambda: not left(library))
    with connect() as conn:
        found = rows(conn, dict, "SELECT name FROM media WHERE truncated ORDER BY name")
    assert found == [{"name": "cut.jpg"}, {"name": "empty.jpg"}]


def test_a_file_that_is_overwritten_while_it_is_hashed_is_stored_in_its_final_contents(
    library, connect, database
):
    """F27: what is stored is a content that the file finally had, never a mixture."""
    contents = [b"%d" % number * 300_000 for number in range(40)]
    with watching(library, database, stable=0.05):
        for content in contents:
            part = library.inbox / f".{uuid4()}.part"
            part.write_bytes(content)
            part.replace(library.inbox / "a.jpg")
            time.sleep(0.02)
        until(lambda: not left(library))
    stored = set(library.originals().values())
    assert stored <= set(contents)
    assert contents[-1] in stored


def test_a_file_that_is_rewritten_in_place_all_the_time_is_never_stored_half(library, database):
    final = b"z" * 2_000_000
    with watching(library, database, stable=0.1):
        for number in range(30):
            (library.inbox / "a.jpg").write_bytes(b"%d" % (number % 10) * 2_000_000)
            time.sleep(0.01)
        (library.inbox / "a.jpg").write_bytes(final)
        until(lambda: not left(library))
    assert all(len(set(content)) == 1 for content in library.originals().values())
    assert final in library.originals().values()


def test_four_ingesters_on_one_inbox_take_every_file_once(library, connect, database, caplog):
    """Rows 14 and 15, F19."""
    contents = {f"{n % 7}/{n}.jpg": b"content %d" % (n % 220) for n in range(260)}
    dropped = drop(library.inbox, contents)
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(watching(library, database, threads=2, rescan=0.2))
        until(lambda: not left(library), 60)
        until(lambda: value_of(connect, "SELECT count(*) FROM sighting") == 260)
    check(connect, library.storage, library.inbox, dropped)
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


def test_what_a_crashed_process_claimed_is_kept_at_the_next_start(library, connect, database):
    dropped = drop(library.inbox, {"a/b/x.jpg": b"picture", "y" * 251 + ".jpg": b"long"})
    for path in ("a/b/x.jpg", "y" * 251 + ".jpg"):
        claims.claim(library.inbox, path, uuid4())
    (library.inbox / ".claimed" / str(uuid4()) / "empty").mkdir(parents=True)
    with watching(library, database):
        until(lambda: not list((library.inbox / ".claimed").iterdir()))
    assert set(library.originals()) == {"a/b/x.jpg", "y" * 251 + ".jpg"}
    check(connect, library.storage, library.inbox, dropped)


def test_a_file_that_cannot_be_taken_stays_and_the_others_come_in(library, connect, database):
    """F23."""

    def fail(path: Path) -> None:
        if path.name == "bad.jpg" and broken.is_set():
            raise OSError(5, "Input/output error")

    broken = threading.Event()
    broken.set()
    library.decoder.before = fail
    dropped = drop(library.inbox, {"bad.jpg": b"bad", **{f"{n}.jpg": b"%d" % n for n in range(20)}})
    with watching(library, database):
        until(lambda: value_of(connect, "SELECT count(*) FROM media") == 20)
        until(lambda: reasons(library) == {"bad.jpg": "it could not be taken: Input/output error"})
        assert len(left(library)) == 1
        broken.clear()
        until(lambda: not left(library))
        until(lambda: reasons(library) == {})
    check(connect, library.storage, library.inbox, dropped)


def test_a_database_that_drops_every_connection_again_and_again_loses_nothing(library, connect, database):
    """F16, F17."""
    dropped = drop(library.inbox, {f"{n}.jpg": b"%d" % (n % 90) for n in range(120)})
    with watching(library, database, stable=0.05):
        for _ in range(15):
            time.sleep(0.1)
            value_of(connect, KILL)
        until(lambda: not left(library), 60)
    check(connect, library.storage, library.inbox, dropped)


KILL = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
    """


def test_a_full_disk_leaves_files_in_the_inbox_and_says_so(library, connect, database):
    """F21."""
    dropped = drop(library.inbox, {"a.jpg": b"a"})
    with watching(library, database, min_free=1 << 60):
        until(lambda: "are needed" in reasons(library).get("a.jpg", ""))
    assert left(library) == ["a.jpg"]
    with watching(library, database):
        until(lambda: not left(library))
        until(lambda: reasons(library) == {})
    check(connect, library.storage, library.inbox, dropped)


def test_files_that_come_after_a_pause_are_another_batch(library, database, connect):
    from services.ingest.batching import InboxBatch
    from shared.db.connection import connector

    batch = InboxBatch(connector(database), "Anna's phone", pause=0.2)
    first, same = batch(), batch()
    time.sleep(0.3)
    assert first == same != batch()


def test_an_inbox_folder_that_stays_empty_is_not_removed_unless_its_files_were_taken(library, database):
    (library.inbox / "phone").mkdir()
    drop(library.inbox, {"a/b/c.jpg": b"c"})
    with watching(library, database):
        until(lambda: not (library.inbox / "a").exists())
    assert (library.inbox / "phone").is_dir()


def value_of(connect, sql: str) -> object:
    with connect() as conn:
        return value(conn, sql)
