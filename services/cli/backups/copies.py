"""Copies of kept files, compared with their hashes on the way, durable and never half there."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from shared.db import scrubs
from shared.db import sidecars as known
from shared.db.connection import Connect
from shared.db.scrubs import Kept
from shared.keeping.content import CHUNK, opened
from shared.keeping.disk import make_folder, sync_folder

_BATCH = 500


@dataclass(frozen=True)
class Problem:
    """A file that was not copied, by its path below the storage folder, and why."""

    path: str
    reason: str


def copy(source: Path, target: Path, sha512: str | None = None) -> str | None:
    """Copy a file with its times and rights; return why not, None where `target` is there now.

    One with the same size and time counts as there.  With `sha512` (hex) only that content is copied.
    """
    try:
        if _there(source, target):
            return None
        make_folder(target.parent)
        part = target.with_name(f".{uuid4().hex}.part")
        try:
            digest = _pour(source, part)
            if sha512 and digest != sha512:
                return f"its content is not what was kept: SHA-512 {digest[:12]}… instead of {sha512[:12]}…"
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)
    except FileNotFoundError:
        return "it is not there"
    return None


def originals(connect: Connect, source: Path, target: Path) -> Iterator[tuple[Kept, Problem | None]]:
    """Copy every original that the database names from one storage folder to another, as it was kept."""
    position = 0
    while True:
        with connect() as conn:
            batch = scrubs.next_kept(conn, position, _BATCH)
        if not batch:
            return
        for kept in batch:
            path = f"originals/{kept.path}"
            reason = copy(source / path, target / path, kept.sha512)
            yield kept, Problem(path, reason) if reason else None
        position = batch[-1].id


def sidecars(connect: Connect, source: Path, target: Path) -> Iterator[Problem]:
    """Copy what lies beside originals, as it is now."""
    with connect() as conn:
        paths = known.everything(conn)
    for path in paths:
        reason = copy(source / "originals" / path, target / "originals" / path)
        if reason:
            yield Problem(f"originals/{path}", reason)


def tree(source: Path, target: Path) -> Iterator[Problem]:
    """Copy every regular file below `source` that is not in `target` yet."""
    for place, _, names in os.walk(source):
        for name in sorted(names):
            file = Path(place, name)
            if not file.is_file() or file.is_symlink() or name.endswith((".part", ".tmp")):
                continue
            reason = copy(file, target / file.relative_to(source))
            if reason:
                yield Problem(str(file.relative_to(source.parent)), reason)


def _there(source: Path, target: Path) -> bool:
    try:
        there, wanted = target.lstat(), source.lstat()
    except FileNotFoundError:
        return False
    return (there.st_size, there.st_mtime_ns) == (wanted.st_size, wanted.st_mtime_ns)


def _pour(source: Path, part: Path) -> str:
    hashed = hashlib.sha512()
    with opened(source) as descriptor, part.open("xb") as target:
        while chunk := os.read(descriptor, CHUNK):
            hashed.update(chunk)
            target.write(chunk)
        target.flush()
        shutil.copystat(source, part)
        os.fsync(target.fileno())
    return hashed.hexdigest()
