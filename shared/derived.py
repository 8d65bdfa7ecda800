"""Puts a file that an analyzer made beside the previews, whole or not at all."""

import errno
import os
import shutil
from pathlib import Path
from uuid import uuid4


def keep(made: Path, place: Path) -> None:
    """Move `made` to `place`, durably, over what was there; a reader sees the old or the new file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    _sync(made)
    try:
        made.rename(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(made, place)
    _sync(place.parent)


def _copy(made: Path, place: Path) -> None:
    draft = place.with_name(f".{place.name}.{uuid4().hex}.tmp")
    try:
        shutil.copyfile(made, draft)
        _sync(draft)
        draft.rename(place)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    made.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
