"""Everything destroyed and brought back: rows, files and sign-in are what they were."""

import hashlib
import json
import shutil
import signal
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from tests import samples
from tests.e2e.running import Running, alive, until

ONLY = [word for name in ("web", "ingest", "dispatch", "detect") for word in ("--only", name)]
PASSWORD = "a heron in the reeds"
# What every start, every sign-in or every look writes anew.
PASSING = {
    "analyzer", "token", "worker", "worker_credential", "sign_in_failure", "done_count", "pace",
    "scrub_round",
}  # fmt: skip


def rows(stack: Running) -> dict[str, str]:
    """A digest of every table that stays."""
    conn = psycopg2.connect(stack.database_url)
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()} - PASSING
        found = {}
        for table in sorted(tables):
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {table} t"
            )
            (found[table],) = cursor.fetchone()
    conn.close()
    return found


def files(folder: Path) -> dict[str, str]:
    """The SHA-512 of every kept and derived file."""
    return {
        str(file.relative_to(folder)): hashlib.sha512(file.read_bytes()).hexdigest()
        for name in ("originals", "derived", "duplicates")
        for file in (folder / name).rglob("*")
        if file.is_file()
    }


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def signs_in(stack: Running) -> bool:
    form = urllib.parse.urlencode({"name": "grace", "password": PASSWORD}).encode()
    request = urllib.request.Request(f"{stack.address}/sign-in", form, {"Origin": stack.address})
    try:
        urllib.request.build_opener(_Stay).open(request, timeout=10).close()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code == 303
    return False


def settled(stack: Running) -> bool:
    overall = stack.answer("status")["overall"]
    return overall["waiting"] == overall["running"] == 0


@pytest.fixture
def library(own_stack, tmp_path: Path) -> Running:
    """A library with photos, one of them twice, and an account."""
    stack: Running = own_stack()
    stack.start(*ONLY)
    stack.command("user", "add", "grace", "--role", "admin", "--password-stdin", input=f"{PASSWORD}\n")
    for seed in range(3):
        stack.drop(samples.photo(tmp_path / f"photo {seed}.jpg", seed=300 + seed))
    until(lambda: len(stack.files()) == 3)
    shutil.copy(tmp_path / "photo 1.jpg", tmp_path / "again.jpg")
    stack.drop(tmp_path / "again.jpg")
    until(lambda: list((stack.data / "storage" / "duplicates").rglob("again.jpg")))
    until(lambda: settled(stack), 120)
    return stack


def test_a_destroyed_library_comes_back_from_its_backup(library: Running, tmp_path: Path):
    """F35: compared are all rows, all hashes and the sign-in."""
    target = tmp_path / "backup"
    made = library.answer("backup", str(target))
    assert (made["files"], made["problems"]) == (3, [])
    before = rows(library), files(library.data / "storage")
    family = library.family()
    library.stop(signal.SIGKILL)
    until(lambda: not alive(family))
    shutil.rmtree(library.data)

    restored = library.answer("restore", str(target))
    assert (restored["files"], restored["problems"]) == (3, [])
    library.start(*ONLY)
    assert (rows(library), files(library.data / "storage")) == before
    assert signs_in(library)
    assert library.answer("scrub")["problems"] == []
    library.drop(samples.photo(tmp_path / "later.jpg", seed=310))
    until(lambda: len(library.files()) == 4)


def test_a_second_backup_copies_only_what_is_new(library: Running, tmp_path: Path):
    target = tmp_path / "backup"
    library.answer("backup", str(target))
    inodes = {file.stat().st_ino for file in (target / "originals").rglob("*") if file.is_file()}
    library.drop(samples.photo(tmp_path / "new.jpg", seed=320))
    until(lambda: len(library.files()) == 4)
    assert library.answer("backup", str(target))["files"] == 4
    after = {file.stat().st_ino for file in (target / "originals").rglob("*") if file.is_file()}
    assert len(after - inodes) == 1


def test_a_damaged_original_is_never_copied_over_a_good_one(library: Running, tmp_path: Path):
    target = tmp_path / "backup"
    library.answer("backup", str(target))
    original = next(file for file in (library.data / "storage" / "originals").rglob("*") if file.is_file())
    good = original.read_bytes()
    original.chmod(0o640)
    original.write_bytes(good[:-1] + b"!")
    done = library.command("backup", str(target), "--json")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["path"] == str(original.relative_to(library.data / "storage"))
    assert (target / problem["path"]).read_bytes() == good


def test_a_restore_refuses_what_it_could_harm_and_says_why(library: Running, tmp_path: Path):
    target = tmp_path / "backup"
    nothing = library.command("restore", str(tmp_path))
    assert (nothing.returncode, "no complete backup" in nothing.stderr) == (1, True)
    library.answer("backup", str(target))
    before = rows(library)
    running = library.command("restore", str(target))
    assert (running.returncode, "already running" in running.stderr) == (1, True)
    library.stop()
    full = library.command("restore", str(target))
    assert (full.returncode, "there is a library already" in full.stderr) == (1, True)
    elsewhere = replace(library, settings=library.settings | {"MONGO_URL": "mongodb://127.0.0.1:1/none"})
    other = elsewhere.command("restore", str(target))
    assert (other.returncode, "leave MONGO_URL out" in other.stderr) == (1, True)
    library.start(*ONLY)
    assert rows(library) == before


def test_a_stopped_library_can_be_backed_up_and_a_cut_restore_goes_on(library: Running, tmp_path: Path):
    target = tmp_path / "backup"
    before = files(library.data / "storage")
    library.stop()
    assert library.answer("backup", str(target))["files"] == 3
    shutil.rmtree(library.data)
    lost = next((target / "originals").rglob("*.jpg"))
    hidden = lost.rename(tmp_path / "hidden")
    done = library.command("restore", str(target), "--json")
    assert (done.returncode, len(json.loads(done.stdout)["problems"])) == (1, 1)
    hidden.rename(lost)
    assert library.answer("restore", str(target))["problems"] == []
    assert files(library.data / "storage") == before
