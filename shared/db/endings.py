"""How analyses ended and how long they took, for those who watch, told from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, rows, value


@dataclass(frozen=True)
class Ended:
    """`n` analyses that ended, of one analyzer and outcome; together they took `seconds`.

    Each took longer than the bound before `bucket` and no longer than the one at it.
    """

    analyzer: str
    outcome: str
    bucket: int
    n: int
    seconds: float


def moment(conn: Connection, *, ago: float) -> datetime:
    """The database's time `ago` seconds before now."""
    found: datetime = value(conn, "SELECT now() - %(ago)s * interval '1 second'", ago=ago)
    return found


def ended(conn: Connection, since: datetime, until: datetime, bounds: Sequence[float]) -> list[Ended]:
    """What ended after `since` and not after `until`, sorted into the buckets below `bounds` seconds."""
    return rows(
        conn,
        Ended,
        """
        SELECT name AS analyzer, state AS outcome, bucket, count(*) AS n, sum(seconds)::float AS seconds
          FROM analyzer
         CROSS JOIN LATERAL (
            SELECT state, ended_at - started_at AS took FROM analysis
             WHERE state = 'done' AND analyzer = name AND analysis.version = analyzer.version
               AND ended_at > %(since)s AND ended_at <= %(until)s
            UNION ALL
            SELECT state, ended_at - started_at FROM analysis
             WHERE state = 'failed' AND analyzer = name AND ended_at > %(since)s AND ended_at <= %(until)s
         ) AS finished
         CROSS JOIN LATERAL (SELECT coalesce(extract(epoch FROM took), 0) AS seconds) AS duration
         CROSS JOIN LATERAL (
            SELECT count(*) AS bucket FROM unnest(%(bounds)s) AS bound WHERE bound < seconds) AS place
         GROUP BY name, state, bucket
        """,
        since=since,
        until=until,
        bounds=list(bounds),
    )
