"""`bowerbird restore`: a library from a backup, in an empty place."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click

from services.cli.answers import FAILED, answer, json_option
from services.cli.backup import DATABASE, FURTHER
from services.cli.backups import copies, dump, manifest, people
from services.cli.backups.copies import Problem
from services.cli.backups.manifest import Manifest
from services.cli.stack import alone
from shared import settings as environment
from shared.db import backups
from shared.db.connection import Connect, connector
from shared.db.migrate import migrate
from shared.errors import Conflict
from shared.keeping.content import MODE
from shared.keeping.disk import make_folder
from shared.settings import Settings
from shared.storage import Storage

_MARK = ".restoring"  # in the storage folder: the database is there, files are on their way
_LEAVE = 5.0  # seconds


@click.command("restore")
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@click.pass_context
def restore_command(context: click.Context, backup: Path, as_json: bool) -> None:
    """Bring a library back from the folder BACKUP into DATA, which must be empty, or into DATABASE_URL.

    Bowerbird must not run meanwhile.  A restore that was cut off goes on when it is called again.
    """
    settings = environment.load()
    made = manifest.read(backup)
    people.check(settings, made)
    with _stopped(settings) as found:
        done = _restore(found, backup, made)
    answer(done, as_json, lambda: _say(done, made))
    context.exit(FAILED if done["problems"] else 0)


def _stopped(settings: Settings) -> AbstractContextManager[Settings]:
    return nullcontext(settings) if settings.database_url else alone.database(settings)


def _restore(settings: Settings, backup: Path, made: Manifest) -> dict[str, Any]:
    connect, storage = connector(settings.database_url), Storage(settings.storage)
    mark = storage.root / _MARK
    if not (mark.is_file() and mark.read_text() == made.taken_at):
        _check_empty(connect, storage)
        _restore_database(connect, settings.database_url, backup, made)
        people.load(settings, connect, backup)
        make_folder(storage.root)
        mark.write_text(made.taken_at)
    restored = list(_restore_originals(connect, backup, storage))
    problems = [problem for problem in restored if problem]
    for folder in FURTHER:
        problems += copies.tree(backup / folder, storage.root / folder)
    with connect() as conn:
        migrate(conn)
        backups.settle(conn)
    if not problems:  # else it can be called again once the backup is complete
        mark.unlink()
    return {"backup": backup, "taken_at": made.taken_at, "files": restored.count(None), "problems": problems}


def _check_empty(connect: Connect, storage: Storage) -> None:
    if others := _others(connect):
        raise Conflict(f"the database has {others} other connections; stop every service of Bowerbird first")
    with connect() as conn:
        used = backups.used(conn)
    if used or any(storage.originals.rglob("*")):
        raise Conflict(f"there is a library already, with files in the database or in {storage.originals}")


def _others(connect: Connect) -> int:
    """How many other connections stay; one that was closed just now is still there for a moment."""
    ends = time.monotonic() + _LEAVE
    while True:
        with connect() as conn:
            others = backups.others(conn)
        if not others or time.monotonic() > ends:
            return others
        time.sleep(0.1)


def _restore_database(connect: Connect, url: str, backup: Path, made: Manifest) -> None:
    with connect() as conn:
        backups.make_roles(conn, made.roles)
        backups.clear(conn)
    dump.read(url, backup / DATABASE)


def _restore_originals(connect: Connect, backup: Path, storage: Storage) -> Iterator[Problem | None]:
    for kept, problem in copies.originals(connect, backup, storage.root):
        if not problem:
            storage.original(kept.path).chmod(MODE)  # a backup's disk may not have known it
        yield problem


def _say(done: dict[str, Any], made: Manifest) -> None:
    for problem in done["problems"]:
        click.echo(f"not restored: {problem.path}: {problem.reason}")
    click.echo(f"{done['files']} files are back as they were at {made.taken_at}")
    click.echo("workers on other machines need new credentials: bowerbird worker-credentials")
