"""Files that look like one, or in which a face looks like one, as the query language asks for them."""

from dataclasses import dataclass

from shared.db.asking import NEVER, Asking
from shared.db.connection import one, rows, run
from shared.query import values
from shared.query.tree import Sign

ALIKE = 1.0  # between two embeddings of length 1: a cosine of 0.5
SAME_FACE = 0.55  # Euclidean, of the 128 numbers of a face
NEAREST = 500  # candidates; see `hnsw.ef_search`


@dataclass(frozen=True)
class _Example:
    media_id: int
    embedding: str


@dataclass(frozen=True)
class _Near:
    media_id: int
    distance: float


def similar(asking: Asking, _sign: Sign, text: str) -> str:
    """The files whose picture looks like that of a file; it is the first of them."""
    asked = values.whole(text)
    example = one(
        asking.conn,
        _Example,
        "SELECT media_id, embedding::text AS embedding FROM picture WHERE media_id = %(id)s"
        " ORDER BY finding_id LIMIT 1",
        id=asked,
    )
    return _near(asking, example, table="picture", kind="halfvec(640)", most=ALIKE)


def face(asking: Asking, _sign: Sign, text: str) -> str:
    """The files with a face that looks like a face."""
    asked = values.whole(text)
    sql = "SELECT media_id, embedding::text AS embedding FROM face WHERE finding_id = %(id)s"
    return _near(
        asking, one(asking.conn, _Example, sql, id=asked), table="face", kind="vector", most=SAME_FACE
    )


def _near(asking: Asking, example: _Example | None, *, table: str, kind: str, most: float) -> str:
    if example is None or not asking.visible(example.media_id):
        return NEVER
    run(asking.conn, "SET LOCAL hnsw.ef_search = %(nearest)s", nearest=NEAREST)
    # By nothing but the distance, or the index would not be used.
    sql = f"""
        SELECT media_id, embedding <-> %(example)s::{kind} AS distance FROM {table}
         ORDER BY embedding <-> %(example)s::{kind} LIMIT %(nearest)s
        """
    found = rows(asking.conn, _Near, sql, example=example.embedding, nearest=NEAREST)
    return asking.numbered([near.media_id for near in found if near.distance <= most])
