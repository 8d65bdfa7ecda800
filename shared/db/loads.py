"""How long models take to come into memory."""

from typing import TYPE_CHECKING

from shared.db.connection import Connection, run

if TYPE_CHECKING:
    from shared.analyzer import Analyzer


def note(conn: Connection, analyzer: "Analyzer", *, worker: str, seconds: float) -> None:
    """Remember how long the model took on the machine of this worker, in place of the last time."""
    run(
        conn,
        """
        INSERT INTO model_load (analyzer, version, engine, model, machine, seconds)
        VALUES (%(analyzer)s, %(version)s, %(engine)s, %(model)s,
                coalesce((SELECT machine FROM worker WHERE name = %(worker)s), ''), %(seconds)s)
        ON CONFLICT (analyzer, version, engine, model, machine)
        DO UPDATE SET seconds = EXCLUDED.seconds, at = now()
        """,
        analyzer=analyzer.name,
        version=analyzer.version,
        engine=analyzer.engine,
        model=analyzer.model,
        worker=worker,
        seconds=seconds,
    )
