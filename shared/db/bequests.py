"""Hands on what people decided of a file beside who is in it: verdicts on findings, date, place, covers.

What was said of the kept file itself holds: what says the same of the same place, or the contrary, stays with
the other one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg2.extras import Json

from shared.db import deeds, index, marks
from shared.db.connection import Connection, run, value
from shared.db.moved import moved

Part = tuple[int, int | None]  # how many files a deed touched, and its number


def verdicts(conn: Connection, keep: int, others: Sequence[int], by: str) -> list[Part]:
    """Let what people confirmed, rejected and corrected in the others be said of `keep`, by those people."""
    added = [row for other in others for row in value(conn, _VERDICTS, of=other, to=keep)]
    if not added:
        return []
    index.refresh(conn, keep)
    return [(1, deeds.record(conn, "verdict", by, {"media_id": keep, "added": added, "removed": []}))]


def date(conn: Connection, keep: int, others: Sequence[int], by: str) -> list[Part]:
    """Give `keep` the date that somebody gave another, where its own is none or the one they corrected."""
    found = value(conn, _DATE, keep=keep, others=list(others))
    if not found:
        return []
    taken_at, offset = datetime.fromisoformat(found["taken_at"]), found["taken_offset"]
    return [marks.date(conn, [keep], by, taken_at=taken_at, offset=offset)]


def place(conn: Connection, keep: int, others: Sequence[int], by: str) -> list[Part]:
    """Give `keep` another's place: a person's where its own is none or the one they corrected, else any.

    A person may have said that it is not known; that holds too.
    """
    found = value(conn, _PLACE, keep=keep, others=list(others))
    if not found:
        return []
    latitude, longitude = found
    return [marks.place(conn, [keep], by, None if latitude is None else (latitude, longitude))]


def stand_for(conn: Connection, keep: int, others: Sequence[int]) -> dict[str, Any]:
    """Let `keep` be on albums' covers for the others, and no duplicate of what they were said not to be.

    Return what `give_back` takes.
    """
    return {
        "covers": value(conn, _COVERS, keep=keep, others=list(others)),
        "apart": value(conn, _APART, keep=keep, others=list(others)),
    }


def give_back(conn: Connection, before: Mapping[str, Any]) -> None:
    """Undo `stand_for`, as far as nobody said otherwise since."""
    run(conn, _COVERS_BACK, keep=before["keep"], covers=Json(before.get("covers", [])))
    run(conn, _TOGETHER, apart=Json(before.get("apart", [])))


_SAID = """
    held.id, held.decision, held.label, held.kind, held.text, held.said, held.start_second, held.end_second,
    held.language, held.by_name, held.at
    """
_TWIN = """
      FROM finding JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = %(to)s
     CROSS JOIN LATERAL overlap(box_at(finding.box_left, finding.box_top, finding.box_width,
                                       finding.box_height),
                                box_at(held.box_left, held.box_top, held.box_width,
                                       held.box_height)) AS shared
     WHERE finding.media_id = %(to)s AND finding.box_left IS NOT NULL
       AND CASE WHEN held.text IS NULL THEN finding.text IS NULL AND finding.label = held.label
                                            AND shared >= 0.2
                ELSE finding.text = held.text END
     ORDER BY shared DESC, finding.id
    """
# `held` is what was said of the other file; `moved` the same, put to where it belongs in the kept one.
_VERDICTS = f"""
    WITH moved AS (
        {moved("verdict", _SAID, _TWIN)}
           AND (held.decision <> 'rejected' OR held.label IS DISTINCT FROM 'face')  -- see `carrying`
    ), new AS (
        INSERT INTO verdict (media_id, decision, label, kind, text, said, box_left, box_top, box_width,
                             box_height, start_second, end_second, language, by_name, at)
        SELECT %(to)s, decision, label, kind, text, said, box_left, box_top, box_width, box_height,
               start_second, end_second, language, by_name, at
          FROM moved
         WHERE NOT EXISTS (
                SELECT FROM verdict AS known
                 CROSS JOIN LATERAL (SELECT (known.box_left IS NULL, known.start_second IS NULL)
                                          = (moved.box_left IS NULL, moved.start_second IS NULL) AS alike)
                 WHERE known.media_id = %(to)s
                   AND mark_of(known.kind) IS NOT DISTINCT FROM mark_of(moved.kind)
                   AND (alike OR (known.decision = 'confirmed') <> (moved.decision = 'confirmed'))
                   AND (speaks_of(known, jsonb_populate_record(NULL::finding, to_jsonb(moved)))
                        OR speaks_of(jsonb_populate_record(NULL::verdict, to_jsonb(moved)),
                                     jsonb_populate_record(NULL::finding, to_jsonb(known)))))
        RETURNING id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(new) ORDER BY id), '[]') FROM new
    """
# A camera's own date of the kept file is better than one that was given to a copy that had lost it.
_DATE = """
    SELECT jsonb_build_object('taken_at', other.taken_at::text, 'taken_offset', other.taken_offset)
      FROM media AS kept, media AS other JOIN as_read ON as_read.media_id = other.id
     WHERE kept.id = %(keep)s AND kept.dated_by IS NULL
       AND other.id = ANY (%(others)s) AND other.dated_by IS NOT NULL
       AND (kept.taken_from IN ('file name', 'file date') OR kept.taken_at = as_read.taken_at)
     ORDER BY other.dated_at DESC, other.id LIMIT 1
    """
_PLACE = """
    SELECT ARRAY[other.latitude, other.longitude]
      FROM media AS kept, media AS other LEFT JOIN as_read ON as_read.media_id = other.id
     WHERE kept.id = %(keep)s AND kept.placed_by IS NULL AND other.id = ANY (%(others)s)
       AND CASE WHEN kept.latitude IS NULL THEN other.latitude IS NOT NULL
                ELSE other.placed_by IS NOT NULL
                     AND (as_read.latitude, as_read.longitude) = (kept.latitude, kept.longitude) END
     ORDER BY other.placed_by IS NULL, other.placed_at DESC, other.id LIMIT 1
    """
_COVERS = """
    WITH now AS (
        UPDATE album SET cover_id = %(keep)s FROM album AS old
         WHERE old.id = album.id AND album.cover_id = ANY (%(others)s)
        RETURNING album.id, old.cover_id AS was
    )
    SELECT coalesce(jsonb_agg(to_jsonb(now)), '[]') FROM now
    """
_COVERS_BACK = """
    UPDATE album SET cover_id = item.was
      FROM jsonb_to_recordset(%(covers)s) AS item (id bigint, was bigint)
     WHERE album.id = item.id AND album.cover_id = %(keep)s
    """
_APART = """
    WITH told AS (
        SELECT DISTINCT ON (third) CASE WHEN low = ANY (%(others)s) THEN high ELSE low END AS third, apart_by
          FROM likeness_pair
         WHERE apart_by IS NOT NULL AND (low = ANY (%(others)s)) <> (high = ANY (%(others)s))
    ), now AS (
        UPDATE likeness_pair AS pair SET apart_by = told.apart_by FROM told
         WHERE pair.low = least(told.third, %(keep)s) AND pair.high = greatest(told.third, %(keep)s)
           AND pair.apart_by IS NULL
        RETURNING pair.low, pair.high, pair.apart_by
    )
    SELECT coalesce(jsonb_agg(to_jsonb(now)), '[]') FROM now
    """
_TOGETHER = """
    UPDATE likeness_pair AS pair SET apart_by = NULL
      FROM jsonb_populate_recordset(NULL::likeness_pair, %(apart)s) AS item
     WHERE (pair.low, pair.high, pair.apart_by) = (item.low, item.high, item.apart_by)
    """
