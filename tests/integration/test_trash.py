"""Files go to the trash, come back, and are removed for good after a stated delay; no crash leaves a rest."""

import subprocess
import sys
from pathlib import Path

import pytest

from shared.db import analyses, leases, progress, scrubs, trash, unreadable
from shared.db.connection import run, value
from shared.domain import Job
from shared.keeping.removal import Remover
from tests.integration.declared import Declared
from tests.invariants import check

ROOT = Path(__file__).resolve().parent.parent.parent
DAYS = 30


@pytest.fixture
def remover(connect, library):
    return Remover(connect, library.storage, DAYS)


def kept(library, content, name):
    """A kept file with what was derived from it."""
    made = library.take(content, f"a/{name}")
    for derived in ("preview.jpg", "preview.mp4"):
        place = library.storage.derived(made.sha512, derived)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"derived")
    return made


def discarded(connect, *files, days=0):
    with connect() as conn:
        trash.discard(conn, [file.media_id for file in files], "ada")
        run(conn, "UPDATE media SET trashed_at = trashed_at - %(days)s * interval '1 day'"
                  " WHERE trashed_at IS NOT NULL", days=days)  # fmt: skip


def rest(library):
    """Every file that the storage holds."""
    return sorted(str(file.relative_to(library.storage.root)) for file in library.storage.root.rglob("*")
                  if file.is_file())  # fmt: skip


def count(connect):
    with connect() as conn:
        return value(conn, "SELECT count(*) FROM media")


def test_a_file_stays_for_the_stated_days_and_then_goes_with_everything_of_it(connect, library, remover):
    old, young = kept(library, b"old", "old.jpg"), kept(library, b"young", "young.jpg")
    discarded(connect, old, days=DAYS - 1)
    remover.sweep()
    assert count(connect) == 2
    discarded(connect, old, days=1)
    discarded(connect, young)
    remover.sweep()
    assert count(connect) == 1
    assert all(young.sha512 in name or name == "originals/a/young.jpg" for name in rest(library))
    assert len(rest(library)) == 3


@pytest.mark.parametrize("step", ["original removed", "files removed", "removed"])
def test_a_crash_while_a_file_is_removed_leaves_nothing_that_the_next_round_does_not_end(
    connect, database, tmp_path, library, remover, step
):
    staying = kept(library, b"staying", "staying.jpg")
    gone = kept(library, b"gone", "gone.jpg")
    discarded(connect, gone)
    with connect() as conn:
        trash.doom(conn, [gone.media_id])
    assert crashed(step, database, tmp_path) == 137
    with connect() as conn:
        assert scrubs.unknown(conn, [name.removeprefix("originals/") for name in rest(library)
                                     if name.startswith("originals/")]) == set()  # fmt: skip
        assert [one.id for one in scrubs.next_kept(conn, 0, 10)] == [staying.media_id]
    remover.sweep()
    assert (count(connect), len(rest(library))) == (1, 3)


@pytest.mark.parametrize("step", ["original removed", "files removed"])
def test_content_that_comes_while_it_is_removed_is_kept_anew(connect, database, tmp_path, library, step):
    gone = kept(library, b"gone", "gone.jpg")
    discarded(connect, gone)
    with connect() as conn:
        trash.doom(conn)
    assert crashed(step, database, tmp_path) == 137
    again = library.take(b"gone", "b/other.jpg")
    assert (again.duplicate, again.restored) == (False, False)
    assert rest(library) == ["originals/b/other.jpg"]
    check(connect, library.storage, library.inbox, [b"gone"])


def test_another_content_gets_the_path_only_when_it_is_free(connect, library, remover):
    gone = kept(library, b"gone", "same.jpg")
    discarded(connect, gone)
    with connect() as conn:
        trash.doom(conn)
    other = library.take(b"other", "a/same.jpg")
    remover.sweep()
    with connect() as conn:
        path = value(conn, "SELECT path FROM media WHERE id = %(id)s", id=other.media_id)
    assert rest(library) == [f"originals/{path}"]
    assert library.storage.original(path).read_bytes() == b"other"


def test_the_same_content_again_comes_back_from_the_trash_and_says_so(connect, library):
    first = kept(library, b"content", "one.jpg")
    discarded(connect, first)
    again = library.take(b"content", "b/two.jpg")
    assert (again.media_id, again.duplicate, again.restored) == (first.media_id, True, True)
    assert not library.take(b"content", "b/three.jpg").restored
    with connect() as conn:
        assert value(conn, "SELECT trashed_at FROM media") is None


def test_nothing_outside_of_the_storage_is_ever_removed(connect, library, remover, tmp_path):
    gone = kept(library, b"gone", "gone.jpg")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "gone.jpg").write_bytes(b"somebody else's")
    folder = library.storage.originals / "a"
    folder.rename(library.storage.originals / "b")
    folder.symlink_to(outside)
    discarded(connect, gone, days=DAYS + 1)
    remover.sweep()
    assert (outside / "gone.jpg").exists()
    assert count(connect) == 1


def test_work_on_a_file_in_the_trash_waits_on_the_shelf_and_goes_on_afterwards(connect, library):
    file = kept(library, b"content", "one.jpg")
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
    discarded(connect, file)
    with connect() as conn:
        analyses.register(conn, Declared("ocr"))
        assert value(conn, "SELECT array_agg(analyzer || ' ' || state) FROM analysis") == ["detect shelved"]
        assert leases.claim(conn, Job(file.media_id, "detect", 1), worker="w", seconds=9, attempts=5) is None
        assert analyses.retry(conn) == analyses.redo(conn) == 0
        trash.restore(conn, [file.media_id], "ada")
        states = value(conn, "SELECT array_agg(analyzer || ' ' || state ORDER BY 1) FROM analysis")
    assert states == ["detect queued", "ocr queued"]


def test_what_failed_on_a_file_in_the_trash_is_no_trouble_any_more(connect, library):
    file = kept(library, b"content", "one.jpg")
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
        lease = leases.claim(conn, Job(file.media_id, "detect", 1), worker="w", seconds=60, attempts=5)
        leases.fail(conn, lease, "it is broken")
        run(conn, "UPDATE media SET problem = 'it is broken'")
    discarded(connect, file)
    with connect() as conn:
        assert progress.failures(conn) == unreadable.unreadable(conn) == []
        assert [one.failed for one in progress.analyzers(conn)] == [0]


def test_a_file_that_a_worker_looks_at_is_removed_only_afterwards(connect, library, remover):
    file = kept(library, b"content", "one.jpg")
    with connect() as conn:
        analyses.register(conn, Declared("detect"))
        lease = leases.claim(conn, Job(file.media_id, "detect", 1), worker="w", seconds=60, attempts=5)
    discarded(connect, file, days=DAYS + 1)
    remover.sweep()
    assert len(rest(library)) == 3
    with connect() as conn:
        leases.finish(conn, lease, [])
    remover.sweep()
    assert (count(connect), rest(library)) == (0, [])


def crashed(step: str, database: str, root: Path) -> int:
    return subprocess.run(
        [sys.executable, "-c", SERVICE, step, database, str(root)], cwd=ROOT, timeout=60, check=False
    ).returncode


SERVICE = """
import sys
from pathlib import Path
from shared import crash
from shared.db.connection import connector
from shared.keeping.removal import Remover
from shared.storage import Storage

step, database, root = sys.argv[1:]
crash.arm(step)
Remover(connector(database), Storage(Path(root) / "storage"), 30).sweep()
"""
