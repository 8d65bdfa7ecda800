"""What albums show of themselves: a cover, how many files, and of which days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.db.connection import Connection, one, rows, value
from shared.db.previews import VERSION
from shared.db.search import Selection, Within, clauses, on_files

MOST = 1000  # files of a search that are counted; a smart album says "more than 1,000"
MET = 50  # files of an album that are counted for one who sees a part of the library


@dataclass(frozen=True)
class Summary:
    """Of one album: the file on its cover, how many files it holds, the first and last day.

    `version` is that of the cover's thumbnail.  Files are counted up to `most` and one, or all of them.
    """

    album_id: int
    cover_id: int | None
    version: str | None
    count: int
    first: datetime | None
    last: datetime | None
    most: int | None = None


@dataclass(frozen=True)
class Span:
    """From when to when the files of an album were taken."""

    album_id: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Cover:
    """A file that may stand for others."""

    id: int
    version: str
    taken_at: datetime


def summaries(conn: Connection, ids: Sequence[int], within: Within | None = None) -> dict[int, Summary]:
    """Those of albums that are filled by hand, as far as their files lie `within`; without their days.

    The cover is the chosen one, else the first by hand.
    """
    found = on_files(conn, Selection(within=within))
    below = within is not None and bool(within.folder)
    counted = _COUNTED if within is None else _OF_BELOW if below else _MET
    cover = f"""
        SELECT fitting.id, encode(substring(sha512 FOR 6), 'hex') AS version
          FROM {_FITTING.format(where=f"media.colour IS NOT NULL AND {found.where}")}
         WHERE album_media.album_id = album.id
    """
    listed = rows(
        conn,
        Summary,
        f"""
        {_BELOW.format(where=found.where) if below else ""}
        SELECT album.id AS album_id, coalesce(chosen.id, first.id) AS cover_id,
               coalesce(chosen.version, first.version) AS version, held.count,
               NULL::timestamp AS first, NULL::timestamp AS last, %(met)s::integer AS most
          FROM album
          LEFT JOIN LATERAL ({cover} AND media_id = album.cover_id) AS chosen ON true
          LEFT JOIN LATERAL ({cover} ORDER BY position, media_id LIMIT 1) AS first ON chosen.id IS NULL
         CROSS JOIN LATERAL ({counted.format(where=found.where)}) AS held
         WHERE album.id = ANY (%(album_ids)s)
        """,
        **found.parameters,
        album_ids=list(ids),
        met=None if within is None else MET,
    )
    return {summary.album_id: summary for summary in listed}


# Each file of an album is looked up by itself: a planner that takes what confines for rare would rather read
# all that lies there, once for each album.
_FITTING = """
    album_media CROSS JOIN LATERAL (
        SELECT media.id, sha512 FROM media
         WHERE media.id = album_media.media_id AND {where} OFFSET 0) AS fitting
"""
# Without looking at the files: all that lie in the album, less those of them in the trash.
_COUNTED = """
    SELECT (SELECT count(*) FROM album_media WHERE album_id = album.id)
           - (SELECT count(*) FROM media JOIN album_media ON media_id = media.id AND album_id = album.id
               WHERE media.trashed_at IS NOT NULL) AS count
"""
_MET = f"""
    SELECT count(*) AS count
      FROM (SELECT FROM {_FITTING} WHERE album_id = album.id LIMIT %(met)s + 1) AS met
"""
# Most files of an album may lie elsewhere: all albums are met with the folder at once.
_BELOW = """
    WITH below AS MATERIALIZED (
        SELECT album_id, count(*) AS files FROM album_media JOIN media ON media.id = media_id
         WHERE album_id = ANY (%(album_ids)s) AND {where} GROUP BY album_id)
"""
_OF_BELOW = """
    SELECT least(coalesce(max(files), 0), %(met)s + 1) AS count FROM below WHERE below.album_id = album.id
"""
_ENDING = f"""
    SELECT album_media.taken_at FROM {_FITTING}
     WHERE album_id = album.id
     ORDER BY album_media.taken_at {{direction}}, album_media.media_id {{direction}} LIMIT 1
"""


def spans(conn: Connection, ids: Sequence[int], within: Within | None = None) -> dict[int, Span]:
    """The first and last moment of those albums that hold files."""
    found = on_files(conn, Selection(within=within))
    listed = rows(
        conn,
        Span,
        f"""
        SELECT album.id AS album_id, earliest.taken_at AS first, latest.taken_at AS last
          FROM album CROSS JOIN LATERAL ({_ENDING.format(where=found.where, direction="ASC")}) AS earliest
                     CROSS JOIN LATERAL ({_ENDING.format(where=found.where, direction="DESC")}) AS latest
         WHERE album.id = ANY (%(album_ids)s)
        """,
        **found.parameters,
        album_ids=list(ids),
    )
    return {span.album_id: span for span in listed}


def of_search(conn: Connection, album_id: int, cover_id: int | None, selection: Selection) -> Summary:
    """That of a smart album."""
    found = clauses(conn, selection)
    count = value(
        conn,
        f"SELECT count(*) FROM (SELECT FROM {found.source} WHERE {found.where} LIMIT %(most)s) AS met",
        **found.parameters,
        most=MOST + 1,
    )
    last, first = (_end(conn, selection, direction) for direction in ("DESC", "ASC"))
    cover = (cover_id and chosen(conn, selection, cover_id)) or last
    return Summary(
        album_id=album_id,
        cover_id=cover.id if cover else None,
        version=cover.version if cover else None,
        count=int(count),
        first=first.taken_at if first else None,
        last=last.taken_at if last else None,
        most=MOST,
    )


def _end(conn: Connection, selection: Selection, direction: str) -> Cover | None:
    found = clauses(conn, selection)
    return one(
        conn,
        Cover,
        f"""
        SELECT media.id, {VERSION}, media.taken_at
          FROM {found.source} WHERE {found.where}
         ORDER BY {found.time} {direction}, {found.id} {direction} LIMIT 1
        """,
        **found.parameters,
    )


def chosen(conn: Connection, selection: Selection, cover_id: int) -> Cover | None:
    """The file of this id where the selection holds it."""
    found = clauses(conn, selection)
    only = replace(found, conditions=(*found.conditions, f"{found.id} = %(cover)s"))
    return one(
        conn,
        Cover,
        f"""
        SELECT media.id, {VERSION}, media.taken_at
          FROM {only.source} WHERE {only.where}
        """,
        **found.parameters,
        cover=cover_id,
    )


def every(conn: Connection, selection: Selection) -> list[int]:
    """The numbers of all files of the selection, the oldest first."""
    found = clauses(conn, selection)
    ordered = f"ORDER BY {found.time}, {found.id}"
    sql = f"SELECT array_agg({found.id} {ordered}) FROM {found.source} WHERE {found.where}"
    return list(value(conn, sql, **found.parameters) or ())
