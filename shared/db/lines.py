"""The lines of an analyzer, each an edition and a version: which serves, and how much each has seen."""

from dataclasses import dataclass

from shared.db import changeovers, editions
from shared.db.connection import Connection, one, rows, value


@dataclass(frozen=True)
class Line:
    """One edition and version of an analyzer, and the model that it was; `files` it has looked at."""

    edition: int
    version: int
    model: str
    files: int


@dataclass(frozen=True)
class Serving:
    """What serves of an analyzer: `version` of `edition`, of which `planned` is worked on."""

    edition: int
    version: int
    planned: int
    follows: str
    replaces: bool


def serving(conn: Connection, analyzer: str) -> Serving | None:
    """What serves now; None for an analyzer that is not known."""
    sql = """
        SELECT edition, coalesce(serves_version, version) AS version, version AS planned, follows,
               replaces
          FROM analyzer WHERE name = %(name)s
        """
    return one(conn, Serving, sql, name=analyzer)


def opposite(conn: Connection, analyzer: str, now: Serving) -> tuple[int, int] | None:
    """What to hold against that which serves: the candidate, a newer version, or what served before."""
    tried = editions.candidate(conn, analyzer)
    if tried and tried.version is not None:
        return tried.id, tried.version
    seen = {(line.edition, line.version) for line in lines(conn, analyzer)}
    if now.planned > now.version and (now.edition, now.planned) in seen:
        return now.edition, now.planned
    last = changeovers.last(conn, analyzer)
    if last and (former := (last.from_edition, last.from_serves or last.from_version)) in seen:
        return former
    return max(seen - {(now.edition, now.version)}, default=None)


def lines(conn: Connection, analyzer: str) -> list[Line]:
    """Every line that has looked at files, by model; those that were dropped are gone."""
    return rows(
        conn,
        Line,
        """
        SELECT edition, version, coalesce(model, '') AS model, count(*) AS files
          FROM analysis
         WHERE analyzer = %(analyzer)s AND done_at IS NOT NULL AND segment = 0
           AND edition NOT IN (SELECT id FROM edition WHERE state = 'dropped')
           AND media_id NOT IN (SELECT id FROM media WHERE trashed_at IS NOT NULL)
         GROUP BY edition, version, coalesce(model, '')
         ORDER BY edition DESC, version DESC, files DESC
        """,
        analyzer=analyzer,
    )


def accepted(conn: Connection, analyzer: str) -> int:
    """How many files there are for an analyzer to look at."""
    sql = """
        SELECT count(*) FROM media
         WHERE trashed_at IS NULL
           AND kind = ANY (ARRAY(SELECT unnest(accepts) FROM analyzer WHERE name = %(name)s))
        """
    return int(value(conn, sql, name=analyzer))
