"""What people say of single findings: that they are right, wrong, or really read otherwise.

A verdict outlives the finding that it was given on: it is anchored on the file, the label or text, the box
and the seconds, and `settle` (migration 0029) brings both together after every analysis.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg2.extras import Json

from shared import labels
from shared.db import deeds, index
from shared.db.changes import stale
from shared.db.connection import Connection, one, rows, run, value
from shared.errors import Conflict, NotFound

Decision = Literal["confirmed", "rejected", "corrected"]
LONGEST = 2000  # characters of a corrected text


@dataclass(frozen=True)
class Anchor:
    """What a verdict speaks of: a label or a text, where in the picture and when in a recording.

    Without box or second a label is meant wherever it is; text without a box was heard.
    """

    label: str | None = None
    kind: str | None = None
    text: str | None = None
    box_left: float | None = None
    box_top: float | None = None
    box_width: float | None = None
    box_height: float | None = None
    start_second: float | None = None
    end_second: float | None = None
    language: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What `by_name` said of something that was found; `alone` where no analysis finds it (any more).

    The box is in fractions of the upright picture, `start` and `end` are seconds of a recording.
    """

    id: int
    decision: Decision
    label: str | None
    kind: str | None
    text: str | None
    said: str | None
    left: float | None
    top: float | None
    width: float | None
    height: float | None
    start: float | None
    end: float | None
    by_name: str
    at: datetime
    alone: bool


def of(conn: Connection, media_id: int) -> tuple[Verdict, ...]:
    """What people said of the findings in one file, in the order of the recording."""
    found = rows(
        conn,
        Verdict,
        """
        SELECT id, decision, label, kind, text, said, box_left AS left, box_top AS top,
               box_width AS width, box_height AS height, start_second AS start, end_second AS end,
               by_name, at, alone
          FROM verdict WHERE media_id = %(media_id)s
         ORDER BY start_second NULLS FIRST, box_top NULLS FIRST, label, id
        """,
        media_id=media_id,
    )
    return tuple(found)


def anchor(conn: Connection, media_id: int, finding_id: int) -> Anchor:
    """Where a finding stands, or with a negative number a verdict.  Raises `NotFound`."""
    if finding_id < 0:
        found = one(conn, Anchor, _OF_VERDICT, id=-finding_id, media_id=media_id)
    else:
        found = one(conn, Anchor, _OF_FINDING, id=finding_id, media_id=media_id, kinds=Json(labels.KINDS))
    if found is None:
        raise NotFound("this was analysed again meanwhile, and is no longer there")
    return found


def give(
    conn: Connection, media_id: int, held: Anchor, decision: Decision, *, by: str, said: str | None = None
) -> int:
    """Let `by` confirm, reject or correct something, in place of what was said before; return the deed."""
    _lock(conn, media_id)
    gone = value(
        conn, _REPLACE, media_id=media_id, anchor=Json(asdict(held)), kind=held.kind, decision=decision
    )
    new = value(conn, _ADD, **asdict(held), media_id=media_id, decision=decision, said=said, by=by)
    index.refresh(conn, media_id)
    return deeds.record(conn, "verdict", by, {"media_id": media_id, "added": new, "removed": gone})


def withdraw(conn: Connection, media_id: int, verdict_id: int, by: str) -> int:
    """Let the machines' word count again; return the deed.  Raises `NotFound`."""
    _lock(conn, media_id)
    gone = value(
        conn,
        """
        WITH gone AS (DELETE FROM verdict WHERE id = %(id)s AND media_id = %(media_id)s RETURNING verdict.*)
        SELECT coalesce(jsonb_agg(to_jsonb(gone)), '[]') FROM gone
        """,
        id=verdict_id,
        media_id=media_id,
    )
    if not gone:
        raise NotFound("this was taken back meanwhile")
    index.refresh(conn, media_id)
    return deeds.record(conn, "verdict", by, {"media_id": media_id, "added": [], "removed": gone})


def undo(conn: Connection, before: Mapping[str, Any]) -> None:
    """Take back `give` or `withdraw`.  Raises `Conflict` where somebody said otherwise since."""
    _lock(conn, before["media_id"])
    added = [verdict["id"] for verdict in before["added"]]
    missing = len(added) - run(conn, "DELETE FROM verdict WHERE id = ANY (%(ids)s)", ids=added)
    missing += len(before["removed"]) - run(conn, _GIVE_BACK, removed=Json(before["removed"]))
    if missing:
        raise Conflict(stale(missing))
    index.refresh(conn, before["media_id"])


def _lock(conn: Connection, media_id: int) -> None:
    sql = "SELECT id FROM media WHERE id = %(id)s AND NOT doomed FOR NO KEY UPDATE"
    if value(conn, sql, id=media_id) is None:
        raise NotFound(f"no file has the id {media_id}")


_PLACE = "text, box_left, box_top, box_width, box_height, start_second, end_second, language"
_OF_VERDICT = f"SELECT label, kind, {_PLACE} FROM verdict WHERE id = %(id)s AND media_id = %(media_id)s"
_OF_FINDING = f"""
    SELECT CASE WHEN text IS NULL THEN label END AS label,
           CASE WHEN text IS NULL THEN coalesce(%(kinds)s::jsonb ->> analyzer, 'object') END AS kind, {_PLACE}
      FROM finding JOIN analysis ON analysis.id = analysis_id
     WHERE finding.id = %(id)s AND finding.media_id = %(media_id)s AND (label IS NOT NULL OR text IS NOT NULL)
    """
# What was said of the same, and what a person now says the contrary of.
_REPLACE = """
    WITH held AS (SELECT * FROM jsonb_populate_record(NULL::finding, %(anchor)s)),
    gone AS (
        DELETE FROM verdict USING held
         WHERE verdict.media_id = %(media_id)s
           AND mark_of(verdict.kind) IS NOT DISTINCT FROM mark_of(%(kind)s)
           AND ((verdict.label, verdict.text, verdict.box_left, verdict.box_top, verdict.box_width,
                 verdict.box_height, verdict.start_second)
                IS NOT DISTINCT FROM (held.label, held.text, held.box_left, held.box_top, held.box_width,
                                      held.box_height, held.start_second)
                OR (verdict.decision = 'confirmed') <> (%(decision)s = 'confirmed')
                   AND (speaks_of(verdict, held)
                        OR held.text IS NULL AND held.box_left IS NULL AND held.start_second IS NULL
                           AND verdict.label = held.label))
        RETURNING verdict.*
    )
    SELECT coalesce(jsonb_agg(to_jsonb(gone)), '[]') FROM gone
    """
_ADD = """
    WITH new AS (
        INSERT INTO verdict (media_id, decision, label, kind, text, said, box_left, box_top, box_width,
                             box_height, start_second, end_second, language, by_name)
        VALUES (%(media_id)s, %(decision)s, %(label)s, %(kind)s, %(text)s, %(said)s, %(box_left)s,
                %(box_top)s, %(box_width)s, %(box_height)s, %(start_second)s, %(end_second)s, %(language)s,
                %(by)s)
        RETURNING id
    )
    SELECT jsonb_agg(to_jsonb(new)) FROM new
    """
_GIVE_BACK = """
    INSERT INTO verdict OVERRIDING SYSTEM VALUE
    SELECT was.* FROM jsonb_populate_recordset(NULL::verdict, %(removed)s) AS was
      JOIN media ON media.id = was.media_id AND NOT media.doomed
    ON CONFLICT (id) DO NOTHING
    """
