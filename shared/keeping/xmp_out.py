"""Writes what people said of pictures into sidecars beside them, and never into an original."""

import hashlib
import os
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from shared import crash
from shared.db import said, sidecars
from shared.db.connection import Connect
from shared.db.sidecars import Picture, Sidecar
from shared.errors import UnreadableMedia
from shared.keeping import disk
from shared.keeping.content import MODE
from shared.keeping.xmp_in import content
from shared.storage import Storage
from shared.xmp import tree
from shared.xmp.regions import Stored
from shared.xmp.writing import Said, Written, apply

State = Literal["written", "same", "nothing", "refused"]


@dataclass(frozen=True)
class Outcome:
    """What became of one file's sidecar; `path` is below originals/, `reason` says why it was refused."""

    media_id: int
    state: State
    path: str = ""
    reason: str = ""


@dataclass(frozen=True)
class _Draft:
    """A sidecar as it lies there, and as it is to be; `settled` unless a crash left it half known."""

    path: str
    now: bytes | None
    new: bytes
    before: dict[str, Any]
    wrote: dict[str, Any]
    settled: bool


class Refused(UnreadableMedia):
    """The sidecar is not what was last read or written here, so it is left alone."""


class Writer:
    """Writes one sidecar at a time; with `dry` it only tells what it would do."""

    def __init__(self, connect: Connect, storage: Storage, *, dry: bool = False) -> None:
        self._connect, self._storage, self._dry = connect, storage, dry

    def write(self, media_id: int) -> Outcome:
        """Let the sidecar of a file say what people said of it.  Safe to repeat at any point."""
        try:
            draft = self._draft(media_id)
            if draft is None:
                return Outcome(media_id, "nothing")
            if draft.settled and draft.new == draft.now and draft.wrote == draft.before:
                return Outcome(media_id, "same", draft.path)
            if not self._dry:
                self._put(media_id, draft)
        except Refused as error:
            return Outcome(media_id, "refused", *error.args[:2])
        return Outcome(media_id, "written", draft.path)

    def made(self, media_id: int) -> tuple[str, bytes] | None:
        """The path and the content that the sidecar of a file is to have; None where nothing was said.

        Raises `Refused` where another program changed it since it was read.
        """
        draft = self._draft(media_id)
        return (draft.path, draft.new) if draft else None

    def _draft(self, media_id: int) -> _Draft | None:
        with self._connect() as conn:
            file = sidecars.picture(conn, media_id)
            if file is None or file.kind == "other":
                return None
            words, more = said.of(conn, media_id)
            known = next(iter(sidecars.of(conn, media_id)), None)
            if not more and not (known and known.wrote):
                return None
            path = known.path if known else f"{file.path}.xmp"
            if sidecars.taken(conn, path):
                raise Refused(path, "a file of the library has this name")
        return self._changed(file, words, path, known)

    def _changed(self, file: Picture, words: Said, path: str, known: Sidecar | None) -> _Draft:
        if not self._storage.original(file.path).is_file():
            raise Refused(path, "the original is not there")
        now = self._now(path, known)
        before = known.wrote if known else {}
        try:
            root = tree.parsed(now) if now is not None else tree.empty()
        except UnreadableMedia as error:
            raise Refused(path, str(error)) from error
        picture = Stored.of(file.width, file.height, file.orientation)
        wrote = apply(root, words, Written.of(before), picture)
        return _Draft(path, now, tree.written(root), before, wrote, settled=not (known and known.coming))

    def _now(self, path: str, known: Sidecar | None) -> bytes | None:
        """What lies there.  Raises `Refused` where that is not what was read or written last."""
        try:
            held = content(self._storage, path)
        except FileNotFoundError:
            return None
        except (OSError, UnreadableMedia) as error:
            raise Refused(path, getattr(error, "strerror", None) or str(error)) from error
        if known is None:
            raise Refused(path, "it lies there and was never read; read it first")
        if hashlib.sha512(held).hexdigest() not in {known.sha512, known.coming}:
            raise Refused(path, "it was changed since it was read; read it again first")
        return held

    def _put(self, media_id: int, draft: _Draft) -> None:
        """Announce, write, note: after a crash between any two the file is known as ours."""
        digest = hashlib.sha512(draft.new).hexdigest()
        with self._connect() as conn:
            both = _both(draft.before, draft.wrote)
            sidecars.announce(conn, draft.path, media_id, coming=digest, wrote=both)
        crash.at("sidecar announced")
        self._replace(draft)
        crash.at("sidecar replaced")
        with self._connect() as conn:
            sidecars.written(conn, draft.path, digest, draft.wrote)

    def _replace(self, draft: _Draft) -> None:
        target = self._storage.original(draft.path)
        disk.make_folder(self._storage.staging)
        part = self._storage.staging / f"{uuid4()}.xmp.part"
        try:
            with disk.full_disk_named(), part.open("xb") as file:
                file.write(draft.new)
                os.fchmod(file.fileno(), MODE)
                file.flush()
                os.fsync(file.fileno())
            if draft.now is None:
                self._link(draft, part)
                return
            if content(self._storage, draft.path) != draft.now:
                raise Refused(draft.path, "it was changed just now; read it again first")
            part.replace(target)
            disk.sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)

    def _link(self, draft: _Draft, part: os.PathLike[str]) -> None:
        try:
            disk.link(self._storage.staging / os.fspath(part), self._storage.original(draft.path))
        except FileExistsError as error:
            raise Refused(draft.path, "a file came to lie there just now") from error


def _both(before: dict[str, Any], wrote: dict[str, Any]) -> dict[str, Any]:
    """What may have been written: all of both."""
    keys = before.keys() | wrote.keys()
    return {
        key: [*before.get(key, []), *(one for one in wrote.get(key, []) if one not in before.get(key, []))]
        for key in keys
    }
