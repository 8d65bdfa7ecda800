"""The points of faces, bodies and hands: packed into few bytes, and as they were."""

import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, insert, rows
from shared.domain import Finding, Outline

SIDE, LIMIT = 8192, 2**15 - 1  # steps to a side of the picture, and the farthest that two bytes can tell
LAYERS = {"face": "mesh", "body": "body", "left hand": "hand", "right hand": "hand"}


@dataclass(frozen=True)
class Marked:
    """One face, body or hand: its points as x, y pairs in fractions of the upright picture.

    Some may lie outside of it.  `sure` is how sure each point is, None where that is not told.  A `face` has
    478 points, numbered as in MediaPipe's mesh, from 468 on those of the irises; a body 33, a hand 21,
    numbered as MediaPipe does.  `gesture` is what a hand shows, `start` the second in a film, `parent_id`
    the body of a hand.
    """

    id: int
    analyzer: str
    parent_id: int | None
    kind: str
    score: float | None
    start: float | None
    points: list[float]
    sure: list[float] | None
    gesture: str | None


@dataclass(frozen=True)
class _Row:
    id: int
    analyzer: str
    parent_id: int | None
    kind: str
    score: float | None
    start: float | None
    points: memoryview
    sure: memoryview | None
    gesture: str | None


@dataclass(frozen=True)
class _Count:
    kind: str
    seconds: list[float | None]


def add(conn: Connection, media_id: int, found: Sequence[tuple[int, Finding]]) -> None:
    """Store the points of findings that have some."""
    packed = [(number, media_id, *_packed(one.outline)) for number, one in found if one.outline]
    insert(conn, "outline", ("finding_id", "media_id", "kind", "points", "sure"), packed)


def of(conn: Connection, media_id: int) -> list[Marked]:
    """Every face, body and hand of a file whose points are known and shown."""
    return [_marked(row) for row in rows(conn, _Row, _SQL, id=media_id)]


def counts(conn: Connection, media_id: int) -> Mapping[str, int]:
    """How many there are by layer, `mesh`, `body` and `hand`: in a film the most at one second."""
    most: dict[str, Counter[float | None]] = {}
    for row in rows(conn, _Count, _COUNTS, id=media_id):
        most.setdefault(LAYERS[row.kind], Counter()).update(row.seconds)
    return {layer: max(seconds.values()) for layer, seconds in most.items()}


def _packed(outline: Outline) -> tuple[str, bytes, bytes | None]:
    numbers = [round(number * SIDE) for point in outline.points for number in point]
    held = [min(max(number, -LIMIT), LIMIT) for number in numbers]
    sure = bytes(round(one * 255) for one in outline.sure)
    return outline.kind, struct.pack(f">{len(held)}h", *held), sure or None


def _marked(row: _Row) -> Marked:
    points = struct.unpack(f">{len(row.points) // 2}h", row.points)
    sure = None if row.sure is None else [round(one / 255, 2) for one in bytes(row.sure)]
    told = [round(number / SIDE, 4) for number in points]
    return Marked(
        row.id, row.analyzer, row.parent_id, row.kind, row.score, row.start, told, sure, row.gesture
    )


_SHOWN = """
      FROM outline JOIN finding ON finding.id = outline.finding_id
      JOIN serving ON serving.id = finding.analysis_id
     WHERE outline.media_id = %(id)s AND serving.media_id = %(id)s
       AND coalesce(score, 1) >= coalesce(threshold, 0) AND NOT overruled
    """
_SQL = f"""
    SELECT finding.id, serving.analyzer, parent_id, outline.kind, score, start_second AS start, points, sure,
           (SELECT label FROM finding AS inside WHERE inside.parent_id = finding.id AND label IS NOT NULL
               AND NOT inside.overruled ORDER BY inside.id LIMIT 1) AS gesture
    {_SHOWN}
     ORDER BY start_second NULLS FIRST, finding.id
    """
_COUNTS = f"SELECT outline.kind, array_agg(start_second) AS seconds {_SHOWN} GROUP BY outline.kind"
