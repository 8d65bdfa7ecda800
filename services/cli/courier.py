"""Copies folders into the inbox: whole files only, the originals untouched."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from services.ingest import listing
from shared.errors import NotFound

ON_THE_WAY = ".arriving"  # below the inbox; ingest leaves names with a leading dot alone


@dataclass(frozen=True)
class Parcel:
    """One file to copy, and where below the inbox it goes."""

    file: Path
    path: str


def parcels(sources: tuple[Path, ...]) -> Iterator[Parcel]:
    """The files below `sources` that the inbox would take too; a folder keeps its name and hierarchy."""
    for source in (source.resolve() for source in sources):
        if source.is_file():
            yield Parcel(source, source.name)
            continue
        if not source.is_dir():
            raise NotFound(f"there is no file or folder {source}")
        for path in sorted(listing.look(source).files):
            yield Parcel(source / path, f"{source.name}/{path}")


def deliver(sources: tuple[Path, ...], inbox: Path, stopped: Callable[[], bool]) -> int:
    """Copy `sources` into the inbox until `stopped`; return how many files.

    A file appears in the inbox only when it is whole.
    """
    waiting = inbox / ON_THE_WAY
    shutil.rmtree(waiting, ignore_errors=True)  # what an interrupted copy left
    waiting.mkdir(parents=True)
    delivered = 0
    for parcel in parcels(sources):
        if stopped():
            break
        part = waiting / uuid4().hex
        shutil.copy2(parcel.file, part)
        _put(part, inbox / parcel.path)
        delivered += 1
    shutil.rmtree(waiting)
    return delivered


def _put(part: Path, target: Path) -> None:
    """Move into place without replacing a file that waits there under the same name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    names = [target, *(target.with_stem(f"{target.stem}~{n}") for n in range(1, 1000))]
    for name in names:
        try:
            os.link(part, name)
        except FileExistsError:
            continue
        part.unlink()
        return
    raise FileExistsError(f"{target} and a thousand names like it are taken")
