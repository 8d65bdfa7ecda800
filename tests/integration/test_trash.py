"""Files go to the trash, come back, and are removed for good after a stated delay; no crash leaves a rest."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from shared.db import analyses, leases, progress, scrubs, trash, unreadable
from shared.db.connection import run, value
from shared.domain import Job
from shared.keeping.removal import Remover
from tests.integration.files import files
from tests.integration.intake import Library
from tests.integration.web import Declared, application, browser, photo
from tests.invariants import check

ROOT = Path(__file__).resolve().parent.parent.parent
DAYS = 30


@pytest.fixture
def library(connect, tmp_path):
    return Library(connect, tmp_path)


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


@pytest.fixture
def app(database, connect, tmp_path):
    return application(database, tmp_path, connect, trash_days=30)


def test_the_page_tells_what_lies_in_the_trash_and_how_long_it_stays(app, connect):
    made = [photo(connect, f"<b>{n}</b>.jpg") for n in range(3)]
    ada = browser(app, connect)
    assert "The trash is empty" in ada.get("/trash").text
    with connect() as conn:
        trash.discard(conn, made, "ada")
        for n, media_id in enumerate(made):
            run(conn, "UPDATE media SET trashed_at = now() - %(days)s * interval '1 day' WHERE id = %(id)s",
                days=n * 29 / 2, id=media_id)  # fmt: skip
    text = ada.get("/trash").text
    assert [said in text for said in ("30 days left", "16 days left", "1 day left")] == [True] * 3
    assert "Files stay here for 30 days" in text
    assert "&lt;b&gt;0" in text
    assert "Delete for good" not in text.split("<dialog")[0], "only an admin removes for good"
    token = ada.headers["X-CSRF-Token"]
    back = ada.post("/trash/restore", data={"csrf_token": token, "id": made[:1]})
    assert back.location == "/trash?restored=1"
    assert "1 file is back in the library" in ada.get(back.location).text
    assert ada.post("/trash/restore", data={"csrf_token": token, "all": "1"}).location == "/trash?restored=2"


def test_removing_for_good_asks_first_and_is_for_admins(app, connect):
    made = [photo(connect, f"{n}.jpg") for n in range(3)]
    with connect() as conn:
        trash.discard(conn, made[:2], "ada")
    admin, member = browser(app, connect, "admin"), browser(app, connect)
    assert member.post("/trash/remove", data={"all": "1", "confirmed": "1"}).status_code == 403
    asked = admin.post("/trash/remove", data={"id": made})
    assert "Delete 2 files for good?" in asked.text, "what is not in the trash is not meant"
    with connect() as conn:
        assert trash.doomed(conn, after=0) == []
    assert admin.post("/trash/remove", data={"id": made, "confirmed": "1"}).location == "/trash?removed=2"
    assert "The trash is empty" in admin.get("/trash").text
    with connect() as conn:
        assert [one.id for one in trash.doomed(conn, after=0)] == made[:2]
    assert admin.post("/api/selection/restore", json={"ids": made}).json["changed"] == 0
    admin.post("/api/selection/trash", json={"ids": made})
    assert admin.post("/api/trash/remove", json={"query": ""}).json == {"changed": 1, "deed": None}


def test_the_trash_goes_on_behind_its_first_page(app, connect):
    made = [photo(connect, f"{n}.jpg") for n in range(3)]
    files(connect, 130)
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() - id * interval '1 minute'")
    ada = browser(app, connect)
    first = ada.get("/trash").text
    after = re.search(r"/trash\?after=(\d+)", first)
    assert after
    rest = ada.get(f"/trash?after={after[1]}", headers={"HX-Request": "true"}).text
    ids = [int(found) for page in (first, rest) for found in re.findall(r'name="id" value="(\d+)"', page)]
    assert (len(ids), len(set(ids)), ids[:3]) == (133, 133, made)
    assert "/trash?after" not in rest


def test_a_file_in_the_trash_is_in_no_search_and_no_count(app, connect):
    made = [photo(connect, f"{n}.jpg", labels="cat", model="X100") for n in range(2)]
    with connect() as conn:
        trash.discard(conn, made[:1], "ada")
    ada = browser(app, connect)
    assert [file["id"] for file in ada.get("/api/media?object=cat").json["items"]] == made[1:]
    told = ada.get("/api/facets").json
    assert (told["total"], [one["count"] for one in told["facets"]["objects"]]) == (1, [1])
