"""`bowerbird worker`: one more worker beside those of the stack."""

import os
import sys

import click

from services.cli import library
from services.cli.stack.programs import WORKERS
from shared import settings as environment


@click.command("worker")
@click.argument("name", type=click.Choice(WORKERS))
def worker_command(name: str) -> None:
    """Run one more worker of the analyzer NAME in the foreground, until Ctrl-C."""
    settings = library.located(environment.load())
    given = {"DATABASE_URL": settings.database_url, "BROKER_URL": settings.broker_url}
    variables = environment.inherited({name: value for name, value in given.items() if value})
    os.execve(sys.executable, [sys.executable, "-m", f"services.{name}"], variables)  # noqa: S606
