"""`bowerbird meta`: XMP beside pictures, read from other programs and written for them."""

from collections import Counter
from datetime import datetime
from typing import Any

import click

from services.cli import library
from services.cli.answers import FAILED, answer, dump, json_option
from shared import settings as environment
from shared.db import disputes, said
from shared.keeping.xmp_in import Reader
from shared.keeping.xmp_out import Writer
from shared.storage import Storage

SHOWN = 20  # files that are named to a person
WORDS = {"written": "written", "same": "unchanged", "nothing": "with nothing to say", "refused": "refused"}


@click.group("meta")
def meta_command() -> None:
    """Read names from XMP, and write what people said into sidecars beside the originals."""


@meta_command.command("export")
@click.option("--file", "ids", type=int, multiple=True, help="Only this file; may be given again.")
@click.option("--changes-after", type=click.DateTime(), help="Only files of which people said more since.")
@click.option("--dry-run", is_flag=True, help="Tell what would be written, and write nothing.")
@json_option
def export(ids: tuple[int, ...], *, changes_after: datetime | None, dry_run: bool, as_json: bool) -> int:
    """Write names, tags, stars, comments, dates and places of people into sidecars."""
    settings = environment.load()
    connect = library.opened(settings)
    with connect() as conn:
        spoken = list(ids) or said.spoken_of(conn, changes_after and changes_after.astimezone())
    writer = Writer(connect, Storage(settings.storage), dry=dry_run)
    outcomes = [writer.write(media_id) for media_id in spoken]
    told = [one for one in outcomes if one.state != "nothing"]
    document: dict[str, Any] = {
        "dry_run": dry_run,
        "counts": Counter(one.state for one in outcomes),
        "files": told,
    }
    answer(document, as_json, lambda: _tell(document))
    return FAILED if any(one.state == "refused" for one in told) else 0


@meta_command.command("read")
@click.argument("ids", type=int, nargs=-1, required=True)
@json_option
def read(ids: tuple[int, ...], as_json: bool) -> int:
    """Read the XMP of files, in them and beside them, again."""
    settings = environment.load()
    reader = Reader(library.opened(settings), Storage(settings.storage))
    problems = {media_id: found for media_id in ids if (found := reader.picture(media_id))}
    document = {"files": len(ids), "problems": problems}
    answer(document, as_json, lambda: click.echo(f"{len(ids)} read"))
    for media_id, reasons in problems.items() if not as_json else ():
        click.echo(f"{media_id}: {'; '.join(reasons)}", err=True)
    return FAILED if problems else 0


@meta_command.command("conflicts")
@json_option
def conflicts(as_json: bool) -> None:
    """Tell where XMP says other than people here do; theirs holds, until somebody answers on the page."""
    with library.opened(environment.load())() as conn:
        found = disputes.disputed(conn)
    if as_json:
        click.echo(dump({"files": found}))
        return
    for file in found:
        for one in file.conflicts:
            said = f"{_WHATS[one['what']]}{one['name']}, here {_here(one)}"
            click.echo(f"{file.media_id}  {file.name}: {file.origin or 'the file'} says {said}")
    if not found:
        click.echo("XMP and people agree.")


_WHATS = {"name": "", "rating": "stars ", "tag": "the tag ", "description": "the words "}


def _here(one: dict[str, Any]) -> str:
    """What people say instead."""
    if one["verdict"] != "is":
        return f"not {one['here']}" if one["here"] else "nobody"
    return one["here"] or "none"


def _tell(document: dict[str, Any]) -> None:
    would = "would be " if document["dry_run"] else ""
    for one in document["files"][:SHOWN]:
        reason = f": {one.reason}" if one.reason else ""
        click.echo(f"{WORDS[one.state]:<10} {one.path}{reason}")
    if len(document["files"]) > SHOWN:
        click.echo(f"… and {len(document['files']) - SHOWN} more")
    counts = ", ".join(f"{n} {WORDS[state]}" for state, n in sorted(document["counts"].items()))
    click.echo(f"{would}{counts}" if counts else "People said nothing of any file yet.")
