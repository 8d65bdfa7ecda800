"""Stores what an analysis found, in place of what it found before."""

from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from typing import Any

from psycopg2.extras import execute_values

from shared.db import outlines
from shared.db.connection import Connection, insert, run
from shared.domain import Finding, Likeness
from shared.text import clean


def replace_all(conn: Connection, analysis_id: int, media_id: int, found: Sequence[Finding]) -> None:
    """Let `found` be all that this analysis found; embeddings go to `face`, parents are linked."""
    run(conn, "DELETE FROM finding WHERE analysis_id = %(id)s", id=analysis_id)
    if not found:
        return
    complete = _with_parents(found)
    places = {finding: place for place, finding in reversed(list(enumerate(complete)))}
    ids = _ids(conn, len(complete))
    _insert(
        conn,
        [
            (ids[place], analysis_id, media_id, _parent_id(finding, places, ids), *_columns(finding))
            for place, finding in enumerate(complete)
        ],
    )
    faces = [
        (ids[place], media_id, *_face(finding)) for place, finding in enumerate(complete) if finding.embedding
    ]
    numbered = list(zip(ids, complete, strict=True))
    _insert_likenesses(conn, media_id, numbered)
    _insert_palettes(conn, media_id, numbered)
    _insert_localities(conn, media_id, numbered)
    outlines.add(conn, media_id, numbered)
    insert(conn, "face", ("finding_id", "media_id", "embedding", "landmarks", "chip"), faces)
    pictures = [
        (ids[place], media_id, finding.start, _vector(finding.picture))
        for place, finding in enumerate(complete)
        if finding.picture and not finding.box
    ]
    insert(conn, "picture", ("finding_id", "media_id", "start_second", "embedding"), pictures)
    _insert_animals(conn, media_id, numbered)


def _insert_animals(conn: Connection, media_id: int, found: Sequence[tuple[int, Finding]]) -> None:
    """What a part of a picture looks like is that of an animal."""
    animals = [(n, media_id, _vector(one.picture), one.chip) for n, one in found if one.picture and one.box]
    insert(conn, "animal", ("finding_id", "media_id", "embedding", "chip"), animals)


def _insert_likenesses(conn: Connection, media_id: int, found: Sequence[tuple[int, Finding]]) -> None:
    hashes = [
        (finding_id, media_id, *map(_bits, astuple(finding.likeness)))
        for finding_id, finding in found
        if finding.likeness
    ]
    insert(conn, "likeness", ("finding_id", "media_id", *(field.name for field in fields(Likeness))), hashes)


def _insert_palettes(conn: Connection, media_id: int, found: Sequence[tuple[int, Finding]]) -> None:
    palettes = [(number, media_id, list(finding.palette)) for number, finding in found if finding.palette]
    insert(conn, "palette", ("finding_id", "media_id", "colours"), palettes)


def _insert_localities(conn: Connection, media_id: int, found: Sequence[tuple[int, Finding]]) -> None:
    places = [(number, media_id, *astuple(one.locality)) for number, one in found if one.locality]
    insert(conn, "locality", _LOCALITY, places)


_LOCALITY = (
    "finding_id",
    "media_id",
    "city",
    "region",
    "country",
    "country_code",
    "near",
    "kilometres",
    "near_kilometres",
)


def _bits(given: bytes) -> str:
    return f"{int.from_bytes(given):0{len(given) * 8}b}"


def _with_parents(found: Sequence[Finding]) -> list[Finding]:
    """`found`, and after it every parent that was named and not yielded."""
    complete, known = list(found), set(found)
    for finding in complete:
        parent = _parent(finding)
        if parent and parent not in known:
            known.add(parent)
            complete.append(parent)
    return complete


def _parent(finding: Finding) -> Finding | None:
    """The parent at the second of `finding`, for it was named before the frame's second was known."""
    if finding.parent is None or finding.parent.start is not None:
        return finding.parent
    return replace(finding.parent, start=finding.start)


def _parent_id(finding: Finding, places: dict[Finding, int], ids: Sequence[int]) -> int | None:
    parent = _parent(finding)
    return ids[places[parent]] if parent else None


def _ids(conn: Connection, count: int) -> list[int]:
    with conn.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('finding', 'id')) FROM generate_series(1, %(count)s)",
            {"count": count},
        )
        return [row[0] for row in cursor.fetchall()]


def _insert(conn: Connection, values: Sequence[tuple[Any, ...]]) -> None:
    """One statement, so that a child may come before its parent."""
    with conn.cursor() as cursor:
        execute_values(
            cursor,
            """
            INSERT INTO finding
                (id, analysis_id, media_id, parent_id, label, text, language, score,
                 box_left, box_top, box_width, box_height, start_second, end_second)
            OVERRIDING SYSTEM VALUE VALUES %s
            """,
            values,
            page_size=len(values),
        )


def _columns(finding: Finding) -> tuple[Any, ...]:
    box = finding.box
    return (
        clean(finding.label) if finding.label is not None else None,
        clean(finding.text) if finding.text is not None else None,
        finding.language,
        None if finding.score is None else float(finding.score),
        *((float(box.left), float(box.top), float(box.width), float(box.height)) if box else (None,) * 4),
        finding.start,
        finding.end,
    )


def _face(finding: Finding) -> tuple[str, list[float] | None, bytes | None]:
    landmarks = [float(number) for point in finding.landmarks or () for number in point]
    return _vector(finding.embedding or ()), landmarks or None, finding.chip


def _vector(numbers: Sequence[float]) -> str:
    return "[" + ",".join(repr(float(number)) for number in numbers) + "]"
