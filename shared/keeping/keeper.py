"""The steps by which a file comes into the library; each may be the last, and all may be done again."""

import os
import time
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from shared import crash
from shared.db import analyses, index, intake, trash
from shared.db.connection import Connect, Connection
from shared.db.intake import Arrival, Known
from shared.domain import Decoded, MediaKind, Priority
from shared.errors import Conflict, FileBusy, UnreadableMedia
from shared.keeping import content as contents
from shared.keeping import dates, disk, names, removal
from shared.keeping.content import Content, Stream
from shared.storage import Storage

MIN_FREE = 5 << 30
DAY = 86_400.0


class Decodes(Protocol):
    """Tells what is in a file and writes its preview."""

    def decode(self, path: Path, name: str, preview: Path) -> Decoded:
        """Look at `path`, which the person calls `name`; write a JPEG to `preview` where one can be made."""


@dataclass(frozen=True)
class Kept:
    """What became of a file that arrived; `problem` says what of it could not be read.

    `restored` where the content was known and lay in the trash, from which it came back.
    """

    media_id: int
    sha512: str
    duplicate: bool
    problem: str | None
    restored: bool = False


class Keeper:
    """Takes files in, one at a time; several threads have one each."""

    def __init__(
        self, connect: Connect, storage: Storage, decoder: Decodes, min_free: int = MIN_FREE
    ) -> None:
        self._connect, self._storage, self._decoder, self._min_free = connect, storage, decoder, min_free

    def take(self, claimed: Path, *, claim: UUID, path: str, batch: int, truncated: bool = False) -> Kept:
        """Keep a claimed inbox file and remove it from where it lies; safe to repeat at any point.

        `path` is its path below the inbox as the system gives it.  A known content goes to
        `duplicates/`.  Raises `StorageFull`, `FileBusy` or `OSError`, and then the file stays.
        """
        with disk.full_disk_named():
            with self._connect() as conn:
                kept = _kept_before(conn, claim)
                kept = kept or self._keep(conn, claimed, _arrival(claim, batch, path), truncated)
            crash.at("committed")
            disk.unlink(claimed)
        crash.at("released")
        self.forget(claim)
        return kept

    def receive(
        self,
        stream: Stream,
        *,
        path: str,
        batch: int,
        digest: str | None = None,
        size: int | None = None,
        modified: datetime | None = None,
        priority: int = Priority.PERSON,
    ) -> Kept:
        """Keep what `stream` gives; it is durable when this returns.

        Raises `StorageFull`, and `Conflict` where it is not of the `digest` (SHA-512, hex) or `size`
        that the sender told; nothing is kept then.
        """
        arrival = replace(_arrival(uuid4(), batch, path), modified=modified)
        try:
            with disk.full_disk_named():
                content = contents.receive(stream, self._part(arrival.claim, size or 0))
                contents.check(content, digest, size)
                if modified:
                    os.utime(content.file, (modified.timestamp(), modified.timestamp()))
                with self._connect() as conn:
                    return self._record(conn, content, arrival, priority=priority)
        finally:
            self.forget(arrival.claim)

    def finish(
        self,
        sent: Path,
        *,
        claim: UUID,
        path: str,
        batch: int,
        digest: str | None = None,
        modified: datetime | None = None,
    ) -> Kept:
        """Keep a file that was sent in parts and remove it from where it lies; safe to repeat at any point.

        Raises `StorageFull` or `FileBusy`, and `Conflict` where it is not of the `digest`; then it stays.
        """
        arrival = replace(_arrival(claim, batch, path), modified=modified)
        try:
            with disk.full_disk_named():
                with self._connect() as conn:
                    kept = _kept_before(conn, claim) or self._finish(conn, sent, arrival, digest)
                crash.at("committed")
                disk.unlink(sent)
        finally:
            self.forget(claim)
        return kept

    def check_room(self, size: int) -> None:
        """Raise `StorageFull` where a file of this size must not be taken in."""
        for folder in (self._storage.staging, self._storage.originals):
            disk.make_folder(folder)
        disk.check_room(self._storage.staging, size, self._min_free)

    def forget(self, claim: UUID) -> None:
        """Remove the staging names of a claim that has ended."""
        for part in self._parts(claim):
            part.unlink(missing_ok=True)
        crash.at("forgotten")

    def sweep(self, claims: Container[str], older_than: float = DAY) -> None:
        """Remove staging names that a crashed upload left, but none of these `claims`."""
        for part in self._storage.staging.glob("*.part"):
            with suppress(FileNotFoundError):
                if (
                    part.name.partition(".")[0] not in claims
                    and time.time() - part.lstat().st_ctime > older_than
                ):
                    part.unlink()

    def _finish(self, conn: Connection, sent: Path, arrival: Arrival, digest: str | None) -> Kept:
        content, _ = self._adopted(sent, arrival, ours=True)
        contents.check(content, digest, None)
        if arrival.modified:
            os.utime(content.file, (arrival.modified.timestamp(), arrival.modified.timestamp()))
        return self._record(conn, content, arrival, priority=Priority.PERSON)

    def _adopted(
        self, claimed: Path, arrival: Arrival, *, ours: bool = False
    ) -> tuple[Content, os.stat_result]:
        """Hash a file that lies on this machine, in place where that can be; and what it was.

        One of `ours` has no other writer: a child just begun may seem to be one, and then it is copied.
        """
        with contents.opened(claimed) as descriptor:
            if not ours and contents.unwritten(descriptor) is False:
                raise FileBusy("it is open for writing")
            status = os.fstat(descriptor)
            self._tidy(arrival.claim, status)
            part, own = self._part(arrival.claim, status.st_size), self._linked_before(arrival, status)
            return contents.adopt(descriptor, claimed, part, own) or contents.copy(descriptor, part), status

    def _keep(self, conn: Connection, claimed: Path, arrival: Arrival, truncated: bool) -> Kept:
        content, status = self._adopted(claimed, arrival)
        arrival = replace(arrival, modified=dates.moment(status.st_mtime))
        kept = self._record(conn, content, arrival, truncated=truncated)
        if kept.duplicate:
            self._park(content, arrival, status)
        return kept

    def _tidy(self, claim: UUID, claimed: os.stat_result) -> None:
        """Remove what earlier attempts left in staging, unless it shows which file they linked."""
        for part in self._parts(claim):
            status = part.lstat()
            if status.st_nlink == 1 or os.path.samestat(status, claimed):
                part.unlink()

    def _linked_before(self, arrival: Arrival, claimed: os.stat_result) -> int:
        """How many names a crashed attempt gave the claimed inode."""
        if claimed.st_nlink == 1:
            return 0
        targets = self._storage.original(arrival.path), self._storage.duplicates / arrival.path
        return sum(target.exists() and os.path.samestat(target.lstat(), claimed) for target in targets)

    def _record(
        self,
        conn: Connection,
        content: Content,
        arrival: Arrival,
        *,
        priority: int = Priority.NEW,
        truncated: bool = False,
    ) -> Kept:
        intake.hold_content(conn, content.sha512)
        known = removal.known(conn, self._storage, content.sha512)
        duplicate = known is not None
        if known is None:
            known = self._add(conn, content, arrival, truncated)
            index.refresh(conn, known.media_id)
            analyses.plan(conn, known.media_id, priority=priority)
        else:
            self._restore(conn, known, content, arrival)
        restored = duplicate and trash.revive(conn, known.media_id)
        intake.see(conn, arrival, known.media_id, duplicate=duplicate)
        crash.at("recorded")
        return Kept(known.media_id, known.sha512, duplicate, known.problem, restored)

    def _add(self, conn: Connection, content: Content, arrival: Arrival, truncated: bool) -> Known:
        path = self._place(conn, content, arrival.path)
        crash.at("placed")
        name = arrival.path.rpartition("/")[2]
        decoded = self._decode(self._storage.original(path), name, content.sha512)
        decoded = replace(decoded, truncated=decoded.truncated or truncated)
        taken = dates.taken(decoded.taken, name, arrival.modified)
        known = Known(0, content.sha512, path, content.size, decoded.problem)
        return replace(known, media_id=intake.add(conn, known, arrival, decoded=decoded, taken=taken))

    def _decode(self, original: Path, name: str, sha512: str) -> Decoded:
        preview = self._storage.derived(sha512, "preview.jpg")
        preview.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._decoder.decode(original, name, preview)
        except UnreadableMedia as error:
            return Decoded(MediaKind.OTHER, "application/octet-stream", problem=str(error))

    def _place(self, conn: Connection, content: Content, path: str) -> str:
        """Link the content below originals/ under the first path that no other content has."""
        for candidate in names.candidates(path, content.sha512):
            if intake.owner(conn, candidate) is None and self._linked(content, candidate):
                return candidate
        raise Conflict(f"no name is free for {path}")

    def _linked(self, content: Content, path: str) -> bool:
        target = self._storage.original(path)
        try:
            disk.link(content.file, target)
        except (FileExistsError, NotADirectoryError):
            if not contents.same(content, target):
                return False
            disk.make_folder(target.parent)  # linked before a crash, perhaps not yet synced
            disk.sync_folder(target.parent)
        return True

    def _park(self, content: Content, arrival: Arrival, claimed: os.stat_result) -> None:
        """Link a known content below duplicates/ under a name of its own."""
        own = [claimed, *(part.lstat() for part in self._parts(arrival.claim))]
        for candidate in names.candidates(arrival.path, arrival.claim.hex * 2):
            target = self._storage.duplicates / candidate
            try:
                disk.link(content.file, target)
            except NotADirectoryError:
                continue
            except FileExistsError:
                if any(os.path.samestat(status, target.lstat()) for status in own):
                    return  # linked by this claim before a crash
                continue
            crash.at("parked")
            return

    def _restore(self, conn: Connection, known: Known, content: Content, arrival: Arrival) -> None:
        """Put a lost original back, and remove the link that a crashed attempt left beside it."""
        if not self._storage.original(known.path).exists():
            disk.link(content.file, self._storage.original(known.path))
        for path in names.candidates(arrival.path, content.sha512):
            stray = self._storage.original(path)
            if path == known.path or not stray.exists() or intake.owner(conn, path):
                continue
            if contents.same(content, stray):
                disk.unlink(stray)

    def _part(self, claim: UUID, size: int) -> Path:
        """A new staging name, once there is room for the file."""
        self.check_room(size)
        return self._storage.staging / f"{claim}.{uuid4().hex[:8]}.part"

    def _parts(self, claim: UUID) -> list[Path]:
        return list(self._storage.staging.glob(f"{claim}.*.part"))


def _kept_before(conn: Connection, claim: UUID) -> Kept | None:
    """What became of a claim that came as far as the library before; it is held for the transaction."""
    intake.hold(conn, claim)
    before = intake.sighting(conn, claim)
    if before is None:
        return None
    return Kept(before.media_id, before.sha512, before.duplicate, before.problem)


def _arrival(claim: UUID, batch: int, path: str) -> Arrival:
    safe, raw = names.safe(path), os.fsencode(path)
    return Arrival(claim, batch, safe, None if safe.encode() == raw else raw, None)
