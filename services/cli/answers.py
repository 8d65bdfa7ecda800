"""How a command answers: for people, or as one JSON document; and the exit codes of docs/cli.md."""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from shared.errors import BowerbirdError

FAILED, USAGE, NOT_RUNNING, NOT_FOUND, STOPPED = 1, 2, 3, 4, 130


class NotRunning(BowerbirdError):
    """The command needs a running Bowerbird and found none; the message says how to start one."""


json_option = click.option("--json", "as_json", is_flag=True, help="Answer with JSON (docs/cli.md).")


def answer(document: Any, as_json: bool, say: Callable[[], None]) -> None:
    """Print `document` as JSON, or let `say` tell it to a person."""
    if as_json:
        click.echo(dump(document))
        return
    say()


def dump(document: Any, *, indent: int | None = 2) -> str:
    """JSON of values, dataclasses and times."""
    return json.dumps(document, default=_plain, ensure_ascii=False, indent=indent)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
