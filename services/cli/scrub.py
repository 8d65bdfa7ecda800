"""`bowerbird scrub`: looks now whether every original is still what was kept."""

import threading
import time
from typing import Any

import click

from services.cli import library
from services.cli.answers import FAILED, answer, json_option
from services.scrub.round import Scrubber
from shared import logs
from shared import settings as environment
from shared.db import scrubs
from shared.errors import NotFound
from shared.settings import Settings
from shared.storage import Storage


@click.command("scrub")
@click.option(
    "--rate", type=click.FloatRange(min=0), default=0.0, help="MB a second; as fast as it goes where 0."
)
@json_option
@click.pass_context
def scrub_command(context: click.Context, rate: float, as_json: bool) -> None:
    """Hash every original again and tell which are not as they were kept; changes nothing."""
    found = _round(environment.load(), rate * 1e6)
    answer(found, as_json, lambda: _say(found))
    context.exit(FAILED if found["problems"] else 0)


def _round(settings: Settings, rate: float) -> dict[str, Any]:
    logs.configure("scrub", settings.log_format)
    storage = Storage(settings.storage)
    if not storage.originals.is_dir():
        raise NotFound(f"there is no folder {storage.originals}; set DATA to the folder of the library")
    began = time.monotonic()
    connect = library.opened(settings)
    with connect() as conn:
        begun = scrubs.begin(conn, steady=False)
    Scrubber(connect, storage, rate, threading.Event()).run(begun)
    with connect() as conn:
        ended = scrubs.last(conn)
        assert ended is not None
        seconds = round(time.monotonic() - began, 3)
        problems = scrubs.problems(conn, limit=None)
    return {"files": ended.files, "bytes": ended.bytes, "seconds": seconds, "problems": problems}


def _say(found: dict[str, Any]) -> None:
    for one in found["problems"]:
        click.echo(f"{one.state:<11}{one.path}: {one.detail}")
    rate = found["bytes"] / max(found["seconds"], 0.001) / 1e6
    click.echo(f"{found['files']} originals, {found['bytes'] / 1e9:.2f} GB, {rate:.0f} MB/s")
    click.echo(f"{len(found['problems'])} are not in order" if found["problems"] else "all as they were kept")
