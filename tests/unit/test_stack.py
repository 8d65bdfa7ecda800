"""The parts of the supervisor, each by itself."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.cli import courier
from services.cli.stack import place, postgres
from services.cli.stack.child import Child, Program
from services.cli.stack.journal import Journal
from services.cli.stack.place import Stack
from shared.errors import Conflict, NotFound
from tests.conftest import ROOT

GB, MB = 2**30, 2**20

STACK = Stack(pid=1, address="http://127.0.0.1:1", database_url="postgresql://", broker_url="")


@pytest.fixture
def said():
    return []


@pytest.fixture
def journal(tmp_path, said):
    return Journal(tmp_path / "logs", said.append, verbose=False)


@pytest.fixture
def child(journal):
    """Makes children of a line of Python, and ends them with the test."""
    made = []

    def make(code: str, **options) -> Child:
        made.append(Child(Program("thing", [sys.executable, "-c", code], {}, **options), journal))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.kill()


def until(true, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_a_second_stack_in_the_same_folder_is_refused_and_told_where_the_first_is(tmp_path):
    with place.held(tmp_path):
        place.publish(tmp_path, STACK)
        with (
            pytest.raises(Conflict, match=r"already running .*process 1, http://127.0.0.1:1"),
            ExitStack() as s,
        ):
            s.enter_context(place.held(tmp_path))


def test_a_running_stack_is_found_and_a_crashed_one_is_not(tmp_path):
    with place.held(tmp_path):
        place.publish(tmp_path, STACK)
        assert place.find(tmp_path) == STACK
        left = (tmp_path / "stack.json").read_text()
    (tmp_path / "stack.json").write_text(left)  # as kill -9 leaves it
    assert place.find(tmp_path) is None


def test_only_the_same_user_can_read_where_the_database_is(tmp_path):
    with place.held(tmp_path):
        place.publish(tmp_path, STACK)
        assert (tmp_path / "stack.json").stat().st_mode & 0o777 == 0o600


def test_a_crashed_process_is_started_again_after_a_growing_pause(child):
    child = child("raise SystemExit(7)")
    assert until(lambda: not child.alive)
    first = child.tend()
    assert first is not None
    assert "ended with status 7; starting it again in 1 s" in first
    assert until(lambda: child.tend() is None and child.alive, 5)
    assert until(lambda: not child.alive)
    assert "again in 2 s" in str(child.tend())


def test_a_drained_worker_is_not_started_again_and_one_that_crashed_is(child):
    drained, crashed = child("", drains=True), child("exit(1)", drains=True)
    until(lambda: not drained.alive and not crashed.alive)
    assert "ended in good order and is not started again" in str(drained.tend())
    assert (drained.tend(), drained.alive) == (None, False)
    assert "starting it again" in str(crashed.tend())


def test_a_process_that_is_to_end_by_itself_is_not_started_again(child):
    child = child("pass", once=True)
    assert until(lambda: not child.alive)
    assert child.tend() is None
    assert child.tend() is None
    assert child.pid is None


def test_killing_a_process_ends_what_it_started(child, tmp_path):
    code = f"import subprocess; p = subprocess.Popen(['sleep', '60']); open({str(tmp_path / 'pid')!r}, 'w')"
    child = child(code + ".write(str(p.pid)); p.wait()")
    assert until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    child.kill()
    assert until(lambda: not Path(f"/proc/{(tmp_path / 'pid').read_text()}/cmdline").exists())


def test_lines_are_kept_in_a_file_and_only_loud_ones_reach_the_terminal(child, journal, said):
    lines = ["2026-01-01T00:00:00Z info thing all is well", "2026-01-01T00:00:00Z error thing it broke"]
    child(f"print({chr(10).join(lines)!r})")
    assert until(lambda: said)
    assert said == [f"[thing] {lines[1]}"]
    assert journal.file("thing").read_text().splitlines() == lines


@pytest.mark.parametrize("pause", [0, 0.5])
def test_a_service_dies_with_its_supervisor_even_while_it_starts(tmp_path, pause: float):
    (tmp_path / "sleeper.py").write_text("import time; time.sleep(60)")
    code = f"""
import os, subprocess, sys, time
leash = [sys.executable, "-m", "services.cli.stack.leash", str(os.getpid()), "sleeper"]
print(subprocess.Popen(leash, env={{"PYTHONPATH": {f"{ROOT}:{tmp_path}"!r}}}).pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        time.sleep(pause)
        parent.send_signal(signal.SIGKILL)
    assert until(lambda: not Path(f"/proc/{pid}").exists() or state(pid) == "Z")


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_delivered_folder_keeps_its_name_and_hierarchy_and_the_original(tmp_path):
    source = tmp_path / "holiday"
    (source / "a").mkdir(parents=True)
    (source / "a" / "x.jpg").write_bytes(b"x")
    (source / ".hidden").write_bytes(b"no")
    assert courier.deliver((source,), tmp_path / "inbox", lambda: False) == 1
    assert (tmp_path / "inbox/holiday/a/x.jpg").read_bytes() == b"x"
    assert (source / "a" / "x.jpg").exists()
    assert sorted(path.name for path in (tmp_path / "inbox").iterdir()) == ["holiday"]


def test_a_file_that_waits_under_the_same_name_is_not_replaced(tmp_path):
    (tmp_path / "x.jpg").write_bytes(b"new")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/x.jpg").write_bytes(b"old")
    courier.deliver((tmp_path / "x.jpg",), tmp_path / "inbox", lambda: False)
    assert (tmp_path / "inbox/x.jpg").read_bytes() == b"old"
    assert (tmp_path / "inbox/x~1.jpg").read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NotFound, match="nothing-here"):
        courier.deliver((tmp_path / "nothing-here",), tmp_path / "inbox", lambda: False)


@pytest.mark.parametrize(
    ("memory", "kept"), [(1 * GB, 128 * MB), (8 * GB, 512 * MB), (24 * GB, 1 * GB), (512 * GB, 1 * GB)]
)
def test_the_database_keeps_pages_by_the_memory_of_the_machine(memory: int, kept: int):
    assert postgres.buffers(memory) == kept
