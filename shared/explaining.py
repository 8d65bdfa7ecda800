"""Gathers what is known of a file, and says by it why a search found the file."""

from shared import lexicon
from shared.db import albums, details, evidence, localities, remarks, search
from shared.db.connection import Connection
from shared.db.details import Detail
from shared.db.selection import Selection
from shared.known import known
from shared.reasons import reasons
from shared.traces import Reason


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
        held,
        wider=lexicon.wider,
        holds=lambda part: search.holds(conn, Selection(query=part), media_id),
    )
