"""Why a search found a file, in a few words below its picture."""

from collections.abc import Iterable

from services.web.pages.looks import clock, percent
from shared.db.evidence import Trace
from shared.db.media import Tile
from shared.text import words

LONGEST = 60  # characters of a quotation


def reasons(text: str, tiles: Iterable[Tile], traces: Iterable[Trace]) -> dict[int, str]:
    """For each file the first of its labels, texts or its name in which a word of `text` begins a word."""
    wanted = words(text)
    found: dict[int, str] = {}
    for trace in traces:
        if trace.media_id not in found and _holds(trace.text, wanted):
            found[trace.media_id] = _said(trace, wanted)
    for tile in tiles:
        if tile.id not in found and _holds(tile.name, wanted):
            found[tile.id] = tile.name
    return found


def _holds(text: str, wanted: list[str]) -> bool:
    return any(word.startswith(start) for word in words(text) for start in wanted)


def _said(trace: Trace, wanted: list[str]) -> str:
    if trace.label:
        return trace.text if trace.score is None else f"{trace.text} {percent(trace.score)}"
    quoted = f"“{quotation(trace.text, wanted)}”"
    if trace.spoken:
        return f"{clock(trace.start)} {quoted}"
    return quoted if trace.start is None else f"{quoted} at {clock(trace.start)}"


def quotation(text: str, wanted: list[str]) -> str:
    """At most `LONGEST` characters of `text` around its first word that is wanted."""
    pieces = text.split()
    first = next((n for n, piece in enumerate(pieces) if _holds(piece, wanted)), 0)
    begin = max(first - 2, 0)
    quoted = " ".join(pieces[begin:])
    cut = quoted[:LONGEST].rsplit(" ", 1)[0] if len(quoted) > LONGEST else quoted
    return ("… " if begin else "") + cut + (" …" if len(quoted) > LONGEST else "")
