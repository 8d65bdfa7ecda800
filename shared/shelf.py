"""How a worker gets at a file and keeps what it made of it: here in the storage folder of this machine."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared import derived
from shared.domain import Lease
from shared.errors import MediaUnavailable, UnreadableMedia
from shared.storage import Storage


@dataclass(frozen=True)
class Files:
    """Where the files of one content lie; the original may not be there where nobody reads it."""

    original: Path
    preview: Path | None


class Shelf(Protocol):
    """Where originals, previews and derived files are; in this machine's folder or behind the web."""

    def bring(self, lease: Lease, workdir: Path, *, original: bool) -> Files:
        """Return the files of `lease`, the original verified where `original` says that it is read.

        Raises `UnreadableMedia` where the original is not what was kept, and `MediaUnavailable` where
        the files cannot be had just now, which is no fault of theirs.
        """

    def keep(self, lease: Lease, name: str, made: Path) -> None:
        """Keep `made` beside the previews.  Raises `MediaUnavailable`."""


class Folder:
    """The storage folder, mounted on this machine."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def bring(self, lease: Lease, workdir: Path, *, original: bool) -> Files:
        """Return the paths.  The size is checked each time, the hash where the original is read.

        Of a recording in pieces it is the first piece that reads the whole.
        """
        path, preview = self._storage.original(lease.path), self._storage.derived(lease.sha512, "preview.jpg")
        if not path.is_file():
            if not self._storage.originals.is_dir():
                raise MediaUnavailable("the storage folder is not there; is its disk mounted?")
            raise UnreadableMedia("the original file is not in the storage folder")
        verify(path, lease, thoroughly=original and lease.job.segment == 0)
        return Files(path, preview if preview.is_file() else None)

    def keep(self, lease: Lease, name: str, made: Path) -> None:
        """Move `made` to its place."""
        derived.keep(made, self._storage.derived(lease.sha512, name))


def verify(file: Path, lease: Lease, *, thoroughly: bool) -> None:
    """Raise `UnreadableMedia` where `file` is not what was kept: by its size, or `thoroughly` by SHA-512."""
    size = file.stat().st_size
    if size != lease.size:
        raise UnreadableMedia(f"the original is damaged: it has {size} bytes and was kept with {lease.size}")
    if not thoroughly:
        return
    with file.open("rb") as stream:
        if hashlib.file_digest(stream, "sha512").hexdigest() != lease.sha512:
            raise UnreadableMedia("the original is damaged: its SHA-512 is not that with which it was kept")
