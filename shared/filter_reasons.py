"""Why the filters of a selection hold a file."""

from collections.abc import Iterator
from itertools import islice

from shared import amounts
from shared.amounts import Wanted
from shared.db.search import FACE
from shared.db.selection import ANY_COMMENT, Selection
from shared.text import words
from shared.traces import Known, Reason

MOST = 12  # for one thing that was asked; a film has the same face in every frame


def _holding_all(asked: str, where: str, held: Known) -> Iterator[Reason]:
    wanted = tuple(words(asked))
    for trace in held.traces:
        if trace.where == where and (not wanted or all(word in trace.text.casefold() for word in wanted)):
            yield Reason(asked or where, trace)


def wanted(selection: Selection) -> list[Wanted]:
    """How many of what is to be seen."""
    faces = [amounts.of(FACE, amount) for amount in selection.faces]
    return amounts.merged([*map(amounts.wanted, selection.objects), *faces])


def amount(wanted: Wanted, held: Known) -> Iterator[Reason]:
    """What shows that so many of something are to be seen."""
    where = "face" if wanted.label == FACE else "object"
    asked = wanted.label if wanted.least == 1 and wanted.most is None else f"{wanted.label} {_bounds(wanted)}"
    if not wanted.shown and not any(trace.text == wanted.label for trace in held.traces):
        yield Reason(asked, None)
        return
    matching = (trace for trace in held.traces if trace.where == where and trace.text == wanted.label)
    yield from (Reason(asked, trace) for trace in islice(matching, MOST))


def _bounds(wanted: Wanted) -> str:
    if wanted.least == wanted.most:
        return f"= {wanted.least}"
    return f"≤ {wanted.most}" if wanted.most is not None else f"≥ {wanted.least}"


def filters(selection: Selection, held: Known) -> Iterator[Reason]:
    """What answers each filter of the address."""
    for where, values in {
        "camera": selection.cameras,
        "lens": selection.lenses,
        "format": selection.formats,
        "source": selection.sources,
        "kind": selection.kinds,
        "folder": selection.folders,
        "place": (*selection.areas, *selection.places, *((True,) if selection.placed else ())),
        "rating": (selection.rating,) if selection.rating else (),
        "favourite": (selection.favourites,) if selection.favourites else (),
        "album": selection.albums,
        "batch": selection.batches,
        "alike" if selection.like_by == "description" else "similar": selection.like,
    }.items():
        if values:
            yield from _all(where, held)
    if selection.unplaced:
        yield Reason("place", None)
    if selection.since or selection.until or selection.day or selection.undated or selection.dated:
        yield from _all("date", held)
    for where, told in {
        "tag": selection.tags,
        "look": selection.looks,
        "scene": selection.scenes,
        "colour": selection.colours,
    }.items():
        for text in told:
            yield from (Reason(text, one) for one in held.traces if (one.where, one.text) == (where, text))
    yield from _persons(selection, held)
    for text in selection.comments:
        yield from _holding_all("" if text.strip() == ANY_COMMENT else text, "comment", held)


def _persons(selection: Selection, held: Known) -> Iterator[Reason]:
    for number in selection.persons:
        yield from islice((Reason("person", one) for one in held.traces if one.person == number), MOST)


def _all(where: str, held: Known) -> list[Reason]:
    return [Reason(where, trace) for trace in held.traces if trace.where == where][:MOST]
