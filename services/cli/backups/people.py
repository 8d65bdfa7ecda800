"""Accounts and API tokens of a backup, where they do not lie in the library's own database."""

import os
from pathlib import Path

from services.cli.backups.manifest import InvalidBackup, Manifest
from shared.db.connection import Connect
from shared.identity import open_identity
from shared.settings import Settings

_NAME = "accounts.jsonl"


def place(settings: Settings) -> str:
    """Where accounts lie by the settings."""
    return "mongodb" if settings.mongo_url else "postgresql"


def check(settings: Settings, made: Manifest) -> None:
    """Raise `InvalidBackup` where the accounts of the backup would not be found after a restore."""
    if made.accounts == place(settings):
        return
    remedy = "set MONGO_URL" if made.accounts == "mongodb" else "leave MONGO_URL out"
    raise InvalidBackup(f"the accounts of this backup belong in {made.accounts}; {remedy}")


def save(settings: Settings, connect: Connect, folder: Path) -> None:
    """Write what the dump of the database does not hold, for nobody else to read."""
    lines = open_identity(settings, connect).save()
    new = folder / f"{_NAME}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / _NAME)


def load(settings: Settings, connect: Connect, folder: Path) -> None:
    """Bring back what `save` wrote."""
    open_identity(settings, connect).load((folder / _NAME).read_text().splitlines())
