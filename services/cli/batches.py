"""`bowerbird batches`: what came in together, and the way back to the inbox."""

from typing import Any

import click

from services.cli import library
from services.cli.answers import answer, json_option
from shared import settings as environment
from shared.db import batches, returns
from shared.db.batches import Batch


@click.command("batches")
@click.option("--limit", type=click.IntRange(min=1), default=30, show_default=True, help="How many.")
@click.option(
    "--return", "back", type=int, metavar="BATCH", help="Return the files of this batch to the inbox."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def batches_command(limit: int, back: int | None, yes: bool, as_json: bool) -> None:
    """List what came in together, the latest first; or give one batch back.

    Files that go back lie below INBOX/returned-BATCH, which the inbox leaves alone, and leave the
    library with all that people added to them.
    """
    connect = library.opened(environment.load())
    with connect() as conn:
        if back is not None:
            batches.found(conn, back)
            outlook = returns.outlook(conn, back)
            if not yes:
                _ask(outlook.files, outlook.marked, back)
            returns.ask(conn, back, "the command line")
        found = batches.history(conn, limit=limit) if back is None else [batches.found(conn, back)]
    document: dict[str, Any] = {"batches": found}
    answer(document, as_json, lambda: _say(found))


def _ask(files: int, marked: int, batch: int) -> None:
    click.echo(f"{files} files go to INBOX/returned-{batch} and leave the library, with everything that")
    click.echo(f"was found in them and that people added (to {marked} of them). This cannot be undone.")
    click.confirm("Return them?", abort=True)


def _say(found: list[Batch]) -> None:
    for batch in found:
        back = "going back" if batch.returning else f"{batch.returned} went back" if batch.returned else ""
        click.echo(
            f"{batch.id:>6}  {batch.started_at:%Y-%m-%d %H:%M}  {batch.via:<7}{batch.files:>8} new"
            f"{batch.known:>8} known  {batch.source}  {back}".rstrip()
        )
    if not found:
        click.echo("nothing came in yet")
