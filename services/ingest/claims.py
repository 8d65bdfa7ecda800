"""Claims: a file that this or a crashed process took out of the inbox, until the library has it.

A claim is a folder `.claimed/<uuid>/` in which the file keeps its hierarchy and name.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID

from services.ingest.listing import CLAIMED
from shared import crash
from shared.keeping import disk

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Claim:
    """One claimed file; `path` is where it lay below the inbox, None where the file is gone already."""

    id: UUID
    folder: Path
    path: str | None

    @property
    def file(self) -> Path:
        """Where the file lies now."""
        return self.folder / (self.path or "")

    def age(self, now: float) -> float:
        """Seconds since the claim was made; 0 where it has ended meanwhile."""
        with suppress(FileNotFoundError):
            return now - self.folder.stat().st_mtime
        return 0.0


def claim(inbox: Path, path: str, id_: UUID) -> Claim:
    """Move a file out of the inbox, durably; `FileNotFoundError` where another process was quicker."""
    made = Claim(id_, inbox / CLAIMED / str(id_), path)
    try:
        _make_folders(inbox, made)
        with _opened(inbox, PurePosixPath(path).parent) as folder:
            os.rename(PurePosixPath(path).name, made.file, src_dir_fd=folder)
            disk.sync_folder(made.file.parent)
            os.fsync(folder)
    except OSError:
        release(made)
        raise
    crash.at("claimed")
    return made


def pending(inbox: Path) -> Iterator[Claim]:
    """Every claim that there is, of whichever process."""
    with suppress(FileNotFoundError):
        for folder in list((inbox / CLAIMED).iterdir()):
            with suppress(ValueError):  # someone else's folder
                yield Claim(UUID(folder.name), folder, _only_file(folder))


def release(ended: Claim) -> None:
    """Remove the folders of a claim whose file is gone; one that holds a file stays."""
    with suppress(OSError):
        for folder, _, _ in os.walk(ended.folder, topdown=False):
            Path(folder).rmdir()  # not synced: an empty claim that comes back is removed at the next start


def _make_folders(inbox: Path, made: Claim) -> None:
    """Make the claim's folders durably, the innermost one excepted: the rename's sync is its."""
    disk.make_folder(inbox / CLAIMED)
    made.file.parent.mkdir(parents=True)
    folder = made.file.parent
    while folder != inbox / CLAIMED:
        folder = folder.parent
        disk.sync_folder(folder)


def _only_file(folder: Path) -> str | None:
    for inner, _, files in os.walk(folder):
        for name in files:
            return os.path.relpath(Path(inner) / name, folder)
    return None


@contextmanager
def _opened(inbox: Path, folder: PurePosixPath) -> Iterator[int]:
    """Open a folder of the inbox step by step, so that no link on the way can lead elsewhere."""
    descriptor = os.open(inbox, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for part in folder.parts:
            inner = os.open(part, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)
