"""`bowerbird backup`: the database, then every kept file, into a folder."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from services.cli import library
from services.cli.answers import FAILED, answer, json_option
from services.cli.backups import copies, dump, manifest, people
from services.cli.backups.manifest import Manifest
from services.cli.locks import locked
from services.cli.stack import alone, place
from shared import settings as environment
from shared.db import backups
from shared.db.connection import connector
from shared.errors import NotFound
from shared.keeping.disk import make_folder
from shared.settings import Settings
from shared.storage import Storage

DATABASE = "database.dump"
FURTHER = ("duplicates", "derived")  # folders of the storage beside the originals


@click.command("backup")
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@json_option
@click.pass_context
def backup_command(context: click.Context, target: Path, as_json: bool) -> None:
    """Bring the backup in the folder TARGET up to date; only what is new is copied.

    The database comes first and the files after it, so that every file that it names is there.
    Bowerbird may run meanwhile.
    """
    settings = environment.load()
    make_folder(target.absolute())
    alone_here = locked(target / ".lock", lambda: f"another backup or restore works in {target}")
    with alone_here, _present(settings) as found:
        made = _back_up(found, target)
    answer(made, as_json, lambda: _say(made, target))
    context.exit(FAILED if made["problems"] else 0)


def _present(settings: Settings) -> AbstractContextManager[Settings]:
    """The settings with the address of the database, which is started where no stack runs."""
    if settings.database_url or place.find(settings.data):
        return nullcontext(library.located(settings))
    if not (settings.data / "postgres").is_dir():
        raise NotFound(f"there is no library in {settings.data}; set DATA or DATABASE_URL")
    return alone.database(settings)


def _back_up(settings: Settings, target: Path) -> dict[str, Any]:
    connect = connector(settings.database_url)
    storage = Storage(settings.storage)
    taken = datetime.now(UTC).isoformat(timespec="seconds")
    with connect() as conn:
        migrations, roles = backups.migrations(conn), backups.roles(conn)
    new = target / f"{DATABASE}.new"
    dump.write(settings.database_url, new)
    people.save(settings, connect, target)
    copied = list(copies.originals(connect, storage.root, target))
    well = [kept.size for kept, problem in copied if not problem]
    problems = [problem for _, problem in copied if problem]
    problems += copies.sidecars(connect, storage.root, target)
    for folder in FURTHER:
        problems += copies.tree(storage.root / folder, target / folder)
    new.replace(target / DATABASE)
    accounts = people.place(settings)
    made = Manifest(manifest.FORMAT, taken, len(well), sum(well), migrations, roles, accounts)
    manifest.write(target, made)
    return {
        "target": target,
        "taken_at": taken,
        "files": len(well),
        "bytes": sum(well),
        "database_bytes": (target / DATABASE).stat().st_size,
        "problems": problems,
    }


def _say(made: dict[str, Any], target: Path) -> None:
    for problem in made["problems"]:
        click.echo(f"not copied: {problem.path}: {problem.reason}")
    click.echo(
        f"{made['files']} originals, {made['bytes'] / 1e9:.2f} GB, and a database of"
        f" {made['database_bytes'] / 1e6:.1f} MB are in {target}"
    )
