"""Files that look like one, or in which a face looks like one, as the query language asks for them."""

from dataclasses import dataclass

from shared.db import described
from shared.db.asking import NEVER, Asking
from shared.db.clauses import Clauses
from shared.db.connection import Connection, one, rows, run
from shared.query import ordering, values
from shared.query.tree import Condition, Sign

ALIKE = 1.0  # between two embeddings of length 1: a cosine of 0.5
SAME_FACE = 0.55  # Euclidean, of the 128 numbers of a face
_PICTURE, _FACE = ("picture", "halfvec(640)"), ("face", "vector")  # their tables, and what lies in these
NEAREST = 500  # candidates; see `hnsw.ef_search`


@dataclass(frozen=True)
class _Example:
    media_id: int
    embedding: str


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
    look, table, kind = (_picture, *_PICTURE) if asked.key == "similar" else (_face, *_FACE)
    example = look(conn, number)
    found = _nearest(conn, example.embedding, table, kind) if example else []
    return list(dict.fromkeys(near.media_id for near in found))


def similar(asking: Asking, _sign: Sign, text: str) -> str:
    """The files whose picture looks like that of a file; it is the first of them."""
    return _near(asking, _picture(asking.conn, values.whole(text)), *_PICTURE, most=ALIKE)


def alike(asking: Asking, _sign: Sign, text: str) -> str:
    """The files of which much the same is known as of a file, which is the first of them."""
    example = values.whole(text)
    return asking.numbered(_alike(asking.conn, example)) if asking.visible(example) else NEVER


def _alike(conn: Connection, example: int) -> list[int]:
    whole = Clauses("media", ("media.trashed_at IS NULL",), {}, "media.taken_at", "media.id")
    return [one.media_id for one in described.nearest(conn, example, whole, apart=(), limit=NEAREST)]


def face(asking: Asking, _sign: Sign, text: str) -> str:
    """The files with a face that looks like a face."""
    return _near(asking, _face(asking.conn, values.whole(text)), *_FACE, most=SAME_FACE)


def _picture(conn: Connection, media_id: int) -> _Example | None:
    sql = """
        SELECT media_id, embedding::text AS embedding FROM picture WHERE media_id = %(id)s
         ORDER BY finding_id LIMIT 1
        """
    return one(conn, _Example, sql, id=media_id)


def _face(conn: Connection, finding_id: int) -> _Example | None:
    sql = "SELECT media_id, embedding::text AS embedding FROM face WHERE finding_id = %(id)s"
    return one(conn, _Example, sql, id=finding_id)


def _near(asking: Asking, example: _Example | None, table: str, kind: str, *, most: float) -> str:
    if example is None or not asking.visible(example.media_id):
        return NEVER
    found = _nearest(asking.conn, example.embedding, table, kind)
    return asking.numbered([near.media_id for near in found if near.distance <= most])


def _nearest(conn: Connection, example: str, table: str, kind: str) -> list[_Near]:
    run(conn, "SET LOCAL hnsw.ef_search = %(nearest)s", nearest=NEAREST)
    # By nothing but the distance, or the index would not be used.
    sql = f"""
        SELECT media_id, embedding <-> %(example)s::{kind} AS distance FROM {table}
         ORDER BY embedding <-> %(example)s::{kind} LIMIT %(nearest)s
        """
    return rows(conn, _Near, sql, example=example, nearest=NEAREST)
