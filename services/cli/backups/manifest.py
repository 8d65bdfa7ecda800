"""What a backup says of itself: `backup.json`, written last."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.errors import BowerbirdError
from shared.keeping.disk import sync_folder

FORMAT = 1
_NAME = "backup.json"


class InvalidBackup(BowerbirdError):
    """A folder holds no backup that can be restored here; the message says why."""


@dataclass(frozen=True)
class Manifest:
    """`migrations` are those of the database; `roles` own rights in it and must be there before it.

    `accounts` says where they lie: `postgresql`, in the dump, or `mongodb`, in a file beside it.
    """

    format: int
    taken_at: str
    files: int
    bytes: int
    migrations: list[str]
    roles: list[str]
    accounts: str


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into `folder`, durably, in place of an older one."""
    new = folder / f"{_NAME}.new"
    with new.open("w") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / _NAME)
    sync_folder(folder)


def read(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`; raises `InvalidBackup`."""
    try:
        found = json.loads((folder / _NAME).read_text())
        if found["format"] > FORMAT:
            raise InvalidBackup(f"{folder} was made by a newer Bowerbird; restore it with that one")
        return Manifest(**found)
    except FileNotFoundError as error:
        raise InvalidBackup(f"{folder} holds no complete backup: {_NAME} is not there") from error
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise InvalidBackup(f"{folder / _NAME} cannot be read: {error}") from error
