"""Favourites, stars, dates and places that people give; what the file says itself is kept beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db import deeds
from shared.db.changes import Change, change, revert
from shared.db.connection import Connection, columns, one, run, value
from shared.db.search import Selection, clauses
from shared.errors import Conflict, NotFound

MOST = 100_000  # files that one deed may touch
EARLIEST, LATEST = "1800-01-01", "9000-01-01"


@dataclass(frozen=True)
class Given:
    """What people decided of a file; `dated_by` and `placed_by` are None where the file's word holds."""

    favourite: bool
    rating: int | None
    dated_by: str | None
    placed_by: str | None


@dataclass(frozen=True)
class Reading:
    """What a file itself says, where a person's word stands in its place."""

    taken_at: datetime
    taken_offset: int | None
    taken_from: str
    latitude: float | None
    longitude: float | None
    altitude: float | None


def given(conn: Connection, media_id: int) -> Given:
    """What people decided of one file; raises `NotFound`."""
    sql = f"SELECT {columns(Given)} FROM media WHERE id = %(id)s AND NOT doomed"
    found = one(conn, Given, sql, id=media_id)
    if found is None:
        raise NotFound(f"no file has the id {media_id}")
    return found


def reading(conn: Connection, media_id: int) -> Reading | None:
    """What the file says itself, None where nobody ever said otherwise."""
    sql = f"SELECT {columns(Reading)} FROM as_read WHERE media_id = %(id)s"
    return one(conn, Reading, sql, id=media_id)


def chosen(conn: Connection, selection: Selection, ids: Sequence[int] | None = None) -> list[int]:
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
        most=MOST + 1,
    )
    if len(listed) > MOST:
        raise Conflict(f"at most {MOST:,} files can be changed in one go; narrow the search first")
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
    shift: float | None = None,
) -> tuple[int, int | None]:
    """Set the time of capture, or shift it by seconds; with neither put back what the files say."""
    if taken_at is None and shift is None:
        return _journalled(conn, "date", by, _follow(conn, change(conn, ids, _READ_DATE, join=_READ)))
    _keep_reading(conn, ids)
    to = "%(taken_at)s::timestamp" if shift is None else "old.taken_at + %(shift)s * interval '1 second'"
    dated = {
        "taken_at": to,
        # A clock that went wrong tells no zone, and a person's own time needs none.
        "taken_offset": "NULL::smallint" if shift is None else "old.taken_offset",
        "taken_from": "'person'",
        "dated_by": "%(by)s",
    }
    if shift is not None:
        _check_range(conn, ids, shift)
    changed = change(conn, ids, dated, taken_at=taken_at, shift=shift, by=by)
    return _journalled(conn, "date", by, _follow(conn, changed))


def place(
    conn: Connection, ids: Sequence[int], by: str, position: tuple[float, float] | None
) -> tuple[int, int | None]:
    """Say where files were taken, as latitude and longitude, or that it is not known."""
    _keep_reading(conn, ids)
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
    return _journalled(conn, "place", by, change(conn, ids, _READ_PLACE, join=_READ))


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


def _keep_reading(conn: Connection, ids: Sequence[int]) -> None:
    """Remember what the files say, as far as no person's word stands there already."""
    run(
        conn,
        """
        INSERT INTO as_read (media_id, taken_at, taken_offset, taken_from, latitude, longitude, altitude)
        SELECT id, taken_at, taken_offset, taken_from, latitude, longitude, altitude
          FROM media WHERE id = ANY (%(ids)s) ORDER BY id
        ON CONFLICT (media_id) DO UPDATE
           SET (taken_at, taken_offset, taken_from) = (
                   SELECT EXCLUDED.taken_at, EXCLUDED.taken_offset, EXCLUDED.taken_from
                     FROM media WHERE id = EXCLUDED.media_id AND dated_by IS NULL
                   UNION ALL SELECT as_read.taken_at, as_read.taken_offset, as_read.taken_from LIMIT 1),
               (latitude, longitude, altitude) = (
                   SELECT EXCLUDED.latitude, EXCLUDED.longitude, EXCLUDED.altitude
                     FROM media WHERE id = EXCLUDED.media_id AND placed_by IS NULL
                   UNION ALL SELECT as_read.latitude, as_read.longitude, as_read.altitude LIMIT 1)
        """,
        ids=list(ids),
    )


def _follow(conn: Connection, changes: Sequence[Change]) -> Sequence[Change]:
    """Let the labels' own copy of the time follow, by which they are listed newest first."""
    run(
        conn,
        """
        UPDATE media_label SET taken_at = media.taken_at
          FROM media
         WHERE media.id = media_label.media_id AND media.id = ANY (%(ids)s)
           AND media_label.taken_at <> media.taken_at
        """,
        ids=[changed["id"] for changed in changes],
    )
    return changes


_READ = "JOIN as_read ON as_read.media_id = old.id"
_READ_DATE = {
    "taken_at": "CASE WHEN old.dated_by IS NULL THEN old.taken_at ELSE as_read.taken_at END",
    "taken_offset": "CASE WHEN old.dated_by IS NULL THEN old.taken_offset ELSE as_read.taken_offset END",
    "taken_from": "CASE WHEN old.dated_by IS NULL THEN old.taken_from ELSE as_read.taken_from END",
    "dated_by": "NULL::text",
}
_READ_PLACE = {
    "latitude": "CASE WHEN old.placed_by IS NULL THEN old.latitude ELSE as_read.latitude END",
    "longitude": "CASE WHEN old.placed_by IS NULL THEN old.longitude ELSE as_read.longitude END",
    "altitude": "CASE WHEN old.placed_by IS NULL THEN old.altitude ELSE as_read.altitude END",
    "placed_by": "NULL::text",
}
