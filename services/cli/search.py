"""`bowerbird search`: finds files by what is in them."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.cli import library
from services.cli.answers import answer, json_option
from shared import explaining
from shared import settings as environment
from shared.db import media, sentences
from shared.db.connection import Connection
from shared.db.media import Tile
from shared.db.search import Selection
from shared.db.selection import First, Ordered
from shared.query import ordering, reading
from shared.traces import Reason

Told = dict[int, list[Reason]]

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("search")
@click.argument("query", default="")
@click.option("--plain", is_flag=True, help="QUERY holds words alone, and nothing in it is a question.")
@click.option("--object", "objects", multiple=True, help="Shows this object; may be given again.")
@click.option("--camera", "cameras", multiple=True, help="Taken with this camera model.")
@click.option("--format", "formats", multiple=True, help="Of this MIME type, say image/jpeg.")
@click.option("--source", "sources", multiple=True, help="Of the batches with this label.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(["image", "video", "audio", "other"]))
@click.option("--from", "since", type=DAY, help="Taken on this day or later (YYYY-MM-DD).")
@click.option("--to", "until", type=DAY, help="Taken on this day or earlier.")
@click.option("--limit", default=50, show_default=True, help="How many at most, newest first.")
@click.option("--why", is_flag=True, help="Also tell for each file why it was found.")
@json_option
def search_command(
    *,
    query: str,
    plain: bool,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    why: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Find files that match QUERY: words that are in them, or a question as docs/search.md has it.

    What finds nothing as words and reads as a plain sentence is taken for one, and the question that it
    became is told on the standard error.
    """
    days: dict[str, Any] = {"since": since and since.date(), "until": until and until.date()}
    further = chosen | days
    selection = replace(_asked(query, plain=plain), **further)
    settings = environment.load()
    with library.opened(settings)() as conn:
        total = media.count(conn, selection)
        said = "" if plain or total else _spoken(conn, query, further)
        if said:
            selection = replace(_asked(said), **further)
            total = media.count(conn, selection)
        files = media.page(conn, selection, limit=limit).items
        told = {tile.id: explaining.explained(conn, tile.id, selection) for tile in files if why}
    address = library.address(settings)
    found = [asdict(tile) | {"address": f"{address}/media/{tile.id}"} | _why(told, tile.id) for tile in files]
    understood = {"question": said} if said else {}
    answer({"total": total, "files": found} | understood, as_json, lambda: _tell(total, files, told))


def _why(told: Told, media_id: int) -> dict[str, Any]:
    return {"why": [asdict(reason) for reason in told[media_id]]} if media_id in told else {}


def _spoken(conn: Connection, query: str, further: dict[str, Any]) -> str:
    """The question that a sentence is, told where it can be copied and changed; nothing for no sentence.

    Of few words it is one that finds something.
    """
    question = sentences.question(conn, query, None, least=1)
    if question and not sentences.worded(query):
        found = media.page(conn, replace(_asked(question), **further), limit=1).items
        question = question if found else ""
    if question:
        click.echo(f"Nothing holds these words; read as a sentence: {question}", err=True)
    return question


def _asked(query: str, *, plain: bool = False) -> Selection:
    if plain:
        return Selection(text=query)
    read = reading.read(query)
    if read.query is None:
        said, place = str(read.error), read.error.position if read.error else 0
        raise click.UsageError(f"{said}\n\n  {query}\n  {' ' * place}^")
    order = read.query.order
    sort: Any = ordering.sort(order) if order else "newest"
    ordered, limit = Ordered(sort, counted=ordering.counted(order)), read.query.limit
    first = First(limit, ordered) if limit else None
    return Selection(query=read.query.condition, first=first, **vars(ordered))


def _said(reason: Reason) -> str:
    """One line: what was asked, where it stands, and how sure that is."""
    trace = reason.trace
    if trace is None:
        return f"{reason.asked}: nothing here says otherwise"
    more = [
        trace.start is not None and f"at {trace.start:.1f} s",
        trace.score is not None and f"{trace.score:.0%}",
        trace.distance is not None and f"distance {trace.distance:.2f}",
        reason.via and f"{reason.via} ← {trace.text}",
        trace.by and f"by {trace.by}",
    ]
    return f"{trace.where} “{trace.text[:80]}”" + "".join(f", {part}" for part in more if part)


def _tell(total: int, files: tuple[Tile, ...], told: Told) -> None:
    table = Table("id", "taken", "kind", "name", box=None, pad_edge=False)
    for tile in files:
        table.add_row(str(tile.id), f"{tile.taken_at:%Y-%m-%d %H:%M}", tile.kind, tile.name)
        for reason in told.get(tile.id, ()):
            table.add_row("", "", "", Text(f"  {_said(reason)}"))
    if files:
        Console().print(table)
    more = f", the newest {len(files)} shown" if total > len(files) else ""
    click.echo(f"{total} files{more}")
