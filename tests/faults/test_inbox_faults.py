"""Writers that stop, begin anew and never end, and an inbox full of odd things (F26–F28)."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import contents
from tests.faults.campaign import Campaign
from tests.faults.size import sized
from tests.integration.test_inbox import LEFT, oddities

EACH = sized(2, 50)


@pytest.mark.fault("F26")
def test_whatever_writers_do_only_final_contents_are_stored(campaign):
    campaign.settings |= {"stable_seconds": 1.0, "incomplete_seconds": sized(20, 120)}
    campaign.start(workers=1)
    writers = [
        threading.Thread(target=write, args=(campaign.inbox, EACH * kind + number))
        for kind, write in enumerate(WRITERS)
        for number in range(EACH)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    campaign.dropped += [final(number) for number in range(len(writers))]
    campaign.drop(8)
    campaign.case.count(faults=len(writers))
    campaign.settle()


def final(number: int) -> bytes:
    return contents.photo(50_000 + number)


def slowly(inbox: Path, number: int) -> None:
    """A byte at a time, then the rest: for longer than a file must be unchanged."""
    with (inbox / f"slow {number}.jpg").open("wb", buffering=0) as file:
        for byte in final(number)[:8]:
            file.write(bytes([byte]))
            time.sleep(0.3)
        file.write(final(number)[8:])


def paused(inbox: Path, number: int) -> None:
    """Half, a pause with the file open, the other half."""
    content = final(number)
    with (inbox / f"paused {number}.jpg").open("wb", buffering=0) as file:
        file.write(content[: len(content) // 2])
        time.sleep(sized(3.0, 30.0))
        file.write(content[len(content) // 2 :])


def reopened(inbox: Path, number: int) -> None:
    """Half, a pause with the file closed, the other half: only the format tells that it is unfinished."""
    content = final(number)
    (inbox / f"reopened {number}.jpg").write_bytes(content[: len(content) // 2])
    time.sleep(3)
    with (inbox / f"reopened {number}.jpg").open("ab") as file:
        file.write(content[len(content) // 2 :])


def renamed(inbox: Path, number: int) -> None:
    """Under another name, which is then changed."""
    part = inbox / f"renamed {number}.jpg.part"
    part.write_bytes(final(number)[:100])
    time.sleep(1.5)
    part.write_bytes(final(number))
    part.rename(inbox / f"renamed {number}.jpg")


def aborted(inbox: Path, number: int) -> None:
    """A writer that is killed, and another that copies the file anew."""
    code = "import sys, time; f = open(sys.argv[1], 'wb', 0); f.write(b'half'); time.sleep(60)"
    path = inbox / f"aborted {number}.jpg"
    writer = subprocess.Popen([sys.executable, "-c", code, str(path)])
    while not path.exists():
        time.sleep(0.05)
    time.sleep(1.5)
    writer.kill()
    writer.wait()
    part = inbox / f".aborted {number}"
    part.write_bytes(final(number))
    part.replace(path)


def overwritten(inbox: Path, number: int) -> None:
    """The same name again and again, until its last content."""
    for _ in range(5):
        (inbox / f"overwritten {number}.jpg").write_bytes(final(number)[:1000])
        time.sleep(0.3)
    part = inbox / f".overwritten {number}"
    part.write_bytes(final(number))
    part.replace(inbox / f"overwritten {number}.jpg")


WRITERS: list[Callable[[Path, int], None]] = [slowly, paused, reopened, renamed, aborted, overwritten]


@pytest.mark.fault("F27")
def test_a_name_that_is_overwritten_while_it_is_read_is_stored_in_whole_contents(campaign):
    """In place and by renaming; each content is of one letter, so that a mixture would show."""
    campaign.settings |= {"stable_seconds": 0.1, "incomplete_seconds": 0.1}
    campaign.start(workers=1)
    rounds, written = sized(40, 200), {}
    for number in range(rounds):
        content = bytes([65 + number % 26]) * (3_000_000 + number)
        part = campaign.inbox / f".{number}.part"
        if number % 2:
            part.write_bytes(content)
            part.replace(campaign.inbox / "same.jpg")
        else:
            (campaign.inbox / "same.jpg").write_bytes(content)
        written[len(content)] = content
        time.sleep(0.03 * (number % 7))
    campaign.crew.wait(campaign.drained, 120)
    stored = [path.read_bytes() for path in campaign.crew.storage.originals.rglob("*") if path.is_file()]
    assert all(len(set(one)) <= 1 and one == written[len(one)] for one in stored)
    assert content in stored, "the last content is not there"
    assert len(stored) > 1
    campaign.dropped = stored
    campaign.drop(10)
    campaign.case.count(faults=rounds, stored=len(stored))
    campaign.settle()


@pytest.mark.fault("F28")
def test_no_oddity_of_the_inbox_is_followed_or_executed_and_each_is_told(own_server, monkeypatch):
    campaign, postgres = own_server("unix_socket_permissions=0777")
    (postgres.folder / "run").chmod(0o711)  # for an ingest service without root's rights
    campaign.inbox.mkdir()
    monkeypatch.chdir(campaign.crew.data)
    campaign.dropped += oddities(campaign.inbox)
    secret = campaign.inbox / "secret.jpg"
    secret.write_bytes(b"secret")
    secret.chmod(0)
    crowd = sized(2_000, 100_000)
    for number in range(crowd):
        (campaign.inbox / f"crowd-{number}.jpg.part").touch()
    campaign.dispatcher()
    campaign.worker()
    ingest = powerless(campaign)
    told = {*LEFT, "secret.jpg"}
    campaign.crew.wait(lambda: reported(campaign) == told, 200)
    assert "Permission denied" in campaign.value("SELECT reason FROM inbox_problem WHERE path = 'secret.jpg'")
    campaign.crew.wait(lambda: {path.name for path in lying(campaign.inbox)} == told, 200)
    assert ingest.poll() is None
    assert not list(campaign.crew.data.rglob("canary"))
    for name in told:
        (campaign.inbox / name).unlink()
    for part in campaign.inbox.glob("crowd-*"):
        part.unlink()
    campaign.drop(10)
    campaign.case.count(faults=len(campaign.dropped) + len(told), ignored=crowd)
    campaign.settle()


def powerless(campaign: Campaign) -> subprocess.Popen[bytes]:
    """Start ingest as root without root's right to read everything, or simply where nobody is root."""
    if os.geteuid() or shutil.which("setpriv") is None:
        return campaign.ingest()
    rights = "-dac_override,-dac_read_search"
    prefix = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]
    return campaign.crew.start("services.ingest", prefix=prefix, **campaign.settings)


def reported(campaign: Campaign) -> set[str]:
    with campaign.crew.connect() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT path FROM inbox_problem")
        return {path for (path,) in cursor.fetchall()}


def lying(inbox: Path) -> list[Path]:
    """What lies in the inbox but for what is ignored."""
    return [
        path
        for path in inbox.rglob("*")
        if (path.is_symlink() or not path.is_dir()) and not path.name.endswith(".part")
    ]
