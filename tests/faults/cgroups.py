"""Groups of processes that the kernel gives no more than so much memory."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.conftest import skip_or_fail

ROOT = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Group:
    """A cgroup, of either version of the interface."""

    folder: Path
    events: str

    def add(self, process: "subprocess.Popen[bytes]") -> None:
        """Count what this process needs, and what it starts from now on."""
        (self.folder / "cgroup.procs").write_text(str(process.pid))

    def kills(self) -> int:
        """How often the kernel ended a process for want of memory."""
        lines = (self.folder / self.events).read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))


@contextmanager
def limited(size: int) -> Iterator[Group]:
    """A group of processes that may have `size` bytes together; those left in it must have ended before."""
    old = (ROOT / "memory").is_dir()
    root, limit, events = (
        (ROOT / "memory", "memory.limit_in_bytes", "memory.oom_control")
        if old
        else (ROOT, "memory.max", "memory.events")
    )
    folder = root / f"bowerbird-test-{uuid4().hex[:8]}"
    try:
        if not old:
            (root / "cgroup.subtree_control").write_text("+memory")
        folder.mkdir()
        (folder / limit).write_text(str(size))
    except OSError as error:
        skip_or_fail(f"no group of processes can be limited here: {error}")
    yield Group(folder, events)
    folder.rmdir()
