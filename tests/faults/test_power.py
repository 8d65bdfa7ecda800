"""The power fails: of files, database and messages only that is left which was made durable (F25).

Each disk is ext4 in a file; its power ends by EXT4_IOC_SHUTDOWN without a flush of the journal, so that
everything is lost that nobody synced.  What the model leaves out is a disk that lies about its cache.
"""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.faults import contents
from tests.faults.campaign import Campaign
from tests.faults.disks import Disk
from tests.faults.postgres import Postgres
from tests.faults.size import FULL, sized
from tests.integration.crew import Crew

CUTS = sized(2, 50)
FILES = 6  # between two cuts


@dataclass
class Machine:
    """Everything that has to do with power."""

    campaign: Campaign
    postgres: Postgres
    disks: list[Disk]

    def start(self) -> None:
        self.postgres.start()
        self.campaign.ingest()
        self.campaign.dispatcher()
        self.campaign.worker(pause=0.2)

    def cut(self) -> None:
        """Take the power from everything, and give it back.

        The database is first, by a moment: nothing can be said to be kept after that.
        """
        for disk in self.disks:
            disk.cut()
        end([*self.campaign.crew.processes, self.postgres.server])
        self.campaign.crew.processes.clear()
        for disk in reversed(self.disks):  # one may be mounted on another
            disk.unmount()
        for disk in self.disks:
            disk.mount()

    def drop(self, count: int) -> None:
        """Put mixed files into the inbox."""
        for _ in range(count):
            self.put(*contents.content(len(self.campaign.dropped)))

    def put(self, name: str, content: bytes) -> None:
        """Put a file into the inbox as a careful program does."""
        part = self.campaign.inbox / f".{name}"
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self.campaign.inbox / name)
        sync(self.campaign.inbox)
        self.campaign.dropped.append(content)


@pytest.fixture(params=["an inbox apart", "one disk"] if FULL else ["an inbox apart"])
def machine(request, tmp_path, cluster_template, case) -> Iterator[Machine]:
    """Services, their data and their database on disks that can lose power."""
    with ExitStack() as stack:
        disks = [stack.enter_context(Disk(tmp_path / name, 256 << 20)) for name in ("database", "data")]
        if request.param == "an inbox apart":
            disks.append(stack.enter_context(Disk(tmp_path / "data" / "inbox", 64 << 20)))
        postgres = Postgres(cluster_template, folder=tmp_path / "database" / "cluster")
        postgres.folder.mkdir()
        stack.enter_context(postgres)
        crew = Crew(tmp_path / "data", postgres.url)
        stack.callback(crew.close)
        campaign = Campaign(crew, case)
        campaign.inbox.mkdir(exist_ok=True)
        for disk in disks:
            subprocess.run(["sync", "--file-system", str(disk.place)], check=True)
        postgres.stop()
        yield Machine(campaign, postgres, disks)


@pytest.mark.fault("F25")
def test_a_power_cut_loses_no_file_and_doubles_none(machine):
    chance = random.Random(25)
    machine.start()
    seconds = []
    for number in range(CUTS):
        interrupt(machine, chance) if number % 3 else at_once(machine)
        machine.cut()
        begun = time.monotonic()
        machine.start()
        seconds.append(time.monotonic() - begun)
    machine.drop(FILES)
    machine.campaign.settle()
    machine.campaign.case.count(faults=CUTS, longest_start=max(seconds))


def interrupt(machine, chance) -> None:
    """Wait for a moment at which much is under way."""
    machine.drop(FILES)
    before = machine.campaign.done()
    machine.campaign.crew.wait(lambda: machine.campaign.done() > before)
    machine.drop(FILES)
    time.sleep(chance.uniform(0.0, 1.5))


def at_once(machine) -> None:
    """Wait for the moment at which one file is said to be kept.

    It has no preview: syncing that would make the original's name durable by the way.
    """
    before, number = machine.campaign.value("SELECT count(*) FROM sighting"), len(machine.campaign.dropped)
    machine.put(f"{number}.txt", f"a text, number {number}\n".encode())
    while machine.campaign.value("SELECT count(*) FROM sighting") == before:
        time.sleep(0.002)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def end(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Kill processes and all that they started."""
    family = [member for one in processes for member in psutil.Process(one.pid).children(recursive=True)]
    for member in [*family, *processes]:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    for one in processes:
        one.wait()
    psutil.wait_procs(family, timeout=10)
