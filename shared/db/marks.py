"""Favourites, stars, dates and places that people give; what the file says itself is kept beside them."""

from collections.abc import Sequence
from datetime import datetime

from shared.db import deeds, readings
from shared.db.changes import Change, change, revert
from shared.db.connection import Connection, run, value
from shared.db.search import Selection, clauses
from shared.errors import Conflict

MOST = 100_000  # files that one deed may touch
EARLIEST, LATEST = "1800-01-01", "9000-01-01"


def chosen(
    conn: Connection, selection: Selection, ids: Sequence[int] | None = None, most: int = MOST
) -> list[int]:
    """The files of `selection`, only those of `ids` where given.

    Raises `Conflict` where they are too many to be changed in one go.
    """
    found = clauses(conn, selection)
    among = "media.id = ANY (%(among)s)" if ids is not None else "true"
    listed = value(
        conn,
        f"""
        SELECT coalesce(array_agg(id), '{{}}')
          FROM (SELECT media.id FROM {found.source} WHERE {found.where} AND {among} LIMIT %(most)s) AS part
        """,
        **found.parameters,
        among=list(ids or ()),
        most=most + 1,
    )
    if len(listed) > most:
        raise Conflict(f"at most {most:,} files can be changed in one go; narrow the search first")
    return list(listed)


def favour(conn: Connection, ids: Sequence[int], by: str, *, on: bool) -> tuple[int, int | None]:
    """Make files favourites, or no longer; how many changed, and the deed."""
    return _journalled(conn, "favourite", by, change(conn, ids, {"favourite": "%(on)s"}, on=on))


def rate(conn: Connection, ids: Sequence[int], by: str, stars: int | None) -> tuple[int, int | None]:
    """Give files 1 to 5 stars, or none."""
    return _journalled(conn, "rating", by, change(conn, ids, {"rating": "%(stars)s::smallint"}, stars=stars))


def date(
    conn: Connection,
    ids: Sequence[int],
    by: str,
    *,
    taken_at: datetime | None = None,
    offset: int | None = None,
    shift: float | None = None,
) -> tuple[int, int | None]:
    """Set the time of capture, or shift it by seconds; with neither put back what the files say.

    The `offset` of a time that is set is in minutes east; a person's own time needs none.
    """
    if taken_at is None and shift is None:
        return _journalled(
            conn, "date", by, _follow(conn, change(conn, ids, readings.DATE, join=readings.JOIN))
        )
    readings.keep(conn, ids)
    to = "%(taken_at)s::timestamp" if shift is None else "old.taken_at + %(shift)s * interval '1 second'"
    dated = {
        "taken_at": to,
        "taken_offset": "%(offset)s::smallint" if shift is None else "old.taken_offset",
        "taken_from": "'person'",
        "dated_by": "%(by)s",
    }
    if shift is not None:
        _check_range(conn, ids, shift)
    changed = change(conn, ids, dated, taken_at=taken_at, offset=offset, shift=shift, by=by)
    return _journalled(conn, "date", by, _follow(conn, changed))


def place(
    conn: Connection, ids: Sequence[int], by: str, position: tuple[float, float] | None
) -> tuple[int, int | None]:
    """Say where files were taken, as latitude and longitude, or that it is not known."""
    readings.keep(conn, ids)
    latitude, longitude = position or (None, None)
    placed = {
        "latitude": "%(latitude)s::float8",
        "longitude": "%(longitude)s::float8",
        "altitude": "NULL::float8",
        "placed_by": "%(by)s",
    }
    changed = change(conn, ids, placed, latitude=latitude, longitude=longitude, by=by)
    return _journalled(conn, "place", by, changed)


def replace(conn: Connection, ids: Sequence[int], by: str) -> tuple[int, int | None]:
    """Put back the place that the files themselves tell of."""
    return _journalled(conn, "place", by, change(conn, ids, readings.PLACE, join=readings.JOIN))


def undo(conn: Connection, before: Sequence[Change]) -> None:
    """Take back any of these.  Raises `Conflict` where a file was changed since."""
    revert(conn, before)
    if before and "taken_at" in before[0]["was"]:
        _follow(conn, before)


def _journalled(conn: Connection, kind: str, by: str, changes: Sequence[Change]) -> tuple[int, int | None]:
    if not changes:
        return 0, None
    return len(changes), deeds.record(conn, kind, by, list(changes))


def _check_range(conn: Connection, ids: Sequence[int], shift: float) -> None:
    sql = """
        SELECT EXISTS (SELECT FROM media
                        WHERE id = ANY (%(ids)s)
                          AND NOT taken_at + %(shift)s * interval '1 second'
                              BETWEEN %(earliest)s::timestamp AND %(latest)s::timestamp)
        """
    if value(conn, sql, ids=list(ids), shift=shift, earliest=EARLIEST, latest=LATEST):
        raise Conflict(f"some of the files would then be dated before {EARLIEST} or after {LATEST}")


def _follow(conn: Connection, changes: Sequence[Change]) -> Sequence[Change]:
    """Let the copies of the time follow, which order the files of a label or a person."""
    for table in ("media_label", "media_person"):
        run(
            conn,
            f"""
            UPDATE {table} SET taken_at = media.taken_at
              FROM media
             WHERE media.id = {table}.media_id AND media.id = ANY (%(ids)s)
               AND {table}.taken_at <> media.taken_at
            """,
            ids=[changed["id"] for changed in changes],
        )
    return changes
