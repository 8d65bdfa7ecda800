"""What admins decide about analyzers: whether, when and in which order they work, and what is shown."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from shared.db import analyses, bell, index
from shared.db.connection import Connection, one, rows, run, value
from shared.db.outbox import IN_HOURS
from shared.domain import Priority
from shared.errors import BowerbirdError, NotFound

_SEVERAL = -1.0  # `indexed_threshold` while search has been brought to different ones


class UnknownZone(BowerbirdError):
    """The database knows no time zone of this name."""


@dataclass(frozen=True)
class Steering:
    """What is wanted of an analyzer.

    One that is not `active` is given no files; what it has found stays, but what a discreet one has found
    is not shown meanwhile.  Findings of a lower score than
    `threshold` are not shown, nor searched for.  The bulk of a lower `rank` waits while an analyzer of a
    higher one has work; between `hours_from` and `hours_until` of `hours_zone` alone, where they are set.
    Its workers take the model `chosen`; what each of them is set to where that is empty.
    """

    active: bool = True
    threshold: float | None = None
    rank: int = 0
    hours_from: time | None = None
    hours_until: time | None = None
    hours_zone: str | None = None
    chosen: str = ""


@dataclass(frozen=True)
class Steered(Steering):
    """An analyzer and how it is steered; `indexing` while search has yet to learn of the threshold.

    A `discreet` one is off until somebody wants it.
    """

    name: str = ""
    discreet: bool = False
    in_hours: bool = True
    indexing: bool = False


@dataclass(frozen=True)
class _Behind:
    name: str
    threshold: float
    indexed: float
    indexed_to: int


@dataclass(frozen=True)
class _Media:
    id: int


def everyone(conn: Connection) -> list[Steered]:
    """How every analyzer is steered, by name."""
    return rows(
        conn,
        Steered,
        f"""
        SELECT name, discreet, active, least AS threshold, rank, hours_from, hours_until, hours_zone, chosen,
               {IN_HOURS} AS in_hours,
               coalesce(threshold, 0) <> coalesce(indexed_threshold, 0) AS indexing
          FROM analyzer ORDER BY name
        """,
    )


def steer(conn: Connection, name: str, wanted: Steering) -> None:
    """Let an analyzer work like this from now on.  Raises `NotFound` and `UnknownZone`."""
    if wanted.hours_zone and not value(conn, _KNOWN_ZONE, zone=wanted.hours_zone):
        raise UnknownZone(f"there is no time zone {wanted.hours_zone}; one is called Europe/Berlin")
    if not run(conn, _STEER, name=name, several=_SEVERAL, **vars(wanted)):
        raise NotFound(f"there is no analyzer {name!r}")
    if wanted.active:
        analyses.plan(conn, analyzer=name, priority=Priority.BACKFILL)
    bell.ring(conn)


def catch_up(conn: Connection, files: int = 200) -> bool:
    """Let search know of a threshold that changed, of a few files; return whether there was any to do."""
    behind = one(conn, _Behind, _BEHIND)
    if behind is None:
        return False
    low, high = sorted((behind.threshold, behind.indexed))
    if behind.indexed == _SEVERAL:
        high = 3.0  # nothing is known of what search shows
    found = _concerned(conn, behind, low=low, high=high, files=files)
    for media_id in found:
        index.refresh(conn, media_id)
    done = len(found) < files
    run(
        conn,
        """
        UPDATE analyzer
           SET indexed_to = CASE WHEN %(done)s THEN 0 ELSE %(last)s END,
               indexed_threshold = CASE WHEN %(done)s THEN %(threshold)s ELSE indexed_threshold END
         WHERE name = %(name)s
        """,
        done=done,
        last=found[-1] if found else 0,
        threshold=behind.threshold,
        name=behind.name,
    )
    return True


def _concerned(conn: Connection, behind: _Behind, **among: Any) -> list[int]:
    """The next files with a finding that the one threshold shows and the other does not."""
    sql = """
        SELECT DISTINCT finding.media_id AS id
          FROM finding JOIN analysis ON analysis.id = finding.analysis_id
         WHERE analysis.analyzer = %(name)s AND finding.media_id > %(indexed_to)s
           AND coalesce(finding.score, 1) >= %(low)s AND coalesce(finding.score, 1) < %(high)s
         ORDER BY id LIMIT %(files)s
        """
    given = among | {"name": behind.name, "indexed_to": behind.indexed_to}
    return [media.id for media in rows(conn, _Media, sql, **given)]


_KNOWN_ZONE = "SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = %(zone)s)"

# One that changes while search learns of another begins from the first file again.
_STEER = """
    UPDATE analyzer
       SET active = %(active)s, rank = %(rank)s, hours_from = %(hours_from)s, hours_until = %(hours_until)s,
           hours_zone = %(hours_zone)s, chosen = %(chosen)s, least = %(threshold)s, threshold = shown.least,
           indexed_threshold = CASE WHEN coalesce(threshold, 0) <> coalesce(shown.least, 0) AND indexed_to > 0
                                    THEN %(several)s ELSE indexed_threshold END,
           indexed_to = CASE WHEN coalesce(threshold, 0) <> coalesce(shown.least, 0)
                             THEN 0 ELSE indexed_to END
      FROM (SELECT name AS of,
                   CASE WHEN discreet AND NOT %(active)s THEN 2 ELSE %(threshold)s::real END AS least
              FROM analyzer) AS shown
     WHERE name = %(name)s AND shown.of = name
    """

_BEHIND = """
    SELECT name, coalesce(threshold, 0) AS threshold, coalesce(indexed_threshold, 0) AS indexed, indexed_to
      FROM analyzer
     WHERE coalesce(threshold, 0) <> coalesce(indexed_threshold, 0)
     ORDER BY name LIMIT 1 FOR UPDATE
    """
