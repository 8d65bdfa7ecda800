"""Why a search found a file, in a few words below its picture."""

from collections.abc import Iterable

from services.web.pages.looks import percent
from services.web.pages.times import clock
from shared.db.evidence import Trace, holds, matching
from shared.query.reading import sought

LONGEST = 60  # characters of a quotation


def reasons(text: str, traces: Iterable[Trace]) -> dict[int, str]:
    """For each file the first of its traces that a word of `text` speaks of."""
    wanted = sought(text)
    found: dict[int, str] = {}
    for trace in matching(wanted, traces):
        found.setdefault(trace.media_id, _said(trace, wanted))
    return found


def _said(trace: Trace, wanted: list[str]) -> str:
    if trace.label:
        return trace.text if trace.score is None else f"{trace.text} {percent(trace.score)}"
    if trace.where in {"name", "camera"}:
        return trace.text
    quoted = f"“{quotation(trace.text, wanted)}”"
    if trace.spoken:
        return f"{clock(trace.start)} {quoted}"
    return quoted if trace.start is None else f"{quoted} at {clock(trace.start)}"


def quotation(text: str, wanted: list[str]) -> str:
    """At most `LONGEST` characters of `text` around its first word that is wanted."""
    pieces = text.split()
    first = next((n for n, piece in enumerate(pieces) if holds(piece, wanted)), 0)
    begin = max(first - 2, 0)
    quoted = " ".join(pieces[begin:])
    cut = quoted[:LONGEST].rsplit(" ", 1)[0] if len(quoted) > LONGEST else quoted
    return ("… " if begin else "") + cut + (" …" if len(quoted) > LONGEST else "")
