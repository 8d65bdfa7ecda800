"""The `bowerbird` command: one module per group of commands; errors become a sentence and an exit code."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click
import psycopg2

from services.cli.answers import FAILED, NOT_FOUND, NOT_RUNNING, STOPPED, USAGE, NotRunning
from shared.db.migrate import release
from shared.errors import BowerbirdError, IdentityUnavailable, InvalidSetting, NotFound

COMMANDS = {
    "analyze": "services.cli.analyze",
    "backup": "services.cli.backup",
    "batches": "services.cli.batches",
    "doctor": "services.cli.doctor",
    "import": "services.cli.imports",
    "link": "services.cli.users",
    "meta": "services.cli.meta",
    "migrate": "services.cli.migrate",
    "models": "services.cli.models",
    "restore": "services.cli.restore",
    "run": "services.cli.run",
    "scrub": "services.cli.scrub",
    "search": "services.cli.search",
    "show": "services.cli.show",
    "status": "services.cli.status",
    "token": "services.cli.tokens",
    "user": "services.cli.users",
    "worker": "services.cli.worker",
    "worker-credentials": "services.cli.worker_credentials",
}


class Commands(click.Group):
    """Loads the module of a command when it is used, so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command by name."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, whose module holds it under the name with `_command` behind it."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(
            import_module(COMMANDS[cmd_name]), f"{cmd_name.replace('-', '_')}_command"
        )
        return found


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(release())
def bowerbird() -> None:
    """Keeps photos and videos byte for byte and finds out what is in them."""


def main() -> None:
    """Run the command line; the process ends with one of the exit codes of docs/cli.md."""
    sys.exit(answered(lambda: bowerbird.main(standalone_mode=False)))


def answered(command: Callable[[], Any]) -> int:
    """Run `command` and return its exit code, with one sentence on stderr where it failed."""
    try:
        result = command()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _said("stopped", STOPPED)
    except (BowerbirdError, psycopg2.OperationalError, OSError) as error:
        return _said(*_sentence(error))
    return result if isinstance(result, int) else 0


def _sentence(error: Exception) -> tuple[str, int]:
    """What to tell a person of this error, and the exit code."""
    match error:
        case NotRunning() | IdentityUnavailable():
            return str(error), NOT_RUNNING
        case NotFound():
            return str(error), NOT_FOUND
        case InvalidSetting():
            return str(error), USAGE
        case psycopg2.OperationalError():
            lines = str(error).strip().splitlines() or ["it does not answer"]
            return f"the database cannot be reached: {lines[-1]}", NOT_RUNNING
        case OSError():
            return f"{error.filename or 'the system'}: {error.strerror or error}", FAILED
    return str(error), FAILED


def _said(sentence: str, code: int) -> int:
    click.echo(f"bowerbird: {sentence}", err=True)
    return code
