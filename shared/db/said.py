"""What people said of files, gathered to be written into XMP."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.connection import Connection, one, rows, value
from shared.db.xmp_readings import BY
from shared.domain import Box
from shared.xmp.regions import Named
from shared.xmp.writing import Said


@dataclass(frozen=True)
class _Words:
    rating: int | None
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    tags: list[str]
    comments: list[str]
    spoken: bool


@dataclass(frozen=True)
class _Region:
    name: str
    kind: Any
    left: float
    top: float
    width: float
    height: float
    read: bool


def of(conn: Connection, media_id: int) -> tuple[Said, bool]:
    """What is said of a file, and whether people say anything that was not read of its own XMP."""
    words = one(conn, _Words, _WORDS, id=media_id, by=BY)
    if words is None:
        return Said(), False
    found = rows(conn, _Region, _REGIONS, id=media_id, by=BY)
    position = None
    if words.latitude is not None and words.longitude is not None:
        position = words.latitude, words.longitude
    said = Said(
        regions=tuple(
            Named(row.name, row.kind, Box(row.left, row.top, row.width, row.height)) for row in found
        ),
        people=tuple(dict.fromkeys(row.name for row in found if row.kind == "person")),
        tags=tuple(words.tags),
        rating=words.rating,
        description="\n".join(words.comments) or None,
        taken_at=words.taken_at,
        position=position,
    )
    return said, words.spoken or any(not row.read for row in found)


def spoken_of(conn: Connection, since: datetime | None = None) -> list[int]:
    """The files of which people said something, only those of which they did after `since`; in order."""
    return list(value(conn, _SPOKEN, since=since) or ())


_WORDS = """
    SELECT rating, CASE WHEN dated_by IS NOT NULL THEN taken_at END AS taken_at,
           CASE WHEN placed_by IS NOT NULL THEN latitude END AS latitude,
           CASE WHEN placed_by IS NOT NULL THEN longitude END AS longitude,
           ARRAY (SELECT name FROM media_tag WHERE media_id = media.id ORDER BY name) AS tags,
           ARRAY (SELECT text FROM comment WHERE media_id = media.id ORDER BY id) AS comments,
           dated_by IS NOT NULL OR placed_by IS NOT NULL AND latitude IS NOT NULL
           OR EXISTS (SELECT FROM media_tag WHERE media_id = media.id AND by_name <> %(by)s)
           OR EXISTS (SELECT FROM comment WHERE media_id = media.id AND by_name <> %(by)s)
           OR rating IS NOT NULL AND rating NOT IN (SELECT gave_rating FROM xmp_reading
                                                     WHERE media_id = media.id AND gave_rating IS NOT NULL)
           AS spoken
      FROM media WHERE id = %(id)s AND NOT doomed
    """
# Who is hidden from lists and searches is not told to other programs either.
_REGIONS = """
    SELECT person.name, person.kind, box_left AS left, box_top AS top, box_width AS width,
           box_height AS height, by_name = %(by)s AS read
      FROM person_decision AS said JOIN person ON person.id = said.person_id
     WHERE media_id = %(id)s AND start_second IS NULL AND person.name <> ''
       AND NOT person.hidden AND stands(said)
     ORDER BY said.box_left, said.box_top, said.id
    """
# A deed of any kind on a file is a change; what was said of people is in a table of its own besides.
_SPOKEN = """
    SELECT array_agg(DISTINCT id ORDER BY id) FROM (
        SELECT media_id AS id, at FROM media_tag
        UNION ALL SELECT media_id, at FROM comment
        UNION ALL SELECT media_id, at FROM person_decision
        UNION ALL SELECT id, coalesce(dated_at, '-infinity') FROM media WHERE dated_by IS NOT NULL
        UNION ALL SELECT id, coalesce(placed_at, '-infinity') FROM media WHERE placed_by IS NOT NULL
        UNION ALL SELECT id, '-infinity' FROM media WHERE rating IS NOT NULL
        UNION ALL SELECT media_id, '-infinity' FROM sidecar WHERE wrote <> '{}'
        UNION ALL SELECT (change ->> 'id')::bigint, at FROM deed
           CROSS JOIN LATERAL jsonb_array_elements(before) AS change
          WHERE deed.kind IN ('rating', 'date', 'place') AND jsonb_typeof(before) = 'array'
    ) AS spoken
     WHERE (%(since)s::timestamptz IS NULL OR at > %(since)s)
       AND EXISTS (SELECT FROM media WHERE media.id = spoken.id AND trashed_at IS NULL)
    """
