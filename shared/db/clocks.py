"""What is put right after the database's clock was set back: times that are further away than any wait."""

from shared.db.connection import Connection, run, value


def shown(conn: Connection) -> float:
    """What the database's clock shows, in seconds."""
    return float(value(conn, "SELECT extract(epoch FROM clock_timestamp())"))


def bring_near(conn: Connection, *, backoff: float, longest: float, unclaimed: float, lease: float) -> int:
    """Let nothing wait for longer than its rules allow, in seconds; return how many rows waited so."""
    return run(
        conn,
        """
        UPDATE analysis SET due_at = CASE WHEN published THEN now() + %(unclaimed)s * interval '1 second'
                                          ELSE now() END
         WHERE state = 'queued'
           AND due_at > now() + interval '1 second'
               * CASE WHEN published THEN %(unclaimed)s ELSE least(%(backoff)s * 2 ^ attempt, %(longest)s) END
        """,
        backoff=backoff,
        longest=longest,
        unclaimed=unclaimed,
    ) + run(
        conn,
        """
        UPDATE analysis SET lease_until = now() + %(lease)s * interval '1 second'
         WHERE state = 'running' AND lease_until > now() + %(lease)s * interval '1 second'
        """,
        lease=lease,
    )
