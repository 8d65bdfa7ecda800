"""`bowerbird models compare|switch|rollback`: what another model would change; there and back."""

from typing import Any

import click

from services.cli import library, trying
from services.cli.answers import answer, json_option
from shared import settings as environment
from shared.db import changeovers, comparing, editions, lines
from shared.db.connection import Connection
from shared.errors import NotFound

SHOWN = 30  # kinds that are listed for a person


@click.command("compare")
@click.argument("analyzer")
@click.option(
    "--files",
    type=click.IntRange(1, comparing.MOST),
    default=comparing.FILES,
    show_default=True,
    help="Compare at most so many that both looked at.",
)
@json_option
def compare_models(analyzer: str, files: int, as_json: bool) -> None:
    """Tell what the candidate of ANALYZER, or its former model, finds and what serves does not."""
    with library.opened(environment.load())() as conn:
        document = _document(conn, analyzer, files)
    answer(document, as_json, lambda: _tell(document))


@click.command("switch")
@click.argument("analyzer")
@click.option("--version", type=click.IntRange(1), help="This version instead of the candidate.")
@json_option
def switch_models(analyzer: str, version: int | None, as_json: bool) -> None:
    """Let the candidate of ANALYZER serve: at once where it has looked, elsewhere as soon as it has."""
    with library.opened(environment.load())() as conn:
        changeovers.switch(conn, analyzer, by=trying.BY, version=version)
        document = _coverage(conn, analyzer)
    answer(document, as_json, lambda: _tell_coverage(document))


@click.command("rollback")
@click.argument("analyzer")
@json_option
def roll_back_models(analyzer: str, as_json: bool) -> None:
    """Let serve again what served before the latest switch; nothing is computed anew."""
    with library.opened(environment.load())() as conn:
        changeovers.roll_back(conn, analyzer, by=trying.BY)
        document = _coverage(conn, analyzer)
    answer(document, as_json, lambda: _tell_coverage(document))


def _coverage(conn: Connection, analyzer: str) -> dict[str, Any]:
    now = lines.serving(conn, analyzer)
    if now is None:
        raise NotFound(f"there is no analyzer {analyzer!r}")
    return {
        "analyzer": analyzer,
        "edition": now.edition,
        "version": now.version,
        "files": lines.accepted(conn, analyzer),
        "lines": lines.lines(conn, analyzer),
        "candidate": editions.candidate(conn, analyzer),
    }


def _document(conn: Connection, analyzer: str, files: int) -> dict[str, Any]:
    document = _coverage(conn, analyzer)
    serves = document["edition"], document["version"]
    now = lines.serving(conn, analyzer)
    other = now and lines.opposite(conn, analyzer, now)
    found = comparing.compare(conn, analyzer, serves, other, most=files) if other else None
    document["comparison"] = found and {
        "before": found.before,
        "after": found.after,
        "seconds_before": round(found.seconds_before, 3),
        "seconds_after": round(found.seconds_after, 3),
        "load_before": found.load_before,
        "load_after": found.load_after,
        "kinds": found.kinds,
        "files": [
            {
                "id": one.media_id,
                "agreed": len(one.difference.agreed),
                "gained": len(one.difference.gained),
                "lost": len(one.difference.lost),
            }
            for one in found.files
        ],
    }
    return document


def _tell(document: dict[str, Any]) -> None:
    _tell_coverage(document)
    found = document["comparison"]
    if not found or not found["files"]:
        click.echo("No other model has looked at the same files yet.")
        return
    click.echo(
        f"{len(found['files'])} files that both looked at;"
        f" {found['seconds_after']:.2f} s a file instead of {found['seconds_before']:.2f} s (median)"
    )
    if found["load_before"] is not None and found["load_after"] is not None:
        click.echo(f"loaded in {found['load_after']:.1f} s instead of {found['load_before']:.1f} s")
    click.echo(f"{'agreed':>8} {'gained':>8} {'lost':>8}")
    for one in found["kinds"][:SHOWN]:
        click.echo(f"{one.agreed:>8} {one.gained:>8} {one.lost:>8}  {one.kind}")


def _tell_coverage(document: dict[str, Any]) -> None:
    serves, tried = (document["edition"], document["version"]), document["candidate"]
    for line in document["lines"]:
        serving = (line.edition, line.version) == serves
        state = "serves" if serving else "is tried" if tried and tried.id == line.edition else "rests"
        share = line.files / max(document["files"], 1)
        click.echo(f"{state:<8}  {line.files:>9,} files {share:>7.1%}  {line.model} version {line.version}")
    if tried and tried.blocked:
        click.echo(f"{tried.chosen} waits: {tried.blocked}")
