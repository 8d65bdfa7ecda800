"""Finds the faces that look most like one, by the distance of their embeddings."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, one, rows, run
from shared.db.search import clauses
from shared.db.selection import Selection
from shared.db.served import serves
from shared.errors import NotFound

NEAREST = 200  # candidates of the index, whose recall of 50 is 0.98 at that; see `hnsw.ef_search`


@dataclass(frozen=True)
class Face:
    """A face in a file; `face` is true where a crop can be had from `/api/faces/<id>/chip`.

    `distance` is the Euclidean one of the 128 numbers that describe each face.
    """

    id: int
    media_id: int
    name: str
    taken_at: datetime
    start: float | None
    face: bool
    distance: float


@dataclass(frozen=True)
class _Asked:
    media_id: int
    embedding: str


def similar(
    conn: Connection, finding_id: int, selection: Selection, *, within: float, limit: int = 100
) -> list[Face]:
    """The faces in files of `selection` that are nearer than `within`, the nearest first.

    The face itself is the first of them.  Raises `NotFound` for what is no described face.
    """
    asked = one(
        conn,
        _Asked,
        "SELECT media_id, embedding::text AS embedding FROM face WHERE finding_id = %(id)s",
        id=finding_id,
    )
    if asked is None:
        raise NotFound(f"no face has the id {finding_id}")
    run(conn, "SET LOCAL hnsw.ef_search = %(nearest)s", nearest=NEAREST)
    found = clauses(conn, selection)
    # By nothing but the distance in the inner order, or the index would not be used.  Then one after the
    # other is asked whether it is shown, the nearest first, until there are enough.
    sql = f"""
        WITH near AS MATERIALIZED (
            SELECT finding_id, media_id, chip IS NOT NULL AS face,
                   embedding <-> %(embedding)s::vector AS distance
              FROM face ORDER BY embedding <-> %(embedding)s::vector LIMIT %(nearest)s
        )
        SELECT near.finding_id AS id, near.media_id, shown.name, shown.taken_at, shown.start, near.face,
               near.distance
          FROM (SELECT * FROM near WHERE distance < %(within)s ORDER BY distance, finding_id OFFSET 0) AS near
         CROSS JOIN LATERAL (
            SELECT media.name, media.taken_at, finding.start_second AS start
              FROM {found.source} JOIN finding ON finding.id = near.finding_id
             WHERE {found.where} AND media.id = near.media_id AND NOT finding.overruled
               AND {serves("near.media_id", "finding.analysis_id")}
            OFFSET 0
         ) AS shown
         ORDER BY near.distance, near.finding_id LIMIT %(limit)s
        """
    given = {"embedding": asked.embedding, "nearest": NEAREST, "within": within, "limit": limit}
    return rows(conn, Face, sql, **found.parameters | given)
