"""Gathers what is known of files, and says by it why a search found them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from shared import lexicon
from shared.circumstances import HOUSE
from shared.db import (
    albums,
    described,
    details,
    evidence,
    house,
    localities,
    query_likeness,
    reach,
    remarks,
    search,
)
from shared.db.clues import Clues, clues
from shared.db.connection import Connection
from shared.db.details import Detail
from shared.db.query_likeness import Measured
from shared.db.selection import Selection
from shared.filter_reasons import wanted
from shared.known import known, recognised, sighted
from shared.query import values
from shared.query.tree import Filter, leaves
from shared.reasons import evident, reasons
from shared.traces import Known, Reason, Trace

ALIKE = "alike"
_MEASURED = ("similar", "face")  # keys whose value is an example from which each file is so far


def explained(
    conn: Connection, media_id: int, selection: Selection, detail: Detail | None = None
) -> list[Reason]:
    """The reasons for one file, whose `detail` may be at hand.  Raises `NotFound`."""
    detail = detail or details.detail(conn, media_id)
    held = Clues(
        file=detail.file,
        found=tuple(map(sighted, detail.findings)),
        people=tuple(recognised(evidence.people(conn, media_id), detail.findings)),
        descriptions=detail.descriptions,
        said=remarks.of(conn, media_id),
        albums=tuple(album.name for album in albums.names_of(conn, media_id)),
        locality=localities.of(conn, media_id),
    )
    faces: dict[int | None, Trace] = {found.id: sighted(found) for found in detail.findings if found.face}
    near = [_at(trace, faces) for trace in _likenesses(conn, [media_id], selection).get(media_id, ())]
    return reasons(
        selection,
        _with(known(held, house=house.house(conn)), near),
        wider=lexicon.wider,
        holds=lambda part: search.holds(conn, Selection(query=part), media_id),
    )


def _likenesses(conn: Connection, ids: Sequence[int], selection: Selection) -> Mapping[int, list[Trace]]:
    """What makes each file like the examples that it is to be like."""
    found: dict[int, list[Trace]] = {media_id: [trace] for media_id, trace in _shared(conn, ids, selection)}
    asked = [(leaf.key, values.whole(leaf.value)) for leaf in _filters(selection) if leaf.key in _MEASURED]
    by = {"embedding": "similar", "hash": "hash"}.get(selection.like_by)

    def visible(example: int) -> bool:
        return bool(reach.held(conn, selection.within, [example]))

    like = [(by, example) for example in selection.like] if by else []
    for key, number in dict.fromkeys([*asked, *like]):
        for one in query_likeness.measured(conn, key, number, ids=ids, visible=visible):
            found.setdefault(one.media_id, []).append(_near(key, number, one))
    return found


def _near(key: str, number: int, one: Measured) -> Trace:
    told = Trace(key, f"{one.example} ({number})", start=one.start, distance=one.distance)
    if key == "hash":
        return replace(told, where="similar", distance=None, bits=round(one.distance))
    return replace(told, finding=one.finding) if key == "face" else told


def _at(trace: Trace, faces: Mapping[int | None, Trace]) -> Trace:
    """A likeness of a face with the place of this in the picture."""
    face = faces.get(trace.finding)
    return replace(face, text=trace.text, distance=trace.distance) if face else trace


def _shared(conn: Connection, ids: Sequence[int], selection: Selection) -> Iterator[tuple[int, Trace]]:
    """What files have in common with an example that they are to show much the same as."""
    examples = [values.whole(leaf.value) for leaf in _filters(selection) if leaf.key == ALIKE]
    examples += selection.like if selection.like_by == "description" else ()
    if examples:
        visible = reach.held(conn, selection.within, examples)
        for media_id, names in described.shared(conn, visible, ids).items():
            yield media_id, Trace(ALIKE, ", ".join(names))


def _filters(selection: Selection) -> list[Filter]:
    return [leaf for leaf in leaves(selection.query, negative=False) if isinstance(leaf, Filter)]


def _with(held: Known, traces: Sequence[Trace]) -> Known:
    """With these before all else that is known."""
    return replace(held, traces=(*traces, *held.traces)) if traces else held


def briefly(conn: Connection, ids: Sequence[int], selection: Selection) -> Mapping[int, list[Reason]]:
    """The reasons for each file of a page that its line tells.

    That is what the question asks for, and of the filters those whose answer says more than the filter.
    """
    asked = _telling(selection)
    if asked.text or asked.query:
        return _of_each(conn, ids, asked, selection)
    labels = [*(one.label for one in wanted(asked)), *asked.looks, *asked.colours]
    return _of_each(conn, ids, asked, selection, itself=bool(asked.areas or asked.places), labels=labels)


def of_each(conn: Connection, ids: Sequence[int], selection: Selection) -> Mapping[int, list[Reason]]:
    """The reasons for each of these files, those of its filters too; of a label its surest finding."""
    return _of_each(conn, ids, selection, selection)


def _of_each(
    conn: Connection,
    ids: Sequence[int],
    asked: Selection,
    selection: Selection,
    *,
    itself: bool = True,
    labels: Sequence[str] | None = None,
) -> Mapping[int, list[Reason]]:
    """What answers `asked`, from one question to the database, and one about the house.

    With `itself` what the files themselves say counts, with `labels` of all that was found these alone.

    A part of the question of which another one may do is told only where something in the file shows it.
    """
    if not ids or asked == Selection():
        return {}
    found, near = {}, _likenesses(conn, ids, selection)
    stands = house.house(conn) if itself else HOUSE
    for one in clues(conn, ids, labels):
        held = _with(known(one, itself=itself, house=stands), near.get(one.file.id, ()))
        holds = evident(held, lexicon.wider)
        found[one.file.id] = reasons(asked, held, wider=lexicon.wider, holds=holds)
    return found


def _telling(selection: Selection) -> Selection:
    kept = ("text", "query", "objects", "looks", "colours", "areas", "places", "comments")
    return replace(Selection(), **{name: getattr(selection, name) for name in kept})
