"""What one line of an analyzer made of some files."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from shared.comparison import Seen
from shared.db.connection import Connection, rows, value
from shared.domain import Box


@dataclass(frozen=True)
class Side:
    """What one line made of one file, and how long that took."""

    seen: tuple[Seen, ...]
    seconds: float


@dataclass(frozen=True)
class _Found:
    media_id: int
    label: str | None
    text: str | None
    score: float | None
    left: float | None
    top: float | None
    width: float | None
    height: float | None
    start: float | None


@dataclass(frozen=True)
class _Took:
    media_id: int
    seconds: float


def both(
    conn: Connection, analyzer: str, before: tuple[int, int], after: tuple[int, int], *, most: int
) -> list[int]:
    """At most so many files, evenly spaced, that both lines have seen: an edition and a version each."""
    found = value(conn, _BOTH, analyzer=analyzer, before=before, after=after, most=most)
    return list(found or ())


def sides(conn: Connection, analyzer: str, line: tuple[int, int], ids: Sequence[int]) -> dict[int, Side]:
    """What a line made of these files, as far as it would be shown."""
    seen: dict[int, list[Seen]] = defaultdict(list)
    for found in rows(conn, _Found, _FINDINGS, analyzer=analyzer, line=line, ids=list(ids)):
        seen[found.media_id].append(_seen(found))
    took = rows(conn, _Took, _SECONDS, analyzer=analyzer, line=line, ids=list(ids))
    return {one.media_id: Side(tuple(seen[one.media_id]), one.seconds) for one in took}


def load(conn: Connection, analyzer: str, line: tuple[int, int], ids: Sequence[int]) -> float | None:
    """Seconds in which the model of a line comes into memory, the median over machines."""
    found: float | None = value(conn, _LOAD, analyzer=analyzer, line=line, ids=list(ids))
    return found


def _seen(found: _Found) -> Seen:
    edges = (found.left, found.top, found.width, found.height)
    box = Box(*(edge for edge in edges if edge is not None)) if None not in edges else None
    return Seen(found.label, found.text, found.score, box, found.start)


_OF_LINE = """
    analysis.analyzer = %(analyzer)s AND (analysis.edition, analysis.version) = %(line)s
    AND analysis.media_id = ANY (%(ids)s) AND analysis.done_at IS NOT NULL
    """
_FINDINGS = f"""
    SELECT finding.media_id, text, score,
           coalesce(label, nullif(concat_ws(', ', city, region, country), '')) AS label,
           box_left AS left, box_top AS top, box_width AS width, box_height AS height, start_second AS start
      FROM finding JOIN analysis ON analysis.id = finding.analysis_id
      LEFT JOIN analyzer ON analyzer.name = analysis.analyzer
      LEFT JOIN locality ON locality.finding_id = finding.id
     WHERE {_OF_LINE} AND coalesce(score, 1) >= coalesce(threshold, 0)
       AND (label IS NOT NULL OR text IS NOT NULL OR country IS NOT NULL)
     ORDER BY finding.id
    """
_SECONDS = f"""
    SELECT media_id, coalesce(sum(extract(epoch FROM ended_at - started_at)), 0)::float AS seconds
      FROM analysis WHERE {_OF_LINE} GROUP BY media_id
    """
_LOAD = f"""
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
      FROM model_load
     WHERE analyzer = %(analyzer)s AND (version, engine, model) IN (
           SELECT version, engine, model FROM analysis WHERE {_OF_LINE})
    """
_BOTH = """
    WITH bounds AS (
        SELECT min(media_id) AS low, max(media_id) - min(media_id) + 1 AS span FROM analysis
         WHERE analyzer = %(analyzer)s AND (edition, version) = %(after)s
           AND done_at IS NOT NULL AND segment = 0
    )
    SELECT array_agg(DISTINCT near.media_id ORDER BY near.media_id)
      FROM bounds CROSS JOIN generate_series(0, %(most)s - 1) AS step
     CROSS JOIN LATERAL (
        SELECT seen.media_id FROM analysis AS seen
         WHERE analyzer = %(analyzer)s AND (edition, version) = %(after)s
           AND done_at IS NOT NULL AND segment = 0 AND seen.media_id >= low + step * span / %(most)s
           AND EXISTS (SELECT FROM analysis AS other
                        WHERE other.media_id = seen.media_id AND other.analyzer = %(analyzer)s
                          AND (other.edition, other.version) = %(before)s AND other.segment = 0
                          AND other.done_at IS NOT NULL)
           AND NOT EXISTS (SELECT FROM media WHERE media.id = seen.media_id AND trashed_at IS NOT NULL)
         ORDER BY seen.media_id LIMIT 1) AS near
    """
