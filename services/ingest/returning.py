"""Gives batches back: each file goes to a folder of the inbox that is left alone, then leaves the library."""

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from services.ingest.ignores import FILE
from shared import crash
from shared.db import returns
from shared.db.connection import Connect
from shared.db.returns import Leaving
from shared.errors import BowerbirdError, UnreadableMedia
from shared.keeping import content as contents
from shared.keeping import disk, names
from shared.keeping.content import Content
from shared.storage import Storage

log = logging.getLogger(__name__)

RULE = "# Given back by Bowerbird and left alone as long as this file says so.\n*\n"


def folder_of(batch: int) -> str:
    """Where a batch goes below the inbox."""
    return f"returned-{batch}"


class Returner:
    """Does what people asked for; each step may be the last, and all may be done again."""

    def __init__(self, connect: Connect, inbox: Path, storage: Storage) -> None:
        self._connect, self._inbox, self._storage = connect, inbox, storage

    def step(self) -> None:
        """Give back everything that is to go."""
        with self._connect() as conn:
            batches = returns.asked(conn)
        for batch in batches:
            try:
                self._return(batch)
            except (OSError, BowerbirdError) as error:
                log.warning("batch %s is given back later: %s", batch, error)
                with self._connect() as conn:
                    returns.stumble(conn, batch, _told(error))

    def _return(self, batch: int) -> None:
        folder = self._inbox / folder_of(batch)
        disk.make_folder(folder)
        _close(folder)
        stuck = 0
        for file in self._files(batch):
            stuck += not self._give(batch, folder, file)
        with self._connect() as conn:
            returns.end(conn, batch)
            if stuck:
                returns.stumble(conn, batch, f"{stuck} files stay, as their originals cannot be read.")
        log.info("gave back batch %s", batch)

    def _files(self, batch: int) -> Iterator[Leaving]:
        after = 0
        while True:
            with self._connect() as conn:
                files = returns.leaving(conn, batch, after)
            if not files:
                return
            yield from files
            after = files[-1].id

    def _give(self, batch: int, folder: Path, file: Leaving) -> bool:
        """Put one file into the folder and let the library forget it; False where there is none to put."""
        original = Content(self._storage.original(file.path), file.sha512, file.size)
        try:
            placed = _place(original, folder, _came_as(file))
        except (FileNotFoundError, UnreadableMedia) as error:
            log.warning("the original of file %s stays: %s", file.id, error)
            return False
        crash.at("placed")
        with self._connect() as conn:
            gone = returns.let_go(conn, batch, file)
        crash.at("let go")
        if not gone:
            _take_back(original, placed)
        return True


def _told(error: OSError | BowerbirdError) -> str:
    if isinstance(error, OSError):
        return f"It does not go on: {error.strerror or error} ({error.filename}). It is tried again."
    return f"It does not go on: {error}. It is tried again."


def _take_back(original: Content, placed: Path) -> None:
    """The library keeps it after all; a file system without hard links has moved it."""
    if not original.file.exists():
        disk.link(placed, original.file)
    disk.unlink(placed)


def _close(folder: Path) -> None:
    """Have the inbox leave the folder alone before anything lies in it."""
    rule = folder / FILE
    if rule.exists():
        return
    part = folder / f".{uuid4()}.part"
    with part.open("w") as written:
        written.write(RULE)
        written.flush()
        os.fsync(written.fileno())
    part.rename(rule)
    disk.sync_folder(folder)


def _came_as(file: Leaving) -> str:
    """The path under which it came; its own bytes where they lead nowhere else."""
    raw = os.fsdecode(bytes(file.raw)) if file.raw else file.came_as
    return file.came_as if {"", ".", ".."} & set(raw.split("/")) else raw


def _place(original: Content, folder: Path, path: str) -> Path:
    """Give the original a name below `folder` that no other content has; never writes over anything."""
    for candidate in names.candidates(path, original.sha512):
        target = folder / candidate
        try:
            _link(original, target)
        except (FileExistsError, NotADirectoryError):
            if not contents.same(original, target):
                continue
        return target
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / path))


def _link(original: Content, target: Path) -> None:
    if not original.file.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(original.file))
    disk.make_folder(target.parent)
    try:
        disk.link(original.file, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(original, target)


def _copy(original: Content, target: Path) -> None:
    """Across file systems: copied, compared and made durable before it has its name."""
    part = target.parent / f".{uuid4()}.part"
    with contents.opened(original.file) as descriptor:
        copied = contents.copy(descriptor, part)
    try:
        if copied.sha512 != original.sha512:
            raise UnreadableMedia("it is not as it was kept")
        disk.link(part, target)
    finally:
        disk.unlink(part)
