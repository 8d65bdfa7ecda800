"""How the work stands, told from the ledger alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.db.connection import Connection, rows, run
from shared.db.outbox import IN_HOURS

_RECENT = 300  # seconds over which the rate is measured
_COUNTS = 600  # seconds for which a count holds


@dataclass(frozen=True)
class AnalyzerProgress:
    """The analyses of one analyzer's current version; what people see of it is that of version `serves`.

    What is queued counts as `blocked` while `blocked_by` says what the analyzer waits for, and as
    `waiting` otherwise.  `resting` tells why the bulk is not worked on though nobody paused it.
    `per_minute` is the rate of the last minutes; `seconds_left` is None where nothing is known of it.
    """

    name: str
    version: int
    engine: str
    model: str
    paused: bool
    resting: Literal["off", "hours"] | None
    blocked_by: str | None
    waiting: int
    running: int
    done: int
    failed: int
    blocked: int
    per_minute: float
    seconds_left: float | None
    edition: int
    serves: int
    follows: str


@dataclass(frozen=True)
class Overall:
    """All analyzers together; `seconds_left` is that of the one that will be last."""

    waiting: int
    running: int
    done: int
    failed: int
    blocked: int
    seconds_left: float | None


@dataclass(frozen=True)
class Failure:
    """An analysis that failed, and why; `name` is the file's."""

    media_id: int
    name: str
    analyzer: str
    segment: int
    reason: str
    attempts: int
    failed_at: datetime


def analyzers(conn: Connection) -> list[AnalyzerProgress]:
    """The progress of every analyzer, by name."""
    return rows(conn, AnalyzerProgress, _PROGRESS, recent=_RECENT)


def overall(each: Sequence[AnalyzerProgress]) -> Overall:
    """Add up what `analyzers` gave."""
    open_ends = [one for one in each if one.waiting and not one.paused and not one.resting]
    ends = [one.seconds_left for one in open_ends if one.seconds_left is not None]
    return Overall(
        waiting=sum(one.waiting for one in each),
        running=sum(one.running for one in each),
        done=sum(one.done for one in each),
        failed=sum(one.failed for one in each),
        blocked=sum(one.blocked for one in each),
        seconds_left=max(ends) if ends and len(ends) == len(open_ends) else None,
    )


def failures(conn: Connection, *, analyzer: str | None = None, limit: int = 200) -> list[Failure]:
    """The analyses that failed, the latest first."""
    return rows(
        conn,
        Failure,
        """
        SELECT media_id, media.name, analyzer, segment, coalesce(reason, '') AS reason,
               attempt AS attempts, ended_at AS failed_at
          FROM analysis JOIN media ON media.id = media_id AND media.trashed_at IS NULL
                        JOIN analyzer AS known ON known.name = analyzer AND known.version = analysis.version
                                             AND known.edition = analysis.edition
         WHERE state = 'failed' AND (%(analyzer)s::text IS NULL OR analyzer = %(analyzer)s)
         ORDER BY ended_at DESC, analysis.id DESC
         LIMIT %(limit)s
        """,
        analyzer=analyzer,
        limit=limit,
    )


def count_done(conn: Connection) -> None:
    """Count what was done until a minute ago; `analyzers` counts only from there on.

    What was counted in the last minutes is left as it is: of 2,000,000 it takes a quarter of a second, and
    what `analyzers` has to add is few.
    """
    run(
        conn,
        f"""
        INSERT INTO done_count (analyzer, version, n, until)
        SELECT name, version, done.n, now() - interval '1 minute'
          FROM analyzer
         CROSS JOIN LATERAL (
            SELECT count(*) AS n FROM analysis
             WHERE state = 'done' AND analyzer = name AND {OWN} AND ended_at <= now() - interval '1 minute'
         ) AS done
         WHERE NOT EXISTS (SELECT FROM done_count AS counted
                            WHERE counted.analyzer = name AND counted.version = analyzer.version
                              AND counted.until > now() - %(counts)s * interval '1 second')
        ON CONFLICT (analyzer, version) DO UPDATE SET n = EXCLUDED.n, until = EXCLUDED.until
        """,
        counts=_COUNTS,
    )


OWN = "analysis.edition = analyzer.edition AND analysis.version = analyzer.version"
_PROGRESS = f"""
    SELECT name, version, engine, model, paused, blocked AS blocked_by,
           CASE WHEN NOT active THEN 'off' WHEN NOT {IN_HOURS} THEN 'hours' END AS resting,
           CASE WHEN blocked IS NULL THEN queued ELSE 0 END AS waiting,
           running, done, failed,
           CASE WHEN blocked IS NULL THEN 0 ELSE queued END AS blocked,
           per_minute,
           CASE WHEN queued + running = 0 THEN 0
                WHEN per_minute > 0 AND blocked IS NULL AND NOT paused AND active
                THEN (queued + running) * 60 / per_minute
           END AS seconds_left,
           edition, coalesce(serves_version, version) AS serves, follows
      FROM analyzer
     CROSS JOIN LATERAL (
        SELECT (SELECT count(*) FROM analysis
                 WHERE state = 'queued' AND NOT published
                   AND analyzer = name AND {OWN})
             + (SELECT count(*) FROM analysis
                 WHERE published AND analyzer = name AND {OWN}) AS queued,
               (SELECT count(*) FROM analysis
                 WHERE state = 'running' AND analyzer = name AND {OWN}
               ) AS running,
               (SELECT count(*) FROM analysis
                 WHERE state = 'failed' AND analyzer = name AND {OWN}
                   AND media_id NOT IN (SELECT id FROM media WHERE trashed_at IS NOT NULL)
               ) AS failed
     ) AS work
     CROSS JOIN LATERAL (
        SELECT coalesce(sum(n), 0)::bigint + (
                   SELECT count(*) FROM analysis
                    WHERE state = 'done' AND analyzer = name AND {OWN}
                      AND ended_at > coalesce(max(until), '-infinity')) AS done
          FROM done_count WHERE done_count.analyzer = name AND done_count.version = analyzer.version
     ) AS finished
     CROSS JOIN LATERAL (
        SELECT round(coalesce(
                   60 * count(*) / greatest(extract(epoch FROM now() - min(started_at)), 1), 0
               ), 2)::float AS per_minute
          FROM analysis
         WHERE state = 'done' AND analyzer = name AND {OWN}
           AND ended_at > now() - %(recent)s * interval '1 second'
     ) AS rate
     ORDER BY name
    """
