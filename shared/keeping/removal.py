"""Removes for good what a person deleted: files first, then the row that knew of them."""

import logging

from shared import crash
from shared.db import deeds, errands, intake, sidecars, trash
from shared.db.connection import Connect, Connection
from shared.db.intake import Known
from shared.db.trash import Doomed
from shared.errors import Conflict
from shared.keeping import disk
from shared.storage import Storage

log = logging.getLogger(__name__)


class Remover:
    """Empties the trash of what has lain in it for `days`, and ends what was deleted for good before."""

    def __init__(self, connect: Connect, storage: Storage, days: float) -> None:
        self._connect, self._storage, self._days = connect, storage, days

    def sweep(self) -> None:
        """Do all of it; a crash at any point leaves a doomed row, which the next one ends.

        While that row is there nobody sees the file, and no other content gets its path.
        """
        with self._connect() as conn:
            expired = trash.doom_expired(conn, self._days)
            trash.shelve(conn)
            deeds.forget(conn)
            errands.forget(conn)
        if expired:
            log.info("%s files were in the trash for %g days", expired, self._days)
        last = 0
        while doomed := self._next(last):
            for file in doomed:
                self._remove(file)
            last = doomed[-1].id

    def _next(self, last: int) -> list[Doomed]:
        with self._connect() as conn:
            return trash.doomed(conn, after=last)

    def _remove(self, file: Doomed) -> None:
        try:
            with self._connect() as conn:
                intake.hold_content(conn, file.sha512)
                held = trash.still_doomed(conn, file.sha512)
                if held:
                    _end(conn, self._storage, held)
        except (OSError, Conflict) as error:
            log.warning("originals/%s cannot be removed: %s", file.path, error)
        else:
            crash.at("removed")


def known(conn: Connection, storage: Storage, sha512: str) -> Known | None:
    """The row of this content, whose lock (`intake.hold_content`) is held; a doomed one is ended first."""
    held = trash.still_doomed(conn, sha512, idle=False)
    if held:
        _end(conn, storage, held)
        return None
    return intake.find(conn, sha512)


def _end(conn: Connection, storage: Storage, file: Doomed) -> None:
    original = storage.original(file.path)
    if not original.parent.resolve().is_relative_to(storage.originals.resolve()):
        raise Conflict("it does not lie in the storage folder")
    for sidecar in sidecars.of(conn, file.id):
        disk.unlink(storage.original(sidecar.path))
    disk.unlink(original)
    crash.at("original removed")
    derived = storage.derived(file.sha512, "")
    for made in [*derived.parent.glob(f"{file.sha512}-*"), *derived.parent.glob(f".{file.sha512}-*")]:
        disk.unlink(made)
    crash.at("files removed")
    trash.forget(conn, file.id)
    log.info("removed for good")
