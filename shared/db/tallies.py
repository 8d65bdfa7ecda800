"""The figures that operators watch, told from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, rows, run, value


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


@dataclass(frozen=True)
class Present:
    """What there is of one analyzer now."""

    analyzer: str
    overdue: int
    workers: int
    fenced: int


@dataclass(frozen=True)
class Doubtful:
    """`n` files that the scrubber found in this `state`: missing, changed, unreadable or stray."""

    state: str
    n: int


def fenced(conn: Connection, analyzer: str) -> None:
    """Count a write that was refused because its lease was lost."""
    run(conn, "SELECT tell_fenced(%(analyzer)s)", analyzer=analyzer)


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


def present(conn: Connection, *, seen: float) -> list[Present]:
    """Leases that ran out, workers seen in the last `seen` seconds, and refused writes of each analyzer."""
    return rows(
        conn,
        Present,
        """
        SELECT name AS analyzer,
               (SELECT count(*) FROM analysis
                 WHERE state = 'running' AND lease_until < now() AND analyzer = analyzer.name) AS overdue,
               (SELECT count(*) FROM worker
                 WHERE worker.analyzer = analyzer.name
                   AND seen_at > now() - %(seen)s * interval '1 second') AS workers,
               coalesce((SELECT n FROM tally WHERE tally.name = 'fenced'
                            AND tally.analyzer = analyzer.name), 0) AS fenced
          FROM analyzer ORDER BY name
        """,
        seen=seen,
    )


def doubtful(conn: Connection) -> list[Doubtful]:
    """What the scrubber found, by state; every state is told of."""
    return rows(
        conn,
        Doubtful,
        """
        SELECT state, count(scrub_problem.path) AS n
          FROM unnest(ARRAY['missing', 'changed', 'unreadable', 'stray']) AS state
          LEFT JOIN scrub_problem USING (state)
         GROUP BY state ORDER BY state
        """,
    )
