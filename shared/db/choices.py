"""Which model was chosen for an analyzer, and which ones its workers say that they have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from shared.db.connection import Connection, rows, run, value

_SILENT = 10.0  # seconds after which a worker that gives no sign is not asked


@dataclass(frozen=True)
class Reported:
    """A model that lies with a worker; `bytes` is 0 where it is part of a library."""

    name: str
    bytes: int


def chosen(conn: Connection, analyzer: str) -> str:
    """The model that was chosen; empty where the worker's own settings hold."""
    found: str | None = value(conn, "SELECT chosen FROM analyzer WHERE name = %(name)s", name=analyzer)
    return found or ""


def report(conn: Connection, worker: str, chosen: str, models: Mapping[str, int]) -> None:
    """Note what a worker was started with and which models it has."""
    run(
        conn,
        """
        UPDATE worker SET chosen = %(chosen)s, models = %(models)s::jsonb
         WHERE name = %(worker)s AND (chosen, models) IS DISTINCT FROM (%(chosen)s, %(models)s::jsonb)
        """,
        worker=worker,
        chosen=chosen,
        models=json.dumps(dict(models)),
    )


def reported(conn: Connection, analyzer: str) -> list[Reported]:
    """Every model that a living worker of `analyzer` has, by name."""
    return rows(
        conn,
        Reported,
        """
        SELECT key AS name, max(value::bigint) AS bytes
          FROM worker, jsonb_each_text(models)
         WHERE analyzer = %(analyzer)s AND seen_at > now() - %(silent)s * interval '1 second'
         GROUP BY key ORDER BY key
        """,
        analyzer=analyzer,
        silent=_SILENT,
    )


def settled(conn: Connection, analyzer: str) -> bool:
    """Whether a worker of `analyzer` lives, and every one was started with what is chosen now."""
    return bool(
        value(
            conn,
            """
        SELECT bool_and(worker.chosen = analyzer.chosen)
          FROM worker JOIN analyzer ON analyzer.name = worker.analyzer
         WHERE analyzer.name = %(analyzer)s AND seen_at > now() - %(silent)s * interval '1 second'
        """,
            analyzer=analyzer,
            silent=_SILENT,
        )
    )
