"""`bowerbird show`: everything known about one file, with where it came from."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import click

from services.cli import library
from services.cli.answers import answer, json_option
from shared import settings as environment
from shared.db import details, intake, outlines
from shared.db.connection import Connection
from shared.db.details import Analysis, Detail, Found
from shared.errors import NotFound
from shared.storage import Storage


@click.command("show")
@click.argument("file")
@json_option
def show_command(file: str, as_json: bool) -> None:
    """Tell everything known about FILE: the id of one, or a file, which is looked up by its content."""
    settings = library.located(environment.load())
    with library.opened(settings)() as conn:
        detail = details.detail(conn, _identity(conn, file))
        marked = outlines.of(conn, detail.file.id)
    original = Storage(settings.storage).original(detail.file.path)
    document = {"original": original, "detail": detail, "outlines": marked}
    lines = [*_lines(detail, original), *map(_outline, marked)]
    answer(document, as_json, lambda: click.echo("\n".join(lines)))


def _identity(conn: Connection, file: str) -> int:
    """The id of what the person named; a path's content is hashed."""
    path = Path(file)
    if path.is_file():
        with path.open("rb") as stream:
            sha512 = hashlib.file_digest(stream, "sha512").hexdigest()
        known = intake.find(conn, sha512)
        if known is None:
            raise NotFound(f"the library has no file with the content of {file}")
        return known.media_id
    if not file.isdecimal():
        raise NotFound(f"{file} is neither a file nor the id of one")
    return int(file)


def _lines(detail: Detail, original: Path) -> Iterator[str]:
    file = detail.file
    yield f"{file.name}  (id {file.id}, {file.kind}, {file.mime})"
    yield f"  original  {original}"
    yield f"  sha512    {file.sha512}"
    yield f"  taken     {file.taken_at:%Y-%m-%d %H:%M:%S}  (from {file.taken_from})"
    for name in ("width", "height", "duration", "latitude", "longitude", "altitude", "make", "model", "lens"):
        value = getattr(file, name, None)
        if value is not None:
            yield f"  {name:<9} {value}"
    if file.problem:
        yield f"  problem   {file.problem}"
    for sighting in detail.sightings:
        again = ", known already" if sighting.duplicate else ""
        came = f"{sighting.seen_at:%Y-%m-%d %H:%M}  {sighting.path}"
        yield f"  arrived   {came}  ({sighting.via}, {sighting.source}{again})"
    for analysis in detail.analyses:
        yield from _analysis(
            analysis, [found for found in detail.findings if found.analysis_id == analysis.id]
        )


def _outline(marked: outlines.Marked) -> str:
    at = "" if marked.start is None else f"  at {marked.start:.1f} s"
    shows = f", {marked.gesture}" if marked.gesture else ""
    return f"  {marked.kind:<9} {len(marked.points) // 2} points{shows}{at}"


def _analysis(analysis: Analysis, findings: list[Found]) -> Iterator[str]:
    made = " ".join(word for word in (analysis.engine, analysis.model) if word)
    reason = analysis.reason or analysis.waits_for
    why = f": {reason}" if reason else ""
    yield f"  {analysis.analyzer} v{analysis.version}  {analysis.state}{why}  {made}".rstrip()
    for found in findings:
        what = found.label or ("face" if found.face else "")
        at = "" if found.start is None else f"  at {found.start:.1f} s"
        score = "" if found.score is None else f"  {found.score:.2f}"
        yield f"    {what} {found.text or ''}".rstrip() + score + at
