"""Gathers what is known of a file, and says by it why a search found the file."""

from collections.abc import Iterator
from dataclasses import replace

from shared import lexicon
from shared.db import albums, described, details, evidence, localities, reach, remarks, search
from shared.db.connection import Connection
from shared.db.details import Detail
from shared.db.selection import Selection
from shared.known import known
from shared.query import values
from shared.query.tree import Filter, leaves
from shared.reasons import reasons
from shared.traces import Reason, Trace

ALIKE = "alike"


def explained(
    conn: Connection, media_id: int, selection: Selection, detail: Detail | None = None
) -> list[Reason]:
    """The reasons for one file, whose `detail` may be at hand.  Raises `NotFound`."""
    held = known(
        detail or details.detail(conn, media_id),
        remarks.of(conn, media_id),
        albums.names_of(conn, media_id),
        evidence.people(conn, media_id),
        locality=localities.of(conn, media_id),
    )
    return reasons(
        selection,
        replace(held, traces=(*held.traces, *_shared(conn, media_id, selection))),
        wider=lexicon.wider,
        holds=lambda part: search.holds(conn, Selection(query=part), media_id),
    )


def _shared(conn: Connection, media_id: int, selection: Selection) -> Iterator[Trace]:
    """What the file has in common with an example that it is to show much the same as."""
    asked = [leaf for leaf in leaves(selection.query, negative=False) if isinstance(leaf, Filter)]
    examples = [values.whole(leaf.value) for leaf in asked if leaf.key == ALIKE]
    visible = reach.held(conn, selection.within, examples)
    for names in described.shared(conn, visible, [media_id]).values():
        yield Trace(ALIKE, ", ".join(names))
