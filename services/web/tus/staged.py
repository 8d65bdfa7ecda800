"""The bytes of a file that is sent in parts: one writer at a time, and safe before they are acknowledged."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.exceptions import Locked

from services.web.tus.protocol import Checksum
from shared.errors import FileBusy
from shared.keeping import sent
from shared.keeping.content import CHUNK, Stream

STEP = 16 << 20  # bytes after which a part that goes on is made safe so far


@dataclass(frozen=True)
class Part:
    """Up to `most` bytes on their way in, and what they must be where the sender told."""

    stream: Stream
    most: int
    checksum: Checksum | None = None

    def chunks(self) -> Iterator[bytes]:
        """The bytes as they come."""
        left = self.most
        while left and (chunk := self.stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keep every other process and thread from `file`, made where it is missing; 423 where one has it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(sent.held(file))
        except FileBusy as error:
            raise Locked(str(error)) from error
        yield


def length(file: Path) -> int:
    """How many bytes lie there."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def append(file: Path, offset: int, part: Part, safe: Callable[[int], None]) -> int:
    """Write a part behind `offset` and return where it ends; `safe` is told each durable end.

    Bytes behind `offset` that no one was told of are dropped.  What came before a connection broke is
    kept, unless it has a checksum, as that is of the whole part: then it stays at `offset`.
    """
    with file.open("r+b", buffering=0) as target:
        target.truncate(offset)
        target.seek(offset)
        if part.checksum:
            end = _checked(target.fileno(), offset, part, part.checksum)
            safe(_synced(target.fileno(), end))
            return end
        end = offset
        try:
            for chunk in part.chunks():
                end = _written(target.fileno(), chunk, end)
                if (end - offset) % STEP < len(chunk):
                    safe(_synced(target.fileno(), end))
        finally:
            safe(_synced(target.fileno(), end))
    return end


def _checked(target: int, offset: int, part: Part, checksum: Checksum) -> int:
    hashed, end = checksum.begin(), offset
    try:
        for chunk in part.chunks():
            hashed.update(chunk)
            end = _written(target, chunk, end)
        checksum.check(hashed)
    except BaseException:
        os.ftruncate(target, offset)
        raise
    return end


def _written(target: int, chunk: bytes, end: int) -> int:
    rest = memoryview(chunk)
    while rest:
        count = os.write(target, rest)
        rest, end = rest[count:], end + count
    return end


def _synced(target: int, end: int) -> int:
    os.fsync(target)
    return end
