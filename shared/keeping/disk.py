"""File steps that survive a power cut, and the check that there is room for them."""

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shared import crash
from shared.errors import StorageFull

NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}  # no fault of a file: it can be written later
AT_FDCWD, RENAME_NOREPLACE = -100, 1  # of linux/fcntl.h and linux/fs.h
SMALL = 1 << 20  # bytes
_durable: set[Path] = set()  # folders that this process made sure of: a crash may have left others unsynced
_libc = ctypes.CDLL(None, use_errno=True)


def sync_folder(folder: Path) -> None:
    """Make every name in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make `folder` and the folders above it, each durably; it may be there already."""
    if folder in _durable and folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    sync_folder(folder.parent)
    _durable.add(folder)


def link(source: Path, target: Path) -> None:
    """Give `source` the further name `target`, durably; `FileExistsError` where that is taken.

    On a file system without hard links `source` is renamed instead.
    """
    make_folder(target.parent)
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        _rename_new(source, target)
    crash.at("linked")
    sync_folder(target.parent)


def unlink(file: Path) -> None:
    """Remove the name `file` durably; it may be gone already, and its folder too."""
    try:
        file.unlink(missing_ok=True)
        sync_folder(file.parent)
    except FileNotFoundError:
        return


def check_room(folder: Path, size: int, floor: int) -> None:
    """Raise `StorageFull` unless a file of `size` bytes leaves the disk of `folder` far from full."""
    disk = os.statvfs(folder)
    if disk.f_flag & os.ST_RDONLY:
        raise StorageFull("the disk of the storage folder is read-only; mount it so that it can be written")
    free, total = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
    needed = max(floor, 2 * size, total // 20)
    if free < needed:
        raise StorageFull(f"{_gib(free)} of disk space are free and {_gib(needed)} are needed")


def is_full(*folders: Path) -> bool:
    """Tell whether the disk of one of these folders, where they exist, has no room for a small file."""
    disks = [os.statvfs(folder) for folder in folders if folder.is_dir()]
    crowded = any(disk.f_files and not disk.f_favail for disk in disks)
    return crowded or any(disk.f_bavail * disk.f_frsize < SMALL for disk in disks)


@contextmanager
def full_disk_named() -> Iterator[None]:
    """Turn the system's errors about a full or read-only disk into `StorageFull`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull(f"the disk cannot be written: {error.strerror}") from error
        raise


def _rename_new(source: Path, target: Path) -> None:
    names = os.fsencode(source), os.fsencode(target)
    if _libc.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_NOREPLACE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(source), None, str(target))


def _gib(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB"
