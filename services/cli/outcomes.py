"""What became of the files of an import: shown while it goes on, and told in the end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@dataclass(frozen=True)
class Outcome:
    """What became of one file: `kept`, `known` or `failed`; `problem` says what could not be read or done."""

    path: str
    state: str
    media_id: int | None
    problem: str | None


def shown(outcomes: Iterator[Outcome], total: int, *, quiet: bool) -> Iterator[Outcome]:
    """Pass the outcomes on beneath a progress bar."""
    words = TextColumn("{task.description}")
    with Progress(
        words,
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=quiet,
    ) as bar:
        task = bar.add_task("Importing", total=total)
        for outcome in outcomes:
            bar.advance(task)
            yield outcome


def summary(label: str, outcomes: list[Outcome]) -> dict[str, object]:
    """How many files ended how, and those that something is to be said of."""
    states = Counter(outcome.state for outcome in outcomes)
    return {
        "source": label,
        "found": len(outcomes),
        "kept": states["kept"],
        "known": states["known"],
        "failed": states["failed"],
        "problems": [outcome for outcome in outcomes if outcome.problem],
    }


def tell(document: dict[str, object]) -> None:
    """Print a summary for a person."""
    click.echo(
        f"{document['found']} files found: {document['kept']} kept, {document['known']} already known,"
        f" {document['failed']} failed"
    )
    problems = document["problems"]
    assert isinstance(problems, list)
    for outcome in problems:
        click.echo(f"  {outcome.path}: {outcome.problem}")
