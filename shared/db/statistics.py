"""What a selection is made of beyond its facets: where it was taken, how far analysed, its previews."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows, value

LEVEL = 8  # of the cells of places: 1.4 degrees wide
SAMPLE = 2000  # newest files whose analyses are looked at
PREVIEWS = 50  # whose sizes are looked at


@dataclass(frozen=True)
class Spot:
    """Files that were taken in one cell of the map; `x` and `y` are their middle at the finest level."""

    key: int
    files: int
    x: float
    y: float


@dataclass(frozen=True)
class Coverage:
    """What became of some files with one analyzer; `nothing` are those where it found nothing."""

    analyzer: str
    found: int
    nothing: int
    waiting: int
    failed: int


def spots(conn: Connection, ids: Sequence[int] | None, most: int) -> list[Spot]:
    """Where the most of these files were taken, of the whole library where `ids` is None."""
    whole = f"""
        SELECT key, files, x, y FROM place_cell WHERE level = {LEVEL}
         UNION ALL
        SELECT key >> {52 - 2 * LEVEL}, files, x, y FROM place_change
        """
    some = (
        f"SELECT key >> {52 - 2 * LEVEL} AS key, 1 AS files, x, y FROM place WHERE media_id = ANY (%(ids)s)"
    )
    sql = f"""
        SELECT key, sum(files)::bigint AS files, (sum(x) / sum(files))::float AS x,
               (sum(y) / sum(files))::float AS y
          FROM ({whole if ids is None else some}) AS placed
         GROUP BY key HAVING sum(files) > 0 ORDER BY sum(files) DESC, key LIMIT %(most)s
        """
    return rows(conn, Spot, sql, ids=None if ids is None else list(ids), most=most)


def coverage(conn: Connection, ids: Sequence[int]) -> list[Coverage]:
    """What each analyzer made of these files; those that it does not look at are not counted."""
    return rows(
        conn,
        Coverage,
        """
        SELECT analyzer.name AS analyzer,
               count(*) FILTER (WHERE told.state = 'done' AND seen) AS found,
               count(*) FILTER (WHERE told.state = 'done' AND NOT seen) AS nothing,
               count(*) FILTER (WHERE told.state IN ('queued', 'running', 'shelved')) AS waiting,
               count(*) FILTER (WHERE told.state = 'failed') AS failed
          FROM analyzer
          JOIN LATERAL (
            SELECT media_id,
                   CASE WHEN bool_or(state = 'failed') THEN 'failed'
                        WHEN bool_and(state = 'done') THEN 'done' ELSE 'queued' END AS state,
                   bool_or(state = 'done' AND EXISTS (
                       SELECT FROM finding WHERE finding.analysis_id = analysis.id)) AS seen
              FROM analysis
             WHERE media_id = ANY (%(ids)s) AND analysis.analyzer = analyzer.name
               AND analysis.version = analyzer.version AND analysis.edition = analyzer.edition
             GROUP BY media_id) AS told ON true
         GROUP BY analyzer.name ORDER BY analyzer.name
        """,
        ids=list(ids[:SAMPLE]),
    )


def previewed(conn: Connection, ids: Sequence[int]) -> list[str]:
    """The contents of some of these files that have a preview, as hex."""
    found = value(
        conn,
        """
        SELECT array_agg(encode(sha512, 'hex'))
          FROM (SELECT sha512 FROM media WHERE id = ANY (%(ids)s) AND has_preview LIMIT %(most)s) AS few
        """,
        ids=list(ids[: 4 * PREVIEWS]),
        most=PREVIEWS,
    )
    return list(found or ())


def database(conn: Connection) -> int:
    """Bytes of the database on its disk, thumbnails among them."""
    return int(value(conn, "SELECT pg_database_size(current_database())"))
