"""Crashes of ingest at one step again and again, and of uploads; each step is fault F1 in tests/faults."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from shared.db.connection import value
from tests.integration.intake import Library
from tests.integration.watching import drop
from tests.invariants import check

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICE = """
import sys
from pathlib import Path
from shared import crash
from shared.db.connection import connector
from tests.integration.intake import Library
from tests.integration.watching import left, until, watching

step, database, root = sys.argv[1:]
library = Library(connector(database), Path(root))
crash.arm(step)
with watching(library, database, threads=1, stable=0.05, empty=0):
    until(lambda: not left(library) and not list(library.inbox.glob(".claimed/*")))
"""
FILES = {
    "a/first.jpg": b"one content",
    "b/été 日本.jpg": b"one content",
    "a/b/c/other.jpg": b"another",
    "same/name.jpg": b"third" * 400_000,
}


def crashed(step: str, database: str, root: Path) -> int:
    """Run the service until its inbox is empty or it comes to `step`, and return how it ended."""
    command = [sys.executable, "-c", SERVICE, step, database, str(root)]
    return subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode


@pytest.mark.parametrize("step", ["linked", "recorded", "committed", "parked"])
def test_crashing_at_one_step_again_and_again_loses_nothing(connect, database, tmp_path, step):
    library = Library(connect, tmp_path)
    dropped = drop(library.inbox, FILES)
    codes = [crashed(step, database, tmp_path) for _ in range(3)]
    assert codes[:2] == [137, 137] or step in {"committed", "parked"}
    assert crashed("", database, tmp_path) == 0
    check(connect, library.storage, library.inbox, dropped)


def test_the_hook_is_inert_unless_it_is_armed(connect, database, tmp_path):
    drop(Library(connect, tmp_path).inbox, FILES)
    assert crashed("", database, tmp_path) == 0


@pytest.mark.parametrize("step", ["staging", "copying", "staged", "linked", "placed", "recorded"])
def test_an_upload_that_crashed_can_be_sent_again(connect, database, tmp_path, step):
    library = Library(connect, tmp_path)
    send = [sys.executable, "-c", UPLOAD, step, database, str(tmp_path)]
    assert subprocess.run(send, cwd=ROOT, timeout=60, check=False).returncode == 137
    library.keeper.receive(io.BytesIO(b"picture"), path="other/name.jpg", batch=library.batch)
    library.keeper.receive(io.BytesIO(b"picture"), path="a/x.jpg", batch=library.batch)
    library.keeper.sweep(set(), older_than=0)
    assert list(library.storage.staging.iterdir()) == []
    with connect() as conn:
        assert list(library.originals()) == [value(conn, "SELECT path FROM media")]


UPLOAD = """
import io, sys
from pathlib import Path
from shared import crash
from shared.db.connection import connector
from tests.integration.intake import Library

step, database, root = sys.argv[1:]
library = Library(connector(database), Path(root))
crash.arm(step)
library.keeper.receive(io.BytesIO(b"picture"), path="a/x.jpg", batch=library.batch)
"""
