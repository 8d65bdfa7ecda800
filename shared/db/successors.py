"""What fills in beside that which serves, and how far it is: a newer version, or a model that is tried."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows, run
from shared.db.progress import AnalyzerProgress


@dataclass(frozen=True)
class Successor:
    """A line that can be switched to; it has looked at `seen` of the `files` that it is to look at.

    `serves` and `former` are version and model of what is at work before the switch.  One that is `tried`
    has a model of its own; one that takes over `alone` waits for nobody once it has looked at everything.
    """

    analyzer: str
    edition: int
    version: int
    model: str
    serves: int
    former: str
    seen: int
    files: int
    tried: bool
    alone: bool


def successors(conn: Connection, each: Sequence[AnalyzerProgress]) -> dict[str, list[Successor]]:
    """What fills in, by analyzer, of those whose progress is given."""
    found = {one.name: [_newer(one)] if one.serves < one.version else [] for one in each}
    for tried in rows(conn, Successor, _TRIED):
        found.get(tried.analyzer, []).append(tried)
    return {name: some for name, some in found.items() if some}


def _newer(one: AnalyzerProgress) -> Successor:
    left = one.waiting + one.running + one.blocked
    return Successor(
        analyzer=one.name,
        edition=one.edition,
        version=one.version,
        model=one.model,
        serves=one.serves,
        former="",
        seen=one.done,
        files=one.done + one.failed + left,
        tried=False,
        alone=one.follows == "all",
    )


def count_seen(conn: Connection) -> None:
    """Count what was tried until a minute ago; `successors` counts only from there on."""
    run(
        conn,
        """
        UPDATE edition SET seen_until = now() - interval '1 minute', seen = (
               SELECT count(*) FROM analysis
                WHERE analysis.analyzer = edition.analyzer AND analysis.edition = edition.id
                  AND analysis.version = edition.version AND done_at IS NOT NULL AND segment = 0
                  AND ended_at <= now() - interval '1 minute')
         WHERE state = 'trial' AND version IS NOT NULL AND seen < coalesce(planned, seen + 1)
        """,
    )


_TRIED = """
    SELECT edition.analyzer, edition.id AS edition, edition.version, edition.model,
           coalesce(serves_version, analyzer.version) AS serves, analyzer.model AS former,
           counted AS seen, greatest(planned, counted) AS files, true AS tried, false AS alone
      FROM edition JOIN analyzer ON name = edition.analyzer
     CROSS JOIN LATERAL (
        SELECT edition.seen + (
               SELECT count(*) FROM analysis
                WHERE analysis.analyzer = edition.analyzer AND analysis.version = edition.version
                  AND analysis.edition = edition.id AND analysis.state = 'done' AND segment = 0
                  AND ended_at > seen_until) AS counted
     ) AS counts
     WHERE edition.state = 'trial' AND edition.version IS NOT NULL
    """
