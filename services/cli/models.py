"""`bowerbird models`: which weight files there are, and fetching those that are missing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from services.cli.answers import FAILED, answer, json_option
from shared import settings as environment
from shared.errors import DownloadFailed, NotFound
from shared.settings import Settings
from shared.weights import WeightFile, catalog, fetch


@click.group("models")
def models_command() -> None:
    """List and fetch the weight files of the analyzers."""


@models_command.command("list")
@json_option
def list_models(as_json: bool) -> None:
    """Tell of each weight file whether it is there."""
    settings = environment.load()
    document = {
        "folder": settings.models_dir,
        "models": [_described(entry, settings) for entry in catalog().values()],
    }
    answer(document, as_json, lambda: _tell(document))


@models_command.command("fetch")
@click.argument("names", nargs=-1)
@json_option
def fetch_models(names: tuple[str, ...], as_json: bool) -> int:
    """Download the weight files that are missing, or those named NAMES, and verify them."""
    settings = environment.load()
    unknown = [name for name in names if name not in catalog()]
    if unknown:
        raise NotFound(f"there is no model {unknown[0]!r}; see `bowerbird models list`")
    wanted = [entry for entry in catalog().values() if not names or entry.name in names]
    results = [_fetched(entry, settings, quiet=as_json) for entry in wanted]
    document = {"folder": settings.models_dir, "models": results}
    answer(document, as_json, lambda: click.echo("\n".join(map(_line, results))))
    return FAILED if any(result["state"] == "failed" for result in results) else 0


def _fetched(entry: WeightFile, settings: Settings, *, quiet: bool) -> dict[str, Any]:
    there = (settings.models_dir / entry.name).is_file()
    result: dict[str, Any] = {"name": entry.name, "state": "present" if there else "fetched", "reason": None}
    try:
        with _bar(entry.name, quiet=quiet or there) as progress:
            fetch(entry, settings.models_dir, progress)
    except DownloadFailed as error:
        return result | {"state": "failed", "reason": str(error)}
    return result


@contextmanager
def _bar(name: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for one download."""
    words = TextColumn("{task.description}")
    console = Console(stderr=True)
    columns = (words, BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _described(entry: WeightFile, settings: Settings) -> dict[str, Any]:
    return {
        "name": entry.name,
        "analyzer": entry.analyzer,
        "what": entry.what,
        "bytes": entry.bytes,
        "licence": entry.licence,
        "present": (settings.models_dir / entry.name).is_file(),
    }


def _tell(document: dict[str, Any]) -> None:
    for model in document["models"]:
        mark = "there  " if model["present"] else "missing"
        click.echo(f"{mark}  {model['name']}  for {model['analyzer']}: {model['what']} ({model['licence']})")
    click.echo(f"in {document['folder']}")


def _line(result: dict[str, Any]) -> str:
    return f"{result['state']:<8} {result['name']}" + (f": {result['reason']}" if result["reason"] else "")
