"""`bowerbird migrate`: brings the database up to date before the services start."""

import click

from services.cli import library
from services.cli.answers import answer, json_option
from shared import settings as environment
from shared.db.migrate import migrate


@click.command("migrate")
@json_option
def migrate_command(as_json: bool) -> None:
    """Bring the database up to date.  Safe to repeat, and safe while services run."""
    with library.opened(environment.load())() as conn:
        applied = migrate(conn)
    said = f"applied {', '.join(applied)}" if applied else "the database is up to date"
    answer({"applied": applied}, as_json, lambda: click.echo(said))
