"""Every broken or hostile file is kept byte for byte with a stated condition, and harms nothing (S7, F28)."""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.db import inbox as inbox_rows
from shared.db.connection import Connect, rows, value
from shared.storage import Storage
from tests.conftest import ROOT
from tests.integration.watching import until
from tests.invariants import check

CANARY = "7f3a91"  # the telling part of the token in selfmade/dummy_secret.txt
pytestmark = pytest.mark.timeout(600)


@contextmanager
def ingest(database: str, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The ingest service as it is shipped; it must still live at the end and stop when told."""
    told = {
        "DATA": data,
        "DATABASE_URL": database,
        "MIN_FREE": 1,
        "INCOMPLETE_SECONDS": 1,
        "RESCAN_SECONDS": 2,
    }
    environ = os.environ | {name: str(value) for name, value in told.items()}
    with (data / "log").open("wb") as log:
        command = [sys.executable, "-m", "services.ingest"]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=log)
    try:
        yield process
        assert process.poll() is None, (data / "log").read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def count(connect: Connect) -> int:
    with connect() as conn:
        return int(value(conn, "SELECT count(*) FROM sighting"))


@pytest.mark.slow
def test_every_bad_file_is_kept_with_a_stated_condition_and_tells_no_secret(
    connect, database, tmp_path, corpus
):
    storage, inbox = Storage(tmp_path / "storage"), tmp_path / "inbox"
    shutil.copytree(corpus / "bad", inbox)
    dropped = [file.read_bytes() for file in inbox.rglob("*") if file.is_file()]
    with ingest(database, tmp_path):
        until(lambda: count(connect) == len(dropped), 500)
    check(connect, storage, inbox, dropped)
    with connect() as conn:
        found = rows(conn, dict, CONDITIONS)
    print(Counter((one["kind"], one["problem"] and "problem") for one in found))
    for one in found:
        assert one["problem"] or (one["kind"] != "other" and one["shown"]), one
        assert str(tmp_path) not in (one["problem"] or ""), one
    assert len(found) == len(set(dropped))
    assert tells(connect, storage, tmp_path / "log") == []


def test_hostile_names_and_odd_entries_are_kept_or_left_with_a_reason(connect, database, tmp_path, corpus):
    storage, inbox = Storage(tmp_path / "storage"), tmp_path / "inbox"
    inbox.mkdir()
    subprocess.run([sys.executable, corpus / "bad" / "make_names.py", inbox], check=True, capture_output=True)
    with ingest(database, tmp_path):
        until(lambda: set(listed(inbox)) <= IGNORED | LINKS | PIPE, 200)
        until(lambda: {problem.path for problem in problems(connect)} == (LINKS | PIPE) & set(listed(inbox)))
    kept = count(connect)
    assert kept >= 45
    for name in listed(inbox):
        (inbox / name).unlink()
    content = next(file for file in storage.originals.rglob("*") if file.is_file()).read_bytes()
    check(connect, storage, inbox, [content] * kept)
    assert not list(tmp_path.rglob("*canary")) + list(ROOT.glob("*canary*"))


def problems(connect: Connect) -> list[inbox_rows.InboxProblem]:
    with connect() as conn:
        return inbox_rows.problems(conn)


def listed(inbox: Path) -> list[str]:
    """What is in the inbox but folders; links to folders count as links."""
    found = []
    for folder, folders, names in os.walk(inbox):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [os.path.relpath(Path(folder, name), inbox) for name in names + links]
    return found


def tells(connect: Connect, storage: Storage, log: Path) -> list[str]:
    """Every place but the original itself that holds the canary."""
    derived = [*(storage.root / "derived").rglob("*"), log]
    found = [str(file) for file in derived if file.is_file() and CANARY.encode() in file.read_bytes()]
    with connect() as conn:
        tables = rows(conn, dict, "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
        for table in (table["name"] for table in tables):
            lines = [line["row"] for line in rows(conn, dict, f"SELECT t::text AS row FROM {table} AS t")]
            found += [
                f"{table}: {line[:200]}"
                for line in lines
                if CANARY in line.lower() or CANARY.encode().hex() in line
            ]
    return found


CONDITIONS = """
    SELECT path, kind, problem, has_preview OR kind = 'audio' AS shown FROM media
    """
IGNORED = {
    ".hidden.jpg", "..jpg", "...jpg", "~tilde.jpg", "~$lock.jpg", "photo.jpg~", ".photo.jpg.swp", "Thumbs.db",
    "._IMG_0001.jpg", ".DS_Store", "IMG_0001.jpg.part",
}  # fmt: skip
LINKS = {"loop_a.jpg", "loop_b.jpg", "loop_dir", "outside_root.jpg", "dangling.jpg", "symlink_ok.jpg"}
PIPE = {"fifo.jpg", *(() if os.geteuid() == 0 else ("unreadable.jpg",))}
