"""How near pictures are to some examples, by the distance of their embeddings or of their hashes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.db import described
from shared.db.clauses import Clauses
from shared.db.connection import Connection, rows, run
from shared.db.selection import By
from shared.domain import SIMILAR

__all__ = ["By", "Like", "nearest"]

MOST = 500  # files that are found for some examples
EXAMPLES = 20  # pictures that are looked from at most; of a video each scene is one
ALIKE = 77  # bits of 256 that differ at most: 70 % are the same
_SCANNED = 20_000  # candidates at most that the index gives where the filters let few of them pass


@dataclass(frozen=True)
class Like:
    """A file that looks like an example: how far it is from it, and at which second of a video."""

    media_id: int
    distance: float
    start: float | None


@dataclass(frozen=True)
class _Example:
    value: str
    model: str


@dataclass(frozen=True)
class _Measure:
    """A table of what pictures look like: its column and type, its distance, and how near is near enough."""

    table: str
    column: str
    kind: str
    distance: str
    start: str
    within: float


_BY: dict[By, _Measure] = {
    "embedding": _Measure("picture", "embedding", "halfvec", "<->", "start_second", SIMILAR),
    "hash": _Measure("likeness", "blocks", "bit(256)", "<~>", "NULL::double precision", ALIKE),
}


def nearest(
    conn: Connection,
    ids: Sequence[int],
    found: Clauses,
    seen: Clauses,
    *,
    by: By = "embedding",
    limit: int = MOST,
    within: float | None = None,
) -> list[Like]:
    """The files of the selection `found` that look like any of the files `ids`, the nearest first.

    Each stands at its distance to the example that is nearest to it: who shows a beach and a cat means
    either, and what lies between the two is neither.  Only examples among the files `seen` count.
    They are no part of the answer, and what another model described is not compared.
    """
    if by == "description":
        return _described(conn, ids, found, seen, limit=limit, within=within)
    measure = _BY[by]
    run(conn, "SET LOCAL hnsw.ef_search = %(limit)s", limit=min(max(limit, 40), MOST))
    run(conn, "SET LOCAL hnsw.iterative_scan = strict_order")
    run(conn, "SET LOCAL hnsw.max_scan_tuples = %(most)s", most=_SCANNED)
    best: dict[int, Like] = {}
    for example in _examples(conn, measure, ids, seen):
        for one in _near(conn, measure, found, example=example, ids=ids, limit=limit):
            _keep(best, one)
    reach = measure.within if within is None else within
    return _sorted([one for one in best.values() if one.distance < reach], limit)


def _described(
    conn: Connection, ids: Sequence[int], found: Clauses, seen: Clauses, *, limit: int, within: float | None
) -> list[Like]:
    """The files of which much the same is known as of one of the examples."""
    best: dict[int, Like] = {}
    reach = 1 - described.OVERLAP if within is None else within
    for example in _visible(conn, ids, seen)[:EXAMPLES]:
        for one in described.nearest(conn, example, found, apart=ids, limit=limit, within=reach):
            _keep(best, Like(one.media_id, one.distance, None))
    return _sorted(list(best.values()), limit)


def _keep(best: dict[int, Like], one: Like) -> None:
    known = best.get(one.media_id)
    if known is None or one.distance < known.distance:
        best[one.media_id] = one


def _sorted(found: list[Like], limit: int) -> list[Like]:
    return sorted(found, key=lambda one: (one.distance, one.media_id))[:limit]


def narrowed(conn: Connection, found: Clauses, seen: Clauses, ids: Sequence[int], *, by: By) -> Clauses:
    """The files of `found` that look like the examples; `distances` tells how far each is from them."""
    alike = nearest(conn, ids, found, seen, by=by)
    return replace(
        found,
        conditions=(*found.conditions, "media.id = ANY (%(alike)s::bigint[])"),
        parameters=found.parameters | {"alike": [one.media_id for one in alike]},
        distances={one.media_id: one.distance for one in alike},
    )


@dataclass(frozen=True)
class _Seen:
    id: int


def _visible(conn: Connection, ids: Sequence[int], seen: Clauses) -> list[int]:
    sql = f"""
        SELECT media.id FROM {seen.source} WHERE {seen.where} AND media.id = ANY (%(like_ids)s::bigint[])
         ORDER BY media.id
        """
    return [one.id for one in rows(conn, _Seen, sql, **seen.parameters, like_ids=list(ids))]


def _examples(conn: Connection, measure: _Measure, ids: Sequence[int], seen: Clauses) -> list[_Example]:
    sql = f"""
        SELECT value, model
          FROM unnest(%(like_ids)s::bigint[]) WITH ORDINALITY AS page (id, place)
         CROSS JOIN LATERAL (
            SELECT {measure.table}.{measure.column}::text AS value, serving.model, finding.id
              FROM {measure.table}
              JOIN finding ON finding.id = {measure.table}.finding_id
              JOIN serving ON serving.id = finding.analysis_id
             WHERE {measure.table}.media_id = page.id AND serving.media_id = page.id
             ORDER BY finding.id LIMIT %(like_examples)s
         ) AS example
         WHERE EXISTS (SELECT FROM {seen.source} WHERE media.id = page.id AND {seen.where} OFFSET 0)
         ORDER BY place, example.id
         LIMIT %(like_examples)s
        """
    return rows(
        conn, _Example, sql, **seen.parameters, like_ids=list(dict.fromkeys(ids)), like_examples=EXAMPLES
    )


def _near(
    conn: Connection,
    measure: _Measure,
    found: Clauses,
    *,
    example: _Example,
    ids: Sequence[int],
    limit: int,
) -> list[Like]:
    """The nearest to one example; as subqueries of each candidate, or the index would not be used."""
    table, column = measure.table, measure.column
    distance = f"{table}.{column} {measure.distance} %(like_example)s::{measure.kind}"
    sql = f"""
        SELECT {table}.media_id, {measure.start} AS start, {distance} AS distance
          FROM {table}
         WHERE {table}.media_id <> ALL (%(like_ids)s::bigint[])
           AND EXISTS (SELECT FROM {found.source}
                        WHERE media.id = {table}.media_id AND {found.where} OFFSET 0)
           AND EXISTS (SELECT FROM finding JOIN serving ON serving.id = finding.analysis_id
                        WHERE finding.id = {table}.finding_id AND serving.media_id = {table}.media_id
                          AND serving.model = %(like_model)s OFFSET 0)
         ORDER BY {distance} LIMIT %(like_limit)s
        """
    given = {"like_example": example.value, "like_model": example.model, "like_ids": list(ids)}
    return rows(conn, Like, sql, **found.parameters | given, like_limit=limit)
