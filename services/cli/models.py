"""`bowerbird models`: which weight files there are, fetching those that are missing, and trying others."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from services.cli import comparing, trying
from services.cli.answers import FAILED, answer, dump, json_option
from shared import settings as environment
from shared.errors import DownloadFailed, NotFound
from shared.settings import Settings
from shared.weights import WeightFile, catalog, fetch, found


@click.group("models")
def models_command() -> None:
    """List and fetch the weight files of the analyzers; try another model and switch to it."""


for command in (
    trying.try_model,
    comparing.compare_models,
    comparing.switch_models,
    comparing.roll_back_models,
    trying.drop_model,
):
    models_command.add_command(command)


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
    """Download the weight files that are missing, or those that NAMES mean, and verify them.

    A name is that of a file or of an analyzer, which means all that it needs.
    """
    settings = environment.load()
    wanted = _meant(names)
    results = []
    for result in _fetched(wanted, settings, quiet=as_json):
        results.append(result)
        if not as_json:
            click.echo(_line(result))
    failed = sum(result["state"] == "failed" for result in results)
    if as_json:
        click.echo(dump({"folder": settings.models_dir, "models": results}))
    elif failed:
        click.echo(f"{failed} of {len(wanted)} weight files could not be fetched. What needs them waits or")
        click.echo(
            f"works with less; copy them into {settings.models_dir} or run this again, and it goes on."
        )
    return FAILED if failed else 0


def _meant(names: tuple[str, ...]) -> list[WeightFile]:
    """The files to be had, in the order of the catalog; raise `NotFound` for a name that means none."""
    meant = {name: [one for one in catalog().values() if name in (one.name, *one.users)] for name in names}
    if unknown := [name for name, entries in meant.items() if not entries]:
        raise NotFound(f"there is no model {unknown[0]!r}; see `bowerbird models list`")
    return [one for one in catalog().values() if not names or any(one in found for found in meant.values())]


def _fetched(wanted: list[WeightFile], settings: Settings, *, quiet: bool) -> Iterator[dict[str, Any]]:
    """Fetch all at once, so that a machine without internet knows after the patience for one."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    console = Console(stderr=True)
    with (
        Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bar,
        ThreadPoolExecutor(max(1, len(wanted))) as pool,
    ):
        running = [pool.submit(_fetch, entry, settings, bar) for entry in wanted]
        for future in as_completed(running):
            yield future.result()


def _fetch(entry: WeightFile, settings: Settings, bar: Progress) -> dict[str, Any]:
    there = found(entry.name, settings.models_dir) is not None
    result: dict[str, Any] = {"name": entry.name, "state": "present" if there else "fetched", "reason": None}
    task = bar.add_task(entry.name, total=entry.bytes, visible=not there)
    try:
        fetch(entry, settings.models_dir, lambda done, _: bar.update(task, completed=done))
    except DownloadFailed as error:
        return result | {"state": "failed", "reason": str(error)}
    return result


def _described(entry: WeightFile, settings: Settings) -> dict[str, Any]:
    return {
        "name": entry.name,
        "analyzer": entry.analyzer,
        "what": entry.what,
        "bytes": entry.bytes,
        "licence": entry.licence,
        "present": found(entry.name, settings.models_dir) is not None,
    }


def _tell(document: dict[str, Any]) -> None:
    for model in document["models"]:
        mark = "there  " if model["present"] else "missing"
        click.echo(f"{mark}  {model['name']}  for {model['analyzer']}: {model['what']} ({model['licence']})")
    click.echo(f"in {document['folder']}")


def _line(result: dict[str, Any]) -> str:
    return f"{result['state']:<8} {result['name']}" + (f": {result['reason']}" if result["reason"] else "")
