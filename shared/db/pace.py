"""How many analyses ended in each minute of the last two days, for the curves of the status page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from shared.db.connection import Connection, rows, run

LATE = 5  # minutes that are counted again, as a transaction may end late


@dataclass(frozen=True)
class _Count:
    analyzer: str
    step: int
    done: int


def roll(conn: Connection) -> None:
    """Count the minutes that are over and were not counted yet, and forget those of two days ago."""
    run(
        conn,
        """
        INSERT INTO pace (analyzer, minute, done)
        SELECT analyzer, date_trunc('minute', ended_at) AS minute, count(*)
          FROM analysis JOIN analyzer AS known ON known.name = analyzer AND known.version = analysis.version
         WHERE state = 'done' AND ended_at < date_trunc('minute', now())
           AND ended_at >= greatest(
                   date_trunc('minute', now()) - interval '1 day',
                   (SELECT max(minute) FROM pace) - make_interval(mins => %(late)s))
         GROUP BY analyzer, date_trunc('minute', ended_at)
        ON CONFLICT (analyzer, minute) DO UPDATE SET done = greatest(pace.done, EXCLUDED.done)
        """,
        late=LATE,
    )
    run(conn, "DELETE FROM pace WHERE minute < now() - interval '2 days'")


def curves(conn: Connection, *, minutes: int, step: int) -> Mapping[str, list[int]]:
    """Of each analyzer the analyses that ended in each `step` minutes of the last `minutes`, oldest first."""
    steps = minutes // step
    found = rows(
        conn,
        _Count,
        """
        SELECT analyzer, sum(done)::integer AS done,
               (extract(epoch FROM date_trunc('minute', now()) - minute) / 60)::int / %(step)s AS step
          FROM pace
         WHERE minute >= date_trunc('minute', now()) - make_interval(mins => %(minutes)s)
         GROUP BY analyzer, step
        """,
        minutes=minutes,
        step=step,
    )
    curves: dict[str, list[int]] = defaultdict(lambda: [0] * steps)
    for count in found:
        if count.step < steps:
            curves[count.analyzer][steps - 1 - count.step] += count.done
    return dict(curves)
