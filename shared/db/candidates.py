"""How a worker takes up a candidate: what it is, and which files it looks at."""

from typing import TYPE_CHECKING

from shared.db import bell
from shared.db.connection import Connection, one, run
from shared.db.editions import FIELDS, Edition
from shared.domain import Priority

if TYPE_CHECKING:
    from shared.analyzer import Analyzer


def waiting(conn: Connection, analyzer: str) -> Edition | None:
    """The candidate that no worker has taken up yet."""
    sql = f"""
        SELECT {FIELDS} FROM edition
         WHERE analyzer = %(analyzer)s AND state = 'trial' AND version IS NULL
        """
    return one(conn, Edition, sql, analyzer=analyzer)


def block(conn: Connection, edition: int, reason: str) -> None:
    """Let a candidate wait for what `reason` says."""
    sql = "UPDATE edition SET blocked = %(reason)s WHERE id = %(id)s AND blocked IS DISTINCT FROM %(reason)s"
    run(conn, sql, id=edition, reason=reason)


def take_up(conn: Connection, edition: int, analyzer: "Analyzer") -> None:
    """Note what the candidate is, and plan its files.  Safe to repeat and for several workers at once."""
    taken = run(
        conn,
        """
        UPDATE edition SET version = %(version)s, engine = %(engine)s, model = %(model)s, blocked = NULL
         WHERE id = %(id)s AND state = 'trial' AND version IS NULL
        """,
        id=edition,
        version=analyzer.version,
        engine=analyzer.engine,
        model=analyzer.model,
    )
    if taken:
        planned = run(conn, _PLAN, id=edition, new=Priority.NEW, backfill=Priority.BACKFILL)
        run(conn, "UPDATE edition SET planned = %(planned)s WHERE id = %(id)s", id=edition, planned=planned)
        bell.ring(conn)


# Numbers of files grow as they come, so equal steps of numbers are even steps through the library.
_PLAN = """
    WITH tried AS (
        SELECT edition.*, accepts FROM edition JOIN analyzer ON name = analyzer WHERE id = %(id)s
    ), bounds AS (
        SELECT min(id) AS low, max(id) - min(id) + 1 AS span FROM media
    ), picked AS (
        SELECT DISTINCT near.id FROM tried, bounds, generate_series(0, sample - 1) AS step
         CROSS JOIN LATERAL (
            SELECT media.id FROM media
             WHERE media.id >= low + step * span / sample AND kind = ANY (accepts) AND trashed_at IS NULL
             ORDER BY media.id LIMIT 1) AS near
        UNION ALL
        SELECT media.id FROM tried, media
         WHERE sample IS NULL AND kind = ANY (accepts) AND trashed_at IS NULL
    )
    INSERT INTO analysis (media_id, analyzer, version, edition, priority)
    SELECT picked.id, analyzer, version, tried.id,
           CASE WHEN sample IS NULL THEN %(backfill)s ELSE %(new)s END
      FROM picked, tried
    ON CONFLICT (media_id, analyzer, version, segment, edition) DO NOTHING
    """
