"""Files that are sent in parts: who may touch one, and what becomes of those that no one ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from shared.db import sending as sendings
from shared.db.connection import Connect
from shared.db.sending import Sending
from shared.errors import Conflict, FileBusy
from shared.keeping import disk
from shared.keeping.keeper import Keeper
from shared.storage import Storage

QUIET = 120.0  # seconds after which a file that is whole is no longer left to the one who sends it
STRAY = 3600.0  # seconds after which bytes without a row are nobody's


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Keep every other process and thread from `file`, made where it is missing; else raise `FileBusy`."""
    disk.make_folder(file.parent)
    descriptor = os.open(file, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640)
    try:
        _lock(descriptor)
        disk.sync_folder(file.parent)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FileBusy("another request sends this file just now") from error


class Sweeper:
    """Ends what was sent in full and never ended, and removes what was not continued in time."""

    def __init__(self, connect: Connect, storage: Storage, keeper: Keeper) -> None:
        self._connect, self._storage, self._keeper = connect, storage, keeper

    def sweep(self) -> None:
        """Do all of it; safe to repeat, and beside others that do."""
        with self._connect() as conn:
            whole, expired = sendings.whole(conn, QUIET), sendings.expired(conn)
        for sending in whole:
            with suppress(FileBusy):
                self._finish(sending)
        for sending in expired:
            with suppress(FileBusy):
                self._remove(sending)
        self._remove_strays()

    def _finish(self, sending: Sending) -> None:
        file = self._file(sending.id)
        with held(file):
            try:
                kept = self._keeper.finish(
                    file,
                    claim=sending.id,
                    path=sending.path,
                    batch=sending.batch_id,
                    digest=sending.sha512,
                    modified=sending.modified_at,
                )
            except Conflict:  # not the content that was announced: whoever sent it is told when they ask
                self._drop(sending.id)
                return
            with self._connect() as conn:
                sendings.end(
                    conn, sending.id, media_id=kept.media_id, duplicate=kept.duplicate, problem=kept.problem
                )

    def _remove(self, sending: Sending) -> None:
        with held(self._file(sending.id)):
            self._drop(sending.id)

    def _drop(self, id_: UUID) -> None:
        disk.unlink(self._file(id_))
        with self._connect() as conn:
            sendings.remove(conn, id_)

    def _remove_strays(self) -> None:
        """Remove bytes that no row speaks of, as after a restored backup."""
        files = {UUID(file.name): file for file in self._storage.sent.glob("*-*-*-*-*")}
        if not files:
            return
        with self._connect() as conn:
            known = sendings.known(conn, list(files))
        for id_ in files.keys() - known:
            with suppress(FileNotFoundError):
                if time.time() - files[id_].stat().st_mtime > STRAY:
                    files[id_].unlink()

    def _file(self, id_: UUID) -> Path:
        return self._storage.sent / str(id_)
