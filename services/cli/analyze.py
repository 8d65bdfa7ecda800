"""`bowerbird analyze`: plans analyses anew."""

from enum import StrEnum

import click

from services.cli import library
from services.cli.answers import answer, json_option
from services.cli.trying import BY
from shared import settings as environment
from shared.db import analyses, editions, media, progress
from shared.db.connection import Connection
from shared.domain import Priority
from shared.errors import NotFound


class Which(StrEnum):
    """Which analyses are queued."""

    MISSING = "missing"
    OUTDATED = "outdated"
    FAILED = "failed"
    FILE = "file"


@click.command("analyze")
@click.option("--analyzer", required=True, help="Whose work: detect, faces, ocr, …")
@click.option("--missing", "which", flag_value=Which.MISSING, type=Which, help="What was never looked at.")
@click.option("--outdated", "which", flag_value=Which.OUTDATED, type=Which, help="What another model saw.")
@click.option("--failed", "which", flag_value=Which.FAILED, type=Which, help="What failed.")
@click.option("--file", "media_id", type=int, help="This file, even where it is done.")
@json_option
def analyze_command(analyzer: str, which: Which | None, media_id: int | None, as_json: bool) -> None:
    """Queue analyses; exactly one of --missing, --outdated, --failed and --file says which.

    With --outdated the model at work looks at everything, beside what serves; see `bowerbird models`.
    """
    if (which is None) == (media_id is None):
        raise click.UsageError("give exactly one of --missing, --outdated, --failed and --file")
    chosen = which or Which.FILE
    with library.opened(environment.load())() as conn:
        _check(conn, analyzer, media_id)
        queued = _queue(conn, analyzer, chosen, media_id)
    document = {"analyzer": analyzer, "which": chosen, "queued": queued}
    answer(document, as_json, lambda: click.echo(f"{queued} analyses queued for {analyzer}"))


def _check(conn: Connection, analyzer: str, media_id: int | None) -> None:
    known = [state.name for state in progress.analyzers(conn)]
    if analyzer not in known:
        raise NotFound(f"there is no analyzer {analyzer!r}; there are {', '.join(known) or 'none yet'}")
    if media_id is not None:
        media.stored(conn, media_id)


def _queue(conn: Connection, analyzer: str, which: Which, media_id: int | None) -> int:
    match which:
        case Which.MISSING:
            return analyses.plan(conn, analyzer=analyzer, priority=Priority.BACKFILL)
        case Which.OUTDATED:
            planned = analyses.plan(conn, analyzer=analyzer, priority=Priority.BACKFILL)
            return planned + editions.renew(conn, analyzer, by=BY)
        case Which.FAILED:
            return analyses.retry(conn, analyzer=analyzer)
        case Which.FILE:
            return analyses.redo(conn, analyzer=analyzer, media_id=media_id)
