"""Why a search found a file: for each thing that was asked for, what in the file answers it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from shared.db.search import sought
from shared.db.selection import Selection
from shared.filter_reasons import MOST, amount, filters, wanted
from shared.query.printer import written
from shared.query.tree import (
    AllOf,
    And,
    AnyOf,
    Between,
    Condition,
    Count,
    Exists,
    Filter,
    Near,
    Not,
    Only,
    Or,
    Query,
    Together,
    Words,
    conjuncts,
)  # fmt: skip
from shared.text import words
from shared.traces import Known, Reason, Trace

# Where that stands which a key of the query language asks for, if it is called otherwise.
_WHERE = {
    "path": "filename", "ext": "filename", "make": "camera", "gps": "place", "latitude": "place",
    "longitude": "place", "city": "place", "region": "place", "country": "place", "near": "place",
    "date": "date", "year": "date", "month": "date", "day": "date", "hour": "date", "minute": "date",
    "undated": "date", "width": "size", "height": "size", "ratio": "size", "filesize": "bytes",
    "updated": "added", "tags": "tag", "comments": "comment", "albums": "album", "faces": "face",
    "objects": "object",
}  # fmt: skip

_LABELS = {"object", "look", "colour", "scene", "figures"}  # words that are found by wider ones

Wider = Callable[[str], Sequence[str]]
Holds = Callable[[Condition], bool]


@dataclass(frozen=True)
class _Search:
    held: Known
    wider: Wider
    holds: Holds


def reasons(
    selection: Selection, held: Known, *, wider: Wider = lambda _: (), holds: Holds = lambda _: True
) -> list[Reason]:
    """Why the selection holds this file: its question first, then each of its filters.

    `wider` gives the synonyms and wider words of a label; `holds` tells whether a part of the question is
    true of the file, which is asked for parts of which one is enough.
    """
    search = _Search(held, wider, holds)
    plain = [Words(word, begins=True) for word in sought(selection.text)]
    given = [
        *(reason for part in (*plain, *conjuncts(selection.query)) for reason in _answers(part, search)),
        *(reason for one in wanted(selection) for reason in amount(one, held)),
        *filters(selection, held),
    ]
    return list(dict.fromkeys(given))


def evident(held: Known, wider: Wider) -> Holds:
    """Tells of a part of the question whether something in the file shows it, without asking for it."""

    def shown(part: Condition) -> bool:
        if isinstance(part, And):
            return all(map(shown, part.parts))
        if isinstance(part, Or):
            return any(map(shown, part.parts))
        if isinstance(part, Together):
            return shown(part.part)
        if isinstance(part, Words):
            return all(any(_holding((word,), part.begins, search)) for word in part.words)
        return any(_fitting(part, search))

    search = _Search(held, wider, shown)
    return shown


def _answers(part: Condition, search: _Search) -> Iterator[Reason]:
    if isinstance(part, And | Or):
        for inner in part.parts:
            if isinstance(part, And) or search.holds(inner):
                yield from _answers(inner, search)
    elif isinstance(part, Together):
        yield from _answers(part.part, search)
    elif isinstance(part, Not):
        yield Reason(written(Query(part)), None)
    elif isinstance(part, Words):
        yield from _worded(part, search)
    else:
        yield from islice(_keyed(part, search), MOST)


def _worded(part: Words, search: _Search) -> Iterator[Reason]:
    """Where words in a row stand; where they stand nowhere together, each of them."""
    together = list(islice(_holding(part.words, part.begins, search), MOST))
    yield from together
    for word in () if together else part.words:
        yield from islice(_holding((word,), part.begins, search), MOST)


def _holding(wanted: tuple[str, ...], begins: bool, search: _Search) -> Iterator[Reason]:
    asked, row = " ".join(wanted), _written(wanted, begins=begins)
    for trace in search.held.traces if wanted else ():
        if trace.compared:
            continue
        if row in _line(trace.text):
            yield Reason(asked, trace)
        elif trace.where in _LABELS and (via := _via(trace.text, row, search.wider)):
            yield Reason(asked, trace, via)


@lru_cache(20_000)
def _via(label: str, row: str, wider: Wider) -> str | None:
    """The wider word by which a label has the words; the same labels come again on every page."""
    return next((word for word in wider(label) if row in _line(word)), None)


def _row(wanted: Sequence[str], text: str, *, begins: bool) -> bool:
    """Whether the words stand in a row in a text; with `begins` the last may go on."""
    return bool(wanted) and _written(wanted, begins=begins) in _line(text)


def _written(wanted: Sequence[str], *, begins: bool) -> str:
    return f" {' '.join(wanted)}{'' if begins else ' '}"


@lru_cache(20_000)
def _line(text: str) -> str:
    """The words of a text, each between spaces; the same labels and places come again on every page."""
    return f" {' '.join(words(text))} "


def _keyed(part: Condition, search: _Search) -> Iterator[Reason]:
    """What of the kind that a key asks for has the words of its value, or else all of that kind.

    But of albums: what lies in a smart one tells of others alone.
    """
    asked, where = written(Query(part)), _where(part)
    of_kind = [trace for trace in search.held.traces if trace.where == where != "album"]
    found = list(_fitting(part, search))
    yield from found or [Reason(asked, trace) for trace in of_kind] or [Reason(asked, None)]


def _fitting(part: Condition, search: _Search) -> Iterator[Reason]:
    """What of the kind that a key asks for has the words of its value."""
    asked, where, values = written(Query(part)), _where(part), _values(part)
    for trace in search.held.traces:
        if trace.where == where:
            for value in values:
                fits, via = _fits(trace, tuple(words(value)), search.wider)
                if fits:
                    yield Reason(asked, trace, via)


def _fits(trace: Trace, wanted: tuple[str, ...], wider: Wider) -> tuple[bool, str | None]:
    if _row(wanted, trace.text, begins=True):
        return True, None
    via = _via(trace.text, _written(wanted, begins=False), wider) if trace.where in _LABELS else None
    return via is not None, via


def _where(part: Condition) -> str:
    key = {Near: "place", Only: "person"}.get(type(part), "")
    if isinstance(part, Filter | AnyOf | AllOf | Between | Exists):
        key = part.key
    elif isinstance(part, Count):
        key = part.what if part.what in _WHERE else "object"
    return _WHERE.get(key, key)


def _values(part: Condition) -> tuple[str, ...]:
    if isinstance(part, Filter):
        return (part.value,)
    if isinstance(part, AnyOf | AllOf):
        return part.values
    if isinstance(part, Only):
        return part.names
    return (part.what,) if isinstance(part, Count) else ()
