"""Starting, stopping, crashing and starting again, as a person at a terminal does it."""

import signal
import socket
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests import samples
from tests.conftest import ROOT, skip_or_fail
from tests.e2e.running import Running, alive, until

FRONT = ("--only", "web", "--only", "ingest", "--only", "dispatch")  # without the analyzers


@pytest.fixture(scope="module")
def photo(tmp_path_factory) -> Path:
    return samples.photo(tmp_path_factory.mktemp("photos") / "heron.jpg", seed=7)


def test_a_dropped_photo_is_found_byte_for_byte_under_its_hierarchy(stack: Running, photo: Path):
    """A1, A2, S1."""
    stack.drop(photo, "trip/lake/heron one.jpg")
    found = until(lambda: stack.files("heron one"))
    shown = stack.answer("show", str(found[0]["id"]))
    assert Path(shown["original"]) == stack.data / "storage/originals/trip/lake/heron one.jpg"
    assert Path(shown["original"]).read_bytes() == photo.read_bytes()
    assert not (stack.inbox / "trip/lake/heron one.jpg").exists()


def test_every_analyzer_comes_to_a_stated_end(stack: Running):
    """A21: all applicable analyses are queued, and each ends or says what it waits for."""
    path = samples.photo(stack.folder / "crane.jpg", seed=8)
    stack.drop(path)
    found = until(lambda: stack.files("crane"))

    def settled() -> bool:
        analyses = stack.answer("show", str(found[0]["id"]))["detail"]["analyses"]
        return bool(analyses) and all(a["state"] == "done" or a["waits_for"] for a in analyses)

    until(settled, 90, pause=0.5)


def test_ctrl_c_leaves_no_process_and_the_next_start_is_quick_and_resumes(own_stack, photo: Path):
    stack: Running = own_stack()
    stack.start()
    family = stack.family()
    assert len(family) > 8
    stack.drop(photo)
    until(lambda: stack.files("heron"))
    assert stack.stop(signal.SIGINT) < 12
    assert stack.process
    assert stack.process.returncode == 0
    until(lambda: not alive(family), 5)
    assert quickest_start(stack) < 10
    assert len(stack.files("heron")) == 1


def quickest_start(stack: Running) -> float:
    """Seconds of the quickest of three starts: others may be busy on this machine during one of them."""
    took = [stack.start()]
    while took[-1] >= 10 and len(took) < 3:
        stack.stop()
        took.append(stack.start())
    return min(took)


def test_kill_9_leaves_no_process_and_what_was_dropped_meanwhile_is_taken(own_stack, photo: Path):
    stack: Running = own_stack()
    stack.start()
    family = stack.family()
    stack.drop(photo)
    stack.stop(signal.SIGKILL)
    until(lambda: not alive(family), 15)
    assert psutil.pids()
    stack.drop(samples.photo(stack.folder / "egret.jpg", seed=9))
    stack.start()
    until(lambda: stack.files("heron") and stack.files("egret"))


def test_a_service_that_crashes_is_started_again_and_said_so(own_stack, photo: Path):
    stack: Running = own_stack()
    stack.start(*FRONT)
    stack.member("services.ingest").kill()
    until(lambda: "ingest ended by SIGKILL; starting it again" in stack.said())
    stack.drop(photo)
    until(lambda: stack.files("heron"))


def test_a_database_that_crashes_comes_back_and_nothing_is_lost(own_stack, photo: Path):
    stack: Running = own_stack()
    stack.start(*FRONT)
    stack.drop(photo)
    until(lambda: stack.files("heron"))
    stack.member("/postgres ").kill()
    until(lambda: "postgres ended by SIGKILL" in stack.said())
    stack.drop(samples.photo(stack.folder / "egret.jpg", seed=9))
    until(lambda: stack.command("search", "egret").returncode == 0 and stack.files("egret"), 60)
    assert len(stack.files("heron")) == 1


def test_a_folder_given_at_the_start_is_copied_into_the_inbox(own_stack):
    stack: Running = own_stack()
    folder = stack.folder / "holiday"
    (folder / "day one").mkdir(parents=True)
    for n in range(3):
        samples.photo(folder / "day one" / f"beach-{n}.jpg", seed=20 + n)
    before = sorted(path.read_bytes() for path in folder.rglob("*.jpg"))
    stack.start(str(folder), *FRONT)
    until(lambda: len(stack.files("beach")) == 3)
    assert sorted(path.read_bytes() for path in folder.rglob("*.jpg")) == before
    assert (stack.data / "storage/originals/holiday/day one/beach-0.jpg").exists()


def test_a_second_start_on_the_same_data_says_where_the_first_one_is(stack: Running):
    done = stack.command("run")
    assert done.returncode == 1
    assert f"already running in {stack.data}" in done.stderr
    assert stack.address in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("port", ["taken", "70000", "eighty"])
def test_a_port_that_cannot_be_had_gives_one_clear_sentence_and_leaves_nothing(own_stack, port: str):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        stack: Running = own_stack(PORT=taken if port == "taken" else port)
        done = stack.command("run", timeout=20)
    assert done.returncode == 2
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (stack.data / "stack.json").exists()


def test_a_path_too_long_for_a_socket_works_too(own_stack):
    stack: Running = own_stack(DATA="")
    deep = stack.folder / ("x" * 60) / ("ü" * 30)
    stack.settings["DATA"] = str(deep)
    stack.launch(*FRONT)
    until(lambda: "Sign in" in stack.said() or stack.ended(), 60)
    assert not stack.ended(), stack.said()
    stack.stop()


def test_the_pages_are_closed_to_who_is_not_signed_in(stack: Running):
    """X6."""
    with urllib.request.urlopen(f"{stack.address}/healthz") as answer:
        assert answer.status == 200
    request = urllib.request.Request(f"{stack.address}/api/media")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request)


def test_the_log_of_every_service_is_kept_in_its_own_file(stack: Running):
    names = {path.stem for path in (stack.data / "logs").glob("*.log")}
    assert names >= {"postgres", "ingest", "dispatch", "web", "detect", "faces", "ocr", "speech", "preview"}


def test_make_run_starts_everything_and_ctrl_c_stops_it(own_stack, photo: Path):
    """The README's first command, with the folder given behind it."""
    if not any((ROOT / ".venv" / f"installed-{purpose}").exists() for purpose in ("run", "test")):
        skip_or_fail("this environment was not installed by make")
    stack: Running = own_stack()
    stack.launch_make(photo.parent)
    until(lambda: stack.ended() or "Sign in" in stack.said(), 60)
    until(lambda: stack.files("heron"))
    family = stack.family()
    stack.interrupt()
    until(lambda: not alive(family), 20)
