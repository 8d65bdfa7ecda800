"""Whether something moved in the library since somebody looked."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, one


@dataclass(frozen=True)
class Stir:
    """Marks that change with the library: the newest file, the trash, the last analysis, the last change."""

    newest: int
    trashed: datetime | None
    ended: datetime | None
    changed: datetime | None


def stir(conn: Connection) -> Stir:
    """The marks as they are now; a few index lookups."""
    found = one(
        conn,
        Stir,
        """
        SELECT (SELECT coalesce(max(id), 0) FROM media) AS newest,
               (SELECT max(trashed_at) FROM media WHERE trashed_at IS NOT NULL) AS trashed,
               (SELECT max(greatest(
                    (SELECT max(ended_at) FROM analysis WHERE analyzer = analyzer.name
                        AND version = analyzer.version AND state = 'done'),
                    (SELECT max(ended_at) FROM analysis WHERE analyzer = analyzer.name
                        AND state = 'failed')))
                  FROM analyzer) AS ended,
               (SELECT max(at) FROM stamp) AS changed
        """,
    )
    assert found is not None
    return found
