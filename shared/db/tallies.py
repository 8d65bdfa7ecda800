"""The figures that operators watch of what there is now, told from the ledger."""

from dataclasses import dataclass

from shared.db.connection import Connection, rows, run


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
