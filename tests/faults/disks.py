"""Disks of a case's own: full, growing, read-only, or without power; gone when left, however that happens."""

import fcntl
import os
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import skip_or_fail

SHUTDOWN, WITHOUT_FLUSH = 0x8004587D, 2  # EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
NAMES = 1000  # that `fill` makes at most
HARSH = "loop,data=writeback,noauto_da_alloc,commit=300"  # nothing is written that nobody asked for


@contextmanager
def small(place: Path, size: str) -> Iterator[Path]:
    """A disk of `size`, say `2m`, that lies in memory and is mounted at `place`."""
    _require_root()
    place.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={size},mode=755", "bowerbird-test", str(place))
    try:
        yield place
    finally:
        _unmount(place)


def change(place: Path, option: str) -> None:
    """Mount a disk anew with another option: `size=…`, `ro` or `rw`."""
    _mount("-o", f"remount,{option}", str(place))


def fill(place: Path, leave: int = 0) -> Path:
    """Fill a disk but for `leave` bytes, else to its last byte and name; return the folder to remove."""
    ballast = place / ".ballast"
    ballast.mkdir()
    disk = os.statvfs(place)
    with (ballast / "bytes").open("wb", buffering=0) as file, suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - leave)
    if not leave:
        _pack(ballast)
    return ballast


def _pack(folder: Path) -> None:
    with (folder / "more").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1 << 12)):
            pass
    with suppress(OSError):
        for number in range(NAMES):
            (folder / str(number)).touch()


class Disk:
    """An ext4 disk that lies in a file and can lose its power."""

    def __init__(self, place: Path, size: int) -> None:
        self.place, self._size = place, size

    def __enter__(self) -> "Disk":
        _require_root()
        self.place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix="bowerbird-disk-", delete=False) as file:
            self._file = Path(file.name)
            file.truncate(self._size)
        _run("mkfs.ext4", "-q", "-m", "0", str(self._file))
        self.mount()
        return self

    def __exit__(self, *_: object) -> None:
        _unmount(self.place)
        self._file.unlink()

    def mount(self) -> None:
        """Put it in its place; after `cut` there is what was made durable."""
        _mount("-o", HARSH, str(self._file), str(self.place))

    def unmount(self) -> None:
        """Take it from its place; no process may use it any more."""
        _run("umount", str(self.place))

    def cut(self) -> None:
        """Take its power away: what was not made durable is gone."""
        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
        finally:
            os.close(folder)


def _require_root() -> None:
    if os.geteuid() != 0:
        skip_or_fail("disks of their own need root, for mounting")


def _mount(*words: str) -> None:
    try:
        _run("mount", *words)
    except subprocess.CalledProcessError as error:
        if b"permission denied" in error.stderr or b"must be superuser" in error.stderr:
            skip_or_fail(f"nothing can be mounted here: {error.stderr.decode().strip()}")
        raise


def _unmount(place: Path) -> None:
    subprocess.run(["umount", "--lazy", str(place)], check=False, capture_output=True)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
