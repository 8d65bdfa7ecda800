"""A decoder that crashes, hangs or eats memory fails that one file and no other (RELIABILITY §4.2)."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared.decoding import Decoder, decoder
from shared.sandbox import child
from tests import samples
from tests.conftest import ROOT


@pytest.fixture
def decode(tmp_path):
    with Decoder() as fresh:
        yield lambda path: fresh.decode(path, path.name, tmp_path / "preview.jpg"), fresh


def test_a_killed_child_is_replaced_for_the_next_file(decode, tmp_path):
    ask, fresh = decode
    assert ask(samples.photo(tmp_path / "a.jpg")).problem is None
    os.kill(fresh._child.pid, signal.SIGKILL)
    fresh._child._process.wait()
    assert ask(samples.photo(tmp_path / "b.jpg")).problem is None


def test_a_hang_is_a_stated_problem_and_the_next_file_is_read(decode, tmp_path, monkeypatch):
    ask, fresh = decode
    ask(samples.photo(tmp_path / "a.jpg"))
    os.kill(fresh._child.pid, signal.SIGSTOP)
    monkeypatch.setattr(decoder, "SECONDS", 1)
    stopped = ask(samples.photo(tmp_path / "b.jpg"))
    assert "stopped after 1 seconds" in stopped.problem
    monkeypatch.undo()
    assert ask(samples.photo(tmp_path / "c.jpg")).problem is None


def test_a_picture_larger_than_the_memory_is_a_stated_problem(tmp_path):
    """81 megapixels of a bitmap are decoded whole, and need more than this child may have."""
    with Decoder() as small:
        small._child = child.Child("shared.decoding.serving", memory=400 << 20)
        samples.png(tmp_path / "a.png", size=(200, 100))
        assert small.decode(tmp_path / "a.png", "a.png", tmp_path / "p.jpg").problem is None
        samples.scene(9000, 9000).save(tmp_path / "b.bmp")
        problem = small.decode(tmp_path / "b.bmp", "b.bmp", tmp_path / "p.jpg").problem
        assert "memory" in problem
        assert small.decode(tmp_path / "a.png", "a.png", tmp_path / "p.jpg").problem is None


def test_nothing_of_a_decoder_is_left_after_it_is_closed(tmp_path):
    with Decoder() as short:
        short.decode(samples.jpeg(tmp_path / "a.jpg"), "a.jpg", tmp_path / "p.jpg")  # ExifTool runs, too
        group = short._child.pid
        assert len(members(group)) == 2
    assert members(group) == []


def test_nothing_of_a_decoder_is_left_when_its_service_or_it_is_killed(tmp_path):
    """ExifTool waits for more at the end of its input, so it must be ended with its parent."""
    ours = subprocess.Popen([sys.executable, "-c", SERVICE, tmp_path], cwd=ROOT, stdout=subprocess.PIPE)
    assert ours.stdout
    group = int(ours.stdout.readline())
    assert len(members(group)) == 2
    ours.kill()
    ours.wait()
    ours.stdout.close()
    deadline = time.monotonic() + 20
    while members(group) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert members(group) == []


SERVICE = """
import sys, time
from pathlib import Path
from shared.decoding import Decoder
from tests import samples
folder = Path(sys.argv[1])
with Decoder() as decoder:
    decoder.decode(samples.jpeg(folder / "a.jpg"), "a.jpg", folder / "p.jpg")
    print(decoder._child.pid, flush=True)
    time.sleep(100)
"""


def members(group: int) -> list[int]:
    """Living processes of a process group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def test_the_original_is_never_written(decode, tmp_path):
    """A1: the decoder leaves bytes and dates as they are."""
    ask, _ = decode
    path = samples.photo(tmp_path / "a.jpg")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    ask(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_preview_is_whole_or_not_there(decode, tmp_path):
    ask, _ = decode
    ask(samples.photo(tmp_path / "a.jpg"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "preview.jpg"]
