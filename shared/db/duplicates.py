"""Files that look nearly the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, columns, rows, run
from shared.db.previews import VERSION
from shared.domain import MediaKind

PAIRS = 60  # of which the groups of a page are made
LENGTH = 2  # seconds by which a film may be longer than another and yet be the same


@dataclass(frozen=True)
class Pair:
    """Two files and how many of 256 bits differ; `low` came first."""

    low: int
    high: int
    distance: int


@dataclass(frozen=True)
class Twin:
    """What a person compares of a file that looks like another."""

    id: int
    name: str
    path: str
    kind: MediaKind
    mime: str
    size: int
    width: int | None
    height: int | None
    duration: float | None
    taken_at: datetime
    taken_from: str
    model: str | None
    placed: bool
    favourite: bool
    rating: int | None
    has_preview: bool
    tags: int
    comments: int
    albums: int
    people: int
    verdicts: int
    dated_by: str | None
    placed_by: str | None
    sightings: int
    source: str
    version: str


def pairs(conn: Connection, before: int | None = None, limit: int = PAIRS) -> list[Pair]:
    """Pairs that nobody parted, those of the newest files first, of files before the number `before`.

    A photo is no duplicate of a film, nor a clip one of the whole film, however they begin.  Of the last file
    all are given, also beyond `limit`.
    """
    return rows(
        conn,
        Pair,
        f"""
        SELECT {columns(Pair, "likeness_pair")} FROM likeness_pair
          JOIN media AS one ON one.id = low JOIN media AS other ON other.id = high
         WHERE apart_by IS NULL AND one.trashed_at IS NULL AND other.trashed_at IS NULL
           AND one.kind = other.kind
           AND abs(coalesce(one.duration, 0) - coalesce(other.duration, 0)) <= {LENGTH}
           AND (%(before)s::bigint IS NULL OR high < %(before)s)
         ORDER BY high DESC FETCH FIRST %(limit)s ROWS WITH TIES
        """,
        before=before,
        limit=limit,
    )


def twins(conn: Connection, ids: Sequence[int]) -> dict[int, Twin]:
    """What is to be compared of these files, by number."""
    found = rows(
        conn,
        Twin,
        f"""
        SELECT id, name, path, kind, mime, size, width, height, duration, taken_at, taken_from, model,
               latitude IS NOT NULL AS placed, favourite, rating, has_preview, source, dated_by, placed_by,
               {VERSION},
               (SELECT count(*) FROM media_tag WHERE media_id = media.id) AS tags,
               (SELECT count(*) FROM comment WHERE media_id = media.id) AS comments,
               (SELECT count(*) FROM album_media WHERE media_id = media.id) AS albums,
               (SELECT count(*) FROM media_person JOIN person ON person.id = person_id
                 WHERE media_id = media.id AND person.name <> '' AND NOT hidden) AS people,
               (SELECT count(*) FROM verdict WHERE media_id = media.id) AS verdicts,
               (SELECT count(*) FROM sighting WHERE media_id = media.id) AS sightings
          FROM media WHERE id = ANY (%(ids)s) AND trashed_at IS NULL
        """,
        ids=list(ids),
    )
    return {twin.id: twin for twin in found}


def part(conn: Connection, ids: Sequence[int], by: str) -> int:
    """Say that these files are no duplicates of each other; how many pairs that parts."""
    return run(
        conn,
        """
        UPDATE likeness_pair SET apart_by = %(by)s
         WHERE low = ANY (%(ids)s) AND high = ANY (%(ids)s) AND apart_by IS NULL
        """,
        ids=list(ids),
        by=by,
    )
