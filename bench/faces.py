"""Many faces of many people: vectors of 128 numbers about as dlib gives them, in clusters of unequal size.

Two faces of one person lie about 0.4 apart, those of two people about 0.85; the people differ in how often
they were photographed as words do in a text (Zipf).  Half of the spread of a person's faces lies in 24
directions that all people share (pose, light, age), the rest in all 128.
"""

import io
from contextlib import closing

import numpy as np
import psycopg2

from bench.libraries import execute
from shared.db.connection import Connection, value

DIMENSIONS, SHARED = 128, 24
PERSON, SAME = 0.85, 0.4  # distances
FACES_OF_ONE = 100  # on average
_AT_ONCE = 50_000
_ROW = np.dtype([
    ("fields", ">i2"), ("size_1", ">i4"), ("finding_id", ">i8"), ("size_2", ">i4"), ("media_id", ">i8"),
    ("size_3", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"), ("embedding", ">f4", DIMENSIONS),
])  # fmt: skip
MEMORY = "1500MB"  # for the index; what does not fit takes many times as long


def ensure(url: str, count: int) -> None:
    """Let a library have so many described faces; those of a run before are used again."""
    with closing(psycopg2.connect(url)) as conn:
        if value(conn, "SELECT count(*) FROM face") != count:
            fill(conn, url, count)


def fill(conn: Connection, url: str, count: int) -> None:
    """Give so many findings of faces a vector each, and build the index: minutes for a million."""
    index = value(conn, "SELECT indexdef FROM pg_indexes WHERE indexname = 'face_embedding'")
    with conn.cursor() as cursor:
        cursor.execute("SELECT id, media_id FROM finding WHERE label = 'face' ORDER BY id LIMIT %s", (count,))
        found = np.array(cursor.fetchall(), dtype=np.int64)
        cursor.execute("DROP INDEX face_embedding")
        cursor.execute("TRUNCATE face")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for start in range(0, len(found), _AT_ONCE):
            part = found[start : start + _AT_ONCE]
            vectors = embeddings(len(part), people=people(count), seed=start)
            cursor.copy_expert(COPY, io.BytesIO(copied(part, vectors)))
    conn.commit()
    execute(url, f"SET maintenance_work_mem = '{MEMORY}'", index, "VACUUM ANALYZE face")


def people(count: int) -> int:
    """How many people so many faces are of."""
    return max(count // FACES_OF_ONE, 10)


def whose(count: int, people: int) -> np.ndarray:
    """Of which of the people each face is that `fill` makes, in the order of their findings."""
    parts = [(start, min(_AT_ONCE, count - start)) for start in range(0, count, _AT_ONCE)]
    return np.concatenate([_drawn(np.random.default_rng(start), part, people) for start, part in parts])


def _drawn(random: np.random.Generator, count: int, people: int) -> np.ndarray:
    shares = 1 / (np.arange(people) + 10)
    return random.choice(people, count, p=shares / shares.sum())


def embeddings(count: int, *, people: int, seed: int) -> np.ndarray:
    """So many vectors of the same `people`, whoever they are of; others for another `seed`."""
    same = np.random.default_rng(128)
    middles = same.normal(0, PERSON / np.sqrt(2 * DIMENSIONS), (people, DIMENSIONS)).astype(np.float32)
    directions = np.linalg.qr(same.normal(size=(DIMENSIONS, SHARED)))[0].astype(np.float32)
    common = same.normal(0, 0.8 / np.sqrt(DIMENSIONS), DIMENSIONS).astype(np.float32)
    random = np.random.default_rng(seed)
    who = _drawn(random, count, people)
    spread = SAME / 2  # of a face from the middle of its person: of half the square of what lies between two
    inner = random.normal(0, spread / np.sqrt(SHARED), (count, SHARED)).astype(np.float32) @ directions.T
    outer = random.normal(0, spread / np.sqrt(DIMENSIONS), (count, DIMENSIONS)).astype(np.float32)
    return np.asarray(common + middles[who] + inner + outer, dtype=np.float32)


def copied(found: np.ndarray, vectors: np.ndarray) -> bytes:
    """The rows as COPY takes them in binary."""
    rows = np.zeros(len(found), _ROW)
    rows["fields"], rows["dimensions"] = 3, DIMENSIONS
    rows["size_1"], rows["size_2"], rows["size_3"] = 8, 8, 4 + 4 * DIMENSIONS
    rows["finding_id"], rows["media_id"], rows["embedding"] = found[:, 0], found[:, 1], vectors
    return b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff"


COPY = "COPY face (finding_id, media_id, embedding) FROM STDIN (FORMAT binary)"
