"""Reads XMP: what pictures carry in themselves, and sidecars, those too that come in as files."""

import hashlib
import logging
import os
from pathlib import Path

from shared.db import sidecars, xmp_readings
from shared.db.connection import Connect, Connection
from shared.db.sidecars import Picture
from shared.errors import UnreadableMedia
from shared.keeping.content import opened
from shared.storage import Storage
from shared.xmp import packet, tree
from shared.xmp.regions import Stored, read

log = logging.getLogger(__name__)


class Reader:
    """Reads what is due, and what somebody asks for."""

    def __init__(self, connect: Connect, storage: Storage) -> None:
        self._connect, self._storage = connect, storage

    def step(self) -> None:
        """Read some of what came in.  Safe to repeat at any point."""
        with self._connect() as conn:
            due = sidecars.due(conn)
        for media_id in due:
            with self._connect() as conn:
                self._look(conn, media_id)

    def picture(self, media_id: int) -> list[str]:
        """Read a picture's own XMP and its sidecars again; return what could not be read, and why."""
        with self._connect() as conn:
            file = sidecars.picture(conn, media_id)
            if file is None:
                return []
            self._embedded(conn, file)
            problems = [self._sidecar(conn, path, file) for path in self._beside(conn, file)]
        return [problem for problem in problems if problem]

    def _look(self, conn: Connection, media_id: int) -> None:
        file = sidecars.picture(conn, media_id)
        if file is None or file.kind != "other":
            if file:
                self._embedded(conn, file)
            sidecars.settle(conn, media_id)
            return
        arrived = sidecars.arrived_as(conn, media_id) or file.path
        owner = sidecars.pictured(conn, arrived) or sidecars.pictured(conn, file.path)
        if owner is None:
            sidecars.put_off(conn, media_id)
            return
        problem = self._sidecar(conn, file.path, owner)
        if problem:
            log.warning("originals/%s is no sidecar: %s", file.path, problem)
            sidecars.settle(conn, media_id)
        else:
            sidecars.release(conn, media_id)  # its row ends, its file stays where it is

    def _embedded(self, conn: Connection, file: Picture) -> None:
        """Read the XMP in the file itself."""
        try:
            held = packet.embedded(self._storage.original(file.path))
        except OSError as error:
            return xmp_readings.note(conn, file.id, "", problem=error.strerror or "it cannot be read")
        return self._heed(conn, file, "", held) if held else None

    def _sidecar(self, conn: Connection, path: str, file: Picture) -> str | None:
        """Read a sidecar, and note that it was; return why not."""
        try:
            held = content(self._storage, path)
        except OSError as error:
            return error.strerror or "it cannot be read"
        except UnreadableMedia as error:
            return str(error)
        try:
            tree.parsed(held)
        except UnreadableMedia as error:
            xmp_readings.note(conn, file.id, path, problem=str(error))
            return str(error)
        self._heed(conn, file, path, held)
        sidecars.attach(conn, path, file.id, hashlib.sha512(held).hexdigest())
        return None

    def _heed(self, conn: Connection, file: Picture, origin: str, held: bytes) -> None:
        digest = hashlib.sha512(held).hexdigest()
        if xmp_readings.known(conn, file.id, origin, digest):
            return
        try:
            regions = read(tree.parsed(held), Stored.of(file.width, file.height, file.orientation))
        except UnreadableMedia as error:
            xmp_readings.note(conn, file.id, origin, problem=str(error))
            return
        conflicts = xmp_readings.heed(conn, file.id, regions)
        xmp_readings.note(conn, file.id, origin, sha512=digest, named=len(regions), conflicts=conflicts)

    def _beside(self, conn: Connection, file: Picture) -> list[str]:
        """Paths of sidecars that are known, and of one that somebody laid beside the original."""
        known = [one.path for one in sidecars.of(conn, file.id)]
        stem = os.path.splitext(file.path)[0]  # noqa: PTH122
        near = [f"{file.path}.xmp", f"{file.path}.XMP", f"{stem}.xmp", f"{stem}.XMP"]
        for path in near:
            if path in known or not self._storage.original(path).is_file() or sidecars.taken(conn, path):
                continue
            owner = sidecars.pictured(conn, path)
            if owner and owner.id == file.id:
                known.append(path)
        return known


def content(storage: Storage, path: str) -> bytes:
    """The bytes of a sidecar, as many as one may have.  Raises `OSError` and `UnreadableMedia`."""
    file: Path = storage.original(path)
    if not file.parent.resolve().is_relative_to(storage.originals.resolve()):
        raise UnreadableMedia("it does not lie in the storage folder")
    with opened(file) as descriptor, os.fdopen(os.dup(descriptor), "rb") as held:
        return held.read(tree.LARGEST + 1)
