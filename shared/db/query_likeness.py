"""Files that look like one, or in which a face looks like one, as the query language asks for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.db import described, nearness
from shared.db.asking import NEVER, Asking
from shared.db.clauses import Clauses
from shared.db.connection import Connection, one, rows, run
from shared.query import ordering, values
from shared.query.tree import Condition, Sign

ALIKE = 1.0  # between two embeddings of length 1: a cosine of 0.5
SAME_FACE = 0.55  # Euclidean, of the 128 numbers of a face
NEAREST = 500  # candidates; see `hnsw.ef_search`
_SHOWN = """
    EXISTS (SELECT FROM finding AS shown JOIN serving ON serving.id = shown.analysis_id
             WHERE shown.id = {near}.finding_id AND serving.media_id = {near}.media_id AND NOT shown.overruled
               AND (%(model)s::text IS NULL OR serving.model = %(model)s) OFFSET 0)
"""


@dataclass(frozen=True)
class Measured:
    """How far a picture or face of a file is from an `example`; `start` is its second in a recording."""

    media_id: int
    finding: int
    start: float | None
    distance: float
    example: str


@dataclass(frozen=True)
class _Measure:
    """What two pictures are compared by: its table, column and type, the distance, and how far is alike."""

    table: str
    column: str
    kind: str
    operator: str
    most: float


_MEASURES = {
    "similar": _Measure("picture", "embedding", "halfvec(640)", "<->", ALIKE),
    "face": _Measure("face", "embedding", "vector", "<->", SAME_FACE),
    "hash": _Measure("likeness", "blocks", "bit(256)", "<~>", nearness.ALIKE),
}


@dataclass(frozen=True)
class _Example:
    media_id: int
    embedding: str
    model: str | None
    name: str


@dataclass(frozen=True)
class _Near:
    media_id: int
    distance: float


def order(conn: Connection, question: Condition | None, key: str) -> list[int]:
    """The files that are like the example of a question, the nearest first.

    `key` is similar or face for an example of that kind, alike for whatever example there is.
    """
    asked = ordering.example(question, ordering.LIKENESSES if key == "alike" else (key,))
    if asked is None:
        return []
    number = values.whole(asked.value)
    if asked.key == "alike":
        return _alike(conn, number)
    example = _example(conn, asked.key, number)
    found = _nearest(conn, example, _MEASURES[asked.key]) if example else []
    return list(dict.fromkeys(near.media_id for near in found))


def similar(asking: Asking, _sign: Sign, text: str) -> str:
    """The files whose picture looks like that of a file; it is the first of them."""
    return _near(asking, "similar", values.whole(text))


def alike(asking: Asking, _sign: Sign, text: str) -> str:
    """The files of which much the same is known as of a file, which is the first of them."""
    example = values.whole(text)
    return asking.numbered(_alike(asking.conn, example)) if asking.visible(example) else NEVER


def _alike(conn: Connection, example: int) -> list[int]:
    whole = Clauses("media", ("media.trashed_at IS NULL",), {}, "media.taken_at", "media.id")
    return [one.media_id for one in described.nearest(conn, example, whole, apart=(), limit=NEAREST)]


def face(asking: Asking, _sign: Sign, text: str) -> str:
    """The files with a face that looks like a face."""
    return _near(asking, "face", values.whole(text))


def measured(
    conn: Connection, key: str, number: int, *, ids: Sequence[int], visible: Callable[[int], bool]
) -> list[Measured]:
    """Those of the files `ids` that are like the example of a key, each by what is nearest in it.

    The key is similar or face, or hash for the bits in which the hashes of two pictures differ.  An example
    in a file that is not `visible` to the one who asks tells nothing.
    """
    measure, example = _MEASURES[key], _example(conn, key, number)
    if example is None or not visible(example.media_id):
        return []
    table = measure.table
    sql = f"""
        SELECT DISTINCT ON (media_id) * FROM (
            SELECT {table}.media_id, finding.id AS finding, finding.start_second AS start,
                   {measure.column} {measure.operator} %(example)s::{measure.kind} AS distance,
                   %(name)s AS example
              FROM {table} JOIN finding ON finding.id = {table}.finding_id
             WHERE {table}.media_id = ANY (%(ids)s::bigint[]) AND {_SHOWN.format(near=table)}) AS told
         WHERE distance <= %(most)s ORDER BY media_id, distance, finding
        """
    given = {"example": example.embedding, "model": example.model, "name": example.name}
    return rows(conn, Measured, sql, **given, ids=list(ids), most=measure.most)


def _example(conn: Connection, key: str, number: int) -> _Example | None:
    return _face(conn, number) if key == "face" else _picture(conn, number, _MEASURES[key])


def _picture(conn: Connection, media_id: int, measure: _Measure) -> _Example | None:
    table = measure.table
    sql = f"""
        SELECT media.id AS media_id, {measure.column}::text AS embedding, serving.model, media.name
          FROM {table} JOIN media ON media.id = {table}.media_id
          JOIN finding ON finding.id = {table}.finding_id
          JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = media.id
         WHERE media.id = %(id)s ORDER BY finding.id LIMIT 1
        """
    return one(conn, _Example, sql, id=media_id)


def _face(conn: Connection, finding_id: int) -> _Example | None:
    """A face, whose numbers mean the same whichever model found it."""
    sql = """
        SELECT media_id, embedding::text AS embedding, NULL AS model, media.name
          FROM face JOIN media ON media.id = face.media_id WHERE finding_id = %(id)s
        """
    return one(conn, _Example, sql, id=finding_id)


def _near(asking: Asking, key: str, number: int) -> str:
    measure, example = _MEASURES[key], _example(asking.conn, key, number)
    if example is None or not asking.visible(example.media_id):
        return NEVER
    found = _nearest(asking.conn, example, measure)
    return asking.numbered([near.media_id for near in found if near.distance <= measure.most])


def _nearest(conn: Connection, example: _Example, measure: _Measure) -> list[_Near]:
    run(conn, "SET LOCAL hnsw.ef_search = %(nearest)s", nearest=NEAREST)
    # By nothing but the distance in the inner order, or the index would not be used.
    distance = f"{measure.column} {measure.operator} %(example)s::{measure.kind}"
    sql = f"""
        WITH near AS MATERIALIZED (
            SELECT finding_id, media_id, {distance} AS distance FROM {measure.table}
             ORDER BY {distance} LIMIT %(nearest)s
        )
        SELECT media_id, distance FROM near WHERE {_SHOWN.format(near="near")} ORDER BY distance, finding_id
        """
    return rows(conn, _Near, sql, example=example.embedding, model=example.model, nearest=NEAREST)
