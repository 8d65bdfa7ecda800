"""`bowerbird status`: how the work of every analyzer stands."""

import time
from typing import Any

import click
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from services.cli import library
from services.cli.answers import dump, json_option
from shared import settings as environment
from shared.db import inbox, media, progress, scrubs, successors, workers
from shared.db.connection import Connect
from shared.db.progress import AnalyzerProgress
from shared.db.search import Selection
from shared.db.successors import Successor
from shared.db.workers import Worker

BEAT = 1.0
SHOWN = 10  # failures on a terminal; all are in the JSON and on the status page


@click.command("status")
@click.option("--watch", is_flag=True, help="Renew it every second, until Ctrl-C.")
@json_option
def status_command(watch: bool, as_json: bool) -> None:
    """Tell for each analyzer what waits, runs, is done, has failed and is blocked, and what failed why."""
    connect = library.opened(environment.load())
    if as_json:
        click.echo(dump(_document(connect)))
        while watch:
            time.sleep(BEAT)
            click.echo(dump(_document(connect), indent=None))
        return
    console = Console()
    if not watch:
        console.print(_screen(_document(connect)))
        return
    with Live(_screen(_document(connect)), console=console, screen=console.is_terminal) as live:
        while True:
            time.sleep(BEAT)
            live.update(_screen(_document(connect)), refresh=True)


def _document(connect: Connect) -> dict[str, Any]:
    with connect() as conn:
        each = progress.analyzers(conn)
        return {
            "files": media.count(conn, Selection()),
            "overall": progress.overall(each),
            "analyzers": each,
            "successors": [one for some in successors.successors(conn, each).values() for one in some],
            "workers": workers.everyone(conn),
            "failures": progress.failures(conn),
            "inbox": inbox.problems(conn),
            "originals": scrubs.problems(conn),
        }


def _screen(document: dict[str, Any]) -> Group:
    table = Table(
        "analyzer",
        "waiting",
        "running",
        "done",
        "failed",
        "blocked",
        "a minute",
        "left",
        box=None,
        pad_edge=False,
    )
    for one in document["analyzers"]:
        counts = [str(getattr(one, name)) for name in ("waiting", "running", "done", "failed", "blocked")]
        table.add_row(_name(one), *counts, f"{one.per_minute:g}", _left(one.seconds_left))
    notes = [f"{one.name} waits: {one.blocked_by}" for one in document["analyzers"] if one.blocked_by]
    notes += [_successor(one) for one in document["successors"]]
    notes += [f"{one.analyzer} failed on {one.name}: {one.reason}" for one in document["failures"][:SHOWN]]
    notes += [f"originals/{one.path} is {one.state}: {one.detail}" for one in document["originals"][:SHOWN]]
    notes += [f"stays in the inbox: {one.path}: {one.reason}" for one in document["inbox"][:SHOWN]]
    return Group(Text(f"{document['files']} files"), table, _workers(document["workers"]), *map(Text, notes))


def _workers(everyone: list[Worker]) -> Table:
    table = Table(
        "machine", "worker", "state", "done", "failed", "a minute", "file", box=None, pad_edge=False
    )
    for one in everyone:
        counts = [str(one.done), str(one.failed), f"{one.per_minute:g}"]
        what = one.refusal or one.file or one.last_error or ""
        table.add_row(one.machine, one.name, one.state, *counts, Text(what))
    return table


def _name(one: AnalyzerProgress) -> str:
    return f"{one.name} (paused)" if one.paused else one.name


def _successor(one: Successor) -> str:
    new, old = (one.model, one.former) if one.tried else (f"version {one.version}", f"version {one.serves}")
    until = "it has seen all" if one.alone else f"`bowerbird models switch {one.analyzer}`"
    seen = f"{one.seen:,} of {one.files:,} files"
    return f"{one.analyzer}: {new} has looked at {seen}; {old} serves until {until}"


def _left(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
