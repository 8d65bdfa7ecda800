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

CUTS = sized(3, 50)
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
        """End every process and every disk at once; then give them power again."""
        for process in [*self.campaign.crew.processes, self.postgres.server]:
            end(process)
        self.campaign.crew.processes.clear()
        for disk in self.disks:
            disk.cut()
        for disk in reversed(self.disks):
            disk.plug()

    def drop(self, count: int) -> None:
        """Put files into the inbox as a careful program does."""
        for _ in range(count):
            name, bytes_ = contents.content(len(self.campaign.dropped))
            part = self.campaign.inbox / f".{name}"
            with part.open("wb") as file:
                file.write(bytes_)
                file.flush()
                os.fsync(file.fileno())
            part.rename(self.campaign.inbox / name)
            sync(self.campaign.inbox)
            self.campaign.dropped.append(bytes_)


@pytest.fixture(params=["one disk", "an inbox apart"] if FULL else ["one disk"])
def machine(request, tmp_path, cluster_template, case) -> Iterator[Machine]:
    """Services, their data and their database on disks that can lose power."""
    with ExitStack() as stack:
        disks = [stack.enter_context(Disk(tmp_path / name, 256 << 20)) for name in ("database", "data")]
        if request.param == "an inbox apart":
            disks.insert(0, stack.enter_context(Disk(tmp_path / "data" / "inbox", 64 << 20)))
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
    for _ in range(CUTS):
        machine.drop(FILES)
        before = machine.campaign.done()
        machine.campaign.crew.wait(lambda before=before: machine.campaign.done() > before)
        machine.drop(FILES)
        time.sleep(chance.uniform(0.0, 1.5))
        machine.cut()
        begun = time.monotonic()
        machine.start()
        seconds.append(time.monotonic() - begun)
    machine.drop(FILES)
    machine.campaign.settle()
    machine.campaign.case.count(faults=CUTS, longest_start=max(seconds))


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and all that it started."""
    family = psutil.Process(process.pid).children(recursive=True)
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.kill()
    process.wait()
    psutil.wait_procs(family, timeout=10)
