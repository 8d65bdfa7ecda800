"""Gathers what is known of files, and says by it why a search found them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared import lexicon
from shared.circumstances import HOUSE
from shared.db import albums, described, details, evidence, house, localities, reach, remarks, search
from shared.db.clues import Clues, clues
from shared.db.connection import Connection
from shared.db.details import Detail
from shared.db.selection import Selection
from shared.filter_reasons import wanted
from shared.known import known, recognised, sighted
from shared.query import values
from shared.query.tree import Filter, leaves
from shared.reasons import evident, reasons
from shared.traces import Known, Reason, Trace

ALIKE = "alike"


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
    return reasons(
        selection,
        _with(known(held, house=house.house(conn)), _shared(conn, [media_id], selection).get(media_id)),
        wider=lexicon.wider,
        holds=lambda part: search.holds(conn, Selection(query=part), media_id),
    )


def _shared(conn: Connection, ids: Sequence[int], selection: Selection) -> Mapping[int, Trace]:
    """What files have in common with an example that they are to show much the same as."""
    asked = [leaf for leaf in leaves(selection.query, negative=False) if isinstance(leaf, Filter)]
    examples = [values.whole(leaf.value) for leaf in asked if leaf.key == ALIKE]
    if not examples:
        return {}
    visible = reach.held(conn, selection.within, examples)
    common = described.shared(conn, visible, ids)
    return {media_id: Trace(ALIKE, ", ".join(names)) for media_id, names in common.items()}


def _with(held: Known, trace: Trace | None) -> Known:
    return replace(held, traces=(*held.traces, trace)) if trace else held


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
    found, common = {}, _shared(conn, ids, selection)
    stands = house.house(conn) if itself else HOUSE
    for one in clues(conn, ids, labels):
        held = _with(known(one, itself=itself, house=stands), common.get(one.file.id))
        holds = evident(held, lexicon.wider)
        found[one.file.id] = reasons(asked, held, wider=lexicon.wider, holds=holds)
    return found


def _telling(selection: Selection) -> Selection:
    kept = ("text", "query", "objects", "looks", "colours", "areas", "places", "comments")
    return replace(Selection(), **{name: getattr(selection, name) for name in kept})
