"""Reads XMP: what pictures carry in themselves, and sidecars, those too that come in as files."""

import hashlib
import logging
import os
from pathlib import Path

from shared.db import sidecars, weighing, xmp_readings, xmp_words
from shared.db.connection import Connect, Connection
from shared.db.sidecars import Picture
from shared.db.xmp_readings import Origin, Read
from shared.errors import UnreadableMedia
from shared.keeping.content import opened
from shared.storage import Storage
from shared.xmp import packet, tree, words
from shared.xmp.regions import Stored, read

ITSELF = Origin("", "")
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
            problems = [self._sidecar(conn, origin, file) for origin in self._beside(conn, file)]
        return [problem for problem in problems if problem]

    def _look(self, conn: Connection, media_id: int) -> None:
        file = sidecars.picture(conn, media_id)
        if file is None or file.kind != "other":
            if file:
                self._again(conn, file)
            sidecars.settle(conn, media_id)
            return
        arrived = sidecars.arrived_as(conn, media_id) or file.path
        owner = sidecars.pictured(conn, arrived) or sidecars.pictured(conn, file.path)
        if owner is None:
            sidecars.put_off(conn, media_id)
            return
        problem = self._sidecar(conn, Origin(file.path, arrived), owner)
        if problem:
            log.warning("originals/%s is no sidecar: %s", file.path, problem)
            sidecars.settle(conn, media_id)
        else:
            sidecars.release(conn, media_id)  # its row ends, its file stays where it is

    def _again(self, conn: Connection, file: Picture) -> None:
        """Read a picture's own XMP, and those of its sidecars that are known and not being written."""
        self._embedded(conn, file)
        for one in sidecars.of(conn, file.id):
            if one.coming is None and (problem := self._sidecar(conn, Origin(one.path, one.arrived), file)):
                log.warning("originals/%s was not read again: %s", one.path, problem)

    def _embedded(self, conn: Connection, file: Picture) -> None:
        """Read the XMP in the file itself."""
        try:
            held = packet.embedded(self._storage.original(file.path))
        except OSError as error:
            return xmp_readings.note(conn, file.id, ITSELF, problem=error.strerror or "it cannot be read")
        return self._heed(conn, file, ITSELF, held) if held else None

    def _sidecar(self, conn: Connection, origin: Origin, file: Picture) -> str | None:
        """Read a sidecar, and note that it was; return why not."""
        try:
            held = content(self._storage, origin.path)
        except OSError as error:
            return error.strerror or "it cannot be read"
        except UnreadableMedia as error:
            return str(error)
        try:
            tree.parsed(held)
        except UnreadableMedia as error:
            xmp_readings.note(conn, file.id, origin, problem=str(error))
            return str(error)
        self._heed(conn, file, origin, held)
        sidecars.attach(conn, origin.path, file.id, hashlib.sha512(held).hexdigest())
        return None

    def _heed(self, conn: Connection, file: Picture, origin: Origin, held: bytes) -> None:
        digest = hashlib.sha512(held).hexdigest()
        if xmp_readings.known(conn, file.id, origin.path, digest):
            return
        try:
            root = tree.parsed(held)
        except UnreadableMedia as error:
            xmp_readings.note(conn, file.id, origin, problem=str(error))
            return
        regions = read(root, Stored.of(file.width, file.height, file.orientation))
        said = words.read(root)
        xmp_readings.heed(conn, file.id, regions)
        stars = xmp_words.heed(conn, file.id, origin, said)
        xmp_readings.note(conn, file.id, origin, sha512=digest, read=Read(tuple(regions), said))
        xmp_words.gave(conn, file.id, origin.path, stars)
        weighing.weigh(conn, file.id)

    def _beside(self, conn: Connection, file: Picture) -> list[Origin]:
        """The sidecars that are known, and one that somebody laid beside the original."""
        found = [Origin(one.path, one.arrived) for one in sidecars.of(conn, file.id)]
        known = [one.path for one in found]
        stem = os.path.splitext(file.path)[0]  # noqa: PTH122
        near = [f"{file.path}.xmp", f"{file.path}.XMP", f"{stem}.xmp", f"{stem}.XMP"]
        for path in near:
            if path in known or not self._storage.original(path).is_file() or sidecars.taken(conn, path):
                continue
            owner = sidecars.pictured(conn, path)
            if owner and owner.id == file.id:
                found.append(Origin(path, path))
        return found


def content(storage: Storage, path: str) -> bytes:
    """The bytes of a sidecar, as many as one may have.  Raises `OSError` and `UnreadableMedia`."""
    file: Path = storage.original(path)
    if not file.parent.resolve().is_relative_to(storage.originals.resolve()):
        raise UnreadableMedia("it does not lie in the storage folder")
    with opened(file) as descriptor, os.fdopen(os.dup(descriptor), "rb") as held:
        return held.read(tree.LARGEST + 1)
