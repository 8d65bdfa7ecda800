"""Why a search found a file, in a few words below its picture."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.web.filters import Filters
from services.web.pages import times
from services.web.pages.looks import percent
from services.web.words import _, ngettext
from shared.db.connection import Connection
from shared.db.evidence import holds
from shared.explaining import briefly
from shared.query.reading import sought
from shared.text import words
from shared.traces import Reason, Trace

LONGEST = 60  # characters of a quotation
TOLD = 2  # answers to different parts of a question

# What tells the most; all else comes behind in the order in which it is known.
_FIRST = ("object", "person", "look", "text", "said", "tag", "comment", "description", "album", "place")


def lines(conn: Connection, ids: Sequence[int], filters: Filters) -> dict[int, str]:
    """For each of these files why the search found it, where there is something to tell."""
    wanted = [*sought(filters.q), *(word for text in filters.comment for word in words(text))]
    told = briefly(conn, ids, filters.selection)
    found = {media_id: line(reasons, wanted) for media_id, reasons in told.items()}
    return {media_id: text for media_id, text in found.items() if text}


def line(reasons: Iterable[Reason], wanted: Sequence[str]) -> str:
    """The best answer to each of the first things that were asked for; quotations show the wanted words."""
    best: dict[str, Trace] = {}
    for reason in reasons:
        if (trace := reason.trace) and trace.where != "kind":  # which the picture itself shows
            best[reason.asked] = min(best.get(reason.asked, trace), trace, key=_rank)
    told = dict.fromkeys(_said(trace, wanted) for trace in best.values())
    return " · ".join(list(told)[:TOLD])


def _rank(trace: Trace) -> int:
    return _FIRST.index(trace.where) if trace.where in _FIRST else len(_FIRST)


def _said(trace: Trace, wanted: Sequence[str]) -> str:
    if trace.where in {"text", "said", "comment", "description"}:
        quoted = f"“{quotation(trace.text, wanted)}”"
        if trace.where == "said":
            return f"{times.clock(trace.start)} {quoted}"
        at = times.clock(trace.start)
        return quoted if trace.start is None else _("%(quoted)s at %(time)s") % {"quoted": quoted, "time": at}
    if trace.where in {"similar", "face"} and trace.distance is not None:
        return _("distance %(n)s") % {"n": f"{trace.distance:.2f}"}
    if trace.where == "date":
        return times.day(datetime.fromisoformat(trace.text))
    if trace.where == "iso":
        return f"ISO {trace.text}"
    return trace.text if trace.score is None else f"{trace.text} {percent(trace.score)}"


def apart(bits: int) -> str:
    """How far the hashes of two pictures are from each other."""
    return ngettext("%(n)s bit of 256 differs", "%(n)s bits of 256 differ", bits) % {"n": bits}


def quotation(text: str, wanted: Sequence[str]) -> str:
    """At most `LONGEST` characters of `text` around its first word that is wanted."""
    pieces = text.split()
    first = next((n for n, piece in enumerate(pieces) if holds(piece, wanted)), 0)
    begin = first - 2 if first > 3 else 0
    quoted = " ".join(pieces[begin:])
    cut = quoted[:LONGEST].rsplit(" ", 1)[0] if len(quoted) > LONGEST else quoted
    return ("… " if begin else "") + cut + (" …" if len(quoted) > LONGEST else "")
