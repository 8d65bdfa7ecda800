"""`bowerbird worker`: one more worker beside those of the stack, or for a library on another machine."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from services.cli import library, worker_env
from services.cli.stack.programs import WORKERS
from shared import settings as environment


@click.command("worker")
@click.argument("name", type=click.Choice(WORKERS))
@click.option(
    "--env",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="worker.env of `bowerbird worker-credentials`: work for the library that it names.",
)
def worker_command(name: str, file: Path | None) -> None:
    """Run one more worker of the analyzer NAME in the foreground, until Ctrl-C."""
    variables = environment.inherited(worker_env.read(file) if file else _beside())
    os.execve(sys.executable, [sys.executable, "-m", f"services.{name}"], variables)  # noqa: S606


def _beside() -> Mapping[str, str]:
    """The addresses of the stack that runs here."""
    settings = library.located(environment.load())
    given = {"DATABASE_URL": settings.database_url, "BROKER_URL": settings.broker_url}
    return {name: value for name, value in given.items() if value}
