"""What a limited child promises, tried out on a child that misbehaves."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import DecoderStopped, UnreadableMedia
from shared.sandbox import Child, child, run


@pytest.fixture
def misbehaving() -> Iterator[Child]:
    with Child("tests.unit.sandboxed", files=16 << 20) as child:
        yield child


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(pid: int, seconds: float = 10) -> bool:
    """Whether a process that was killed is gone; the kernel takes a moment for it."""
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not alive(pid)


def test_a_child_answers_many_requests_in_one_process(misbehaving):
    assert misbehaving.pid is None
    assert misbehaving.ask({"do": "echo", "text": "hello"}) == {"echo": "hello"}
    first = misbehaving.pid
    assert misbehaving.ask({"do": "echo", "text": "ünïcode\n"}) == {"echo": "ünïcode\n"}
    assert misbehaving.pid == first


def test_what_a_library_prints_is_no_answer(misbehaving):
    assert misbehaving.ask({"do": "print"}) == {"echo": "quiet"}


def test_a_child_sees_nothing_of_the_environment(misbehaving, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert "DATABASE_URL" not in misbehaving.ask({"do": "environment"})


def test_a_child_gains_no_privileges_and_works_in_a_folder_of_its_own(misbehaving):
    answer = misbehaving.ask({"do": "status"})
    assert "NoNewPrivs:\t1" in answer["text"]
    assert Path(answer["folder"]).is_dir()
    misbehaving.close()
    assert not Path(answer["folder"]).exists()


def test_unreadable_media_is_an_answer_and_the_child_lives_on(misbehaving):
    with pytest.raises(UnreadableMedia, match="no picture in it"):
        misbehaving.ask({"do": "refuse"})
    assert alive(misbehaving.pid)


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ("crash", r"crashed \(SIGSEGV\)"),
        ("eat", "ran out of its memory"),
        ("hang", "stopped after 2 seconds"),
        ("spin", "used more than its CPU time"),
        ("write", "File too large"),
        ("bug", "KeyError: 'no such key'"),
    ],
)
def test_a_crash_a_hang_or_a_glutton_stops_with_its_reason_and_the_next_request_is_served(
    misbehaving, action, reason
):
    limit = 2 if action == "hang" else 20
    with pytest.raises(DecoderStopped, match=reason):
        misbehaving.ask({"do": action}, timeout=limit, cpu=1)
    assert misbehaving.ask({"do": "echo", "text": "again"}) == {"echo": "again"}


def test_a_hang_takes_its_grandchildren_with_it(misbehaving, tmp_path):
    note = tmp_path / "pid"
    with pytest.raises(DecoderStopped):
        misbehaving.ask({"do": "nest", "pid": str(note)}, timeout=2)
    assert ends(int(note.read_text()))


def test_a_child_is_replaced_after_its_share_of_requests(misbehaving, monkeypatch):
    monkeypatch.setattr(child, "RECYCLE", 2)
    pids = set()
    for _ in range(4):
        misbehaving.ask({"do": "echo", "text": "x"})
        pids.add(misbehaving.pid)
    assert len(pids) == 2


def test_a_child_that_died_while_idle_is_not_noticed_by_the_next_request(misbehaving):
    misbehaving.ask({"do": "echo", "text": "x"})
    misbehaving._process.kill()
    misbehaving._process.wait()
    assert misbehaving.ask({"do": "echo", "text": "y"}) == {"echo": "y"}


def test_a_child_outlives_the_thread_that_first_asked_it(misbehaving):
    first = threading.Thread(target=misbehaving.ask, args=({"do": "echo", "text": "x"},))
    first.start()
    first.join()
    pid = misbehaving.pid
    time.sleep(0.2)
    assert misbehaving.ask({"do": "echo", "text": "y"}) == {"echo": "y"}
    assert misbehaving.pid == pid


def test_a_child_dies_with_its_process(tmp_path):
    """`kill -9` of a service leaves no decoder behind (RELIABILITY §1 row 9)."""
    script = (
        "import os, signal; from shared.sandbox import Child; child = Child('tests.unit.sandboxed');"
        "child.ask({'do': 'echo', 'text': 'x'}); print(child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    service = subprocess.run(
        [sys.executable, "-c", script], cwd=child.ROOT, stdout=subprocess.PIPE, check=False
    )
    time.sleep(0.3)
    assert service.returncode == -9
    assert ends(int(service.stdout))


def test_a_forked_process_starts_children_of_its_own(misbehaving):
    misbehaving.ask({"do": "echo", "text": "x"})
    pid = os.fork()
    if pid == 0:
        with Child("tests.unit.sandboxed") as own:
            answer = own.ask({"do": "echo", "text": "fork"}, timeout=20)
        os._exit(answer != {"echo": "fork"})
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_a_tool_gives_its_output():
    assert run(["echo", "hello"], timeout=10) == b"hello\n"


def test_a_tool_that_fails_is_quoted_without_paths():
    with pytest.raises(UnreadableMedia, match="cat: the file: No such file") as caught:
        run(["cat", "/secret/folder/x.mp4"], timeout=10)
    assert "secret" not in str(caught.value)


def test_a_tool_that_is_not_there_is_named():
    with pytest.raises(DecoderStopped, match="no-such-tool is not installed"):
        run(["no-such-tool"], timeout=10)


def test_a_tool_that_hangs_is_stopped_with_all_it_started(tmp_path):
    note = tmp_path / "pid"
    script = f"sleep 300 & echo $! > {note}; wait"
    before = time.monotonic()
    with pytest.raises(DecoderStopped, match="stopped after 2 seconds"):
        run(["sh", "-c", script], timeout=2)
    assert time.monotonic() - before < 6
    assert ends(int(note.read_text()))


@pytest.mark.parametrize(
    ("script", "limits", "reason"),
    [
        ("bytearray(4 << 30)", {}, "ran out of its memory"),
        ("while True: pass", {"cpu": 1}, "used more than its CPU time"),
        ("import os; os.kill(os.getpid(), 11)", {}, r"crashed \(SIGSEGV\)"),
        ("import os; os.kill(os.getpid(), 9)", {}, "was killed"),
    ],
)
def test_a_tool_beyond_its_limits_stops_with_the_reason(script, limits, reason):
    with pytest.raises(DecoderStopped, match=reason):
        run([sys.executable, "-c", script], timeout=20, **limits)


def test_a_tool_cannot_fill_the_disk():
    with pytest.raises(UnreadableMedia):
        run(["head", "-c", "64M", "/dev/zero"], timeout=20, files=1 << 20)
