"""The bytes of a file that arrived, hashed, in an inode that nobody else can still write to."""

import fcntl
import hashlib
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Protocol

from shared import crash
from shared.errors import Conflict, FileBusy, UnreadableMedia

CHUNK = 1 << 20
MODE = 0o440


class Stream(Protocol):
    """Gives bytes until it is empty."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


@dataclass(frozen=True)
class Content:
    """A hashed content under a staging name of its own, ready to be linked where it belongs."""

    file: Path
    sha512: str
    size: int


@contextmanager
def opened(file: Path) -> Iterator[int]:
    """Open a regular file to read without following a link or waiting for a pipe."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableMedia("it is not a regular file")
        yield descriptor
    finally:
        os.close(descriptor)


def unwritten(descriptor: int) -> bool | None:
    """Tell that no process has the file open for writing; None where the file system cannot tell.

    The kernel grants a read lease (fcntl(2), F_SETLEASE) only when there is no writer.  It is given
    back at once; whoever opens the file in between makes a harmless signal instead of a fatal SIGIO.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def adopt(descriptor: int, claimed: Path, part: Path, own: int) -> Content | None:
    """Hash a claimed file in place and give its inode the staging name `part`.

    None where the inode cannot be kept, and must be copied: it lies on another file system, has
    names beside the claimed one and `own` others, belongs to someone else, may have a writer, or
    could not be synced.
    """
    if os.fstat(descriptor).st_nlink != 1 + own or not unwritten(descriptor):
        return None
    try:
        os.link(claimed, part, follow_symlinks=False)
    except OSError:
        return None
    with _removed_on_error(part):
        if _sealed(descriptor, part):
            return _hashed_in_place(descriptor, part)
    part.unlink()
    return None


def copy(descriptor: int, part: Path) -> Content:
    """Hash a file while copying it to `part`; raise `FileBusy` where it changed meanwhile."""
    before = os.fstat(descriptor)
    os.lseek(descriptor, 0, os.SEEK_SET)
    with _removed_on_error(part), FileIO(descriptor, "rb", closefd=False) as source:
        content = receive(source, part)
        _check_unchanged(descriptor, before)
        os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
        return content


def receive(stream: Stream, part: Path) -> Content:
    """Hash `stream` while writing it to `part`, durably; nothing stays there after an error."""
    with _removed_on_error(part):
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
        with FileIO(descriptor, "wb") as target:
            crash.at("staging")
            os.fchmod(descriptor, MODE)  # whatever the umask says
            sha512, size = _pour(stream, target)
            os.fsync(descriptor)
    crash.at("staged")
    return Content(part, sha512, size)


def check(content: Content, digest: str | None, size: int | None) -> None:
    """Raise `Conflict` where a content is not of the `digest` (SHA-512, hex) or `size` that was announced."""
    if size is not None and content.size != size:
        raise Conflict(f"{size} bytes were announced and {content.size} arrived")
    if digest is not None and content.sha512 != digest.lower():
        raise Conflict("the content is not the one that its SHA-512 announced")


def same(content: Content, file: Path) -> bool:
    """Tell whether `file` holds this content: by its inode, else by its size and hash."""
    try:
        there = file.lstat()
        if os.path.samestat(there, content.file.lstat()):
            return True
        if not stat.S_ISREG(there.st_mode) or there.st_size != content.size:
            return False
        with file.open("rb") as bytes_:
            return hashlib.file_digest(bytes_, "sha512").hexdigest() == content.sha512
    except (FileNotFoundError, NotADirectoryError):
        return False


@contextmanager
def _removed_on_error(part: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sealed(descriptor: int, part: Path) -> bool:
    """Make the inode read-only and durable; False where that fails or `part` is another inode."""
    if not os.path.samestat(os.fstat(descriptor), part.lstat()):
        return False
    try:
        os.fchmod(descriptor, MODE)
        os.fsync(descriptor)  # an error is final for this file's cached pages, so they are copied then
    except OSError:
        return False
    return True


def _hashed_in_place(descriptor: int, part: Path) -> Content:
    before = os.fstat(descriptor)
    hashed = hashlib.sha512()
    while chunk := os.read(descriptor, CHUNK):
        hashed.update(chunk)
    _check_unchanged(descriptor, before)
    crash.at("hashed")
    return Content(part, hashed.hexdigest(), before.st_size)


def _pour(stream: Stream, target: FileIO) -> tuple[str, int]:
    hashed, size = hashlib.sha512(), 0
    while chunk := stream.read(CHUNK):
        hashed.update(chunk)
        size += len(chunk)
        rest = memoryview(chunk)
        while rest:
            rest = rest[target.write(rest) :]
        crash.at("copying")
    return hashed.hexdigest(), size


def _check_unchanged(descriptor: int, before: os.stat_result) -> None:
    after = os.fstat(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileBusy("it changed while it was read")
