"""When a new version takes over: when somebody switches, when it has seen all, or file by file."""

from dataclasses import dataclass

from shared.db import changeovers
from shared.db.connection import Connection, rows, run
from shared.errors import NotFound

ITSELF = "bowerbird"  # who is told to have switched where nobody did


@dataclass(frozen=True)
class _Covered:
    name: str
    version: int


def follow(conn: Connection, analyzer: str, how: str, *, by: str) -> None:
    """Let new versions serve when somebody switches (`ask`), when they have looked at `all`, or by `file`.

    One that fills in beside another now serves file by file from here on where that is wanted.
    """
    sql = "UPDATE analyzer SET follows = %(how)s WHERE name = %(name)s"
    if not run(conn, sql, name=analyzer, how=how):
        raise NotFound(f"there is no analyzer {analyzer!r}")
    if how == "file":
        changeovers.let_newest(conn, analyzer, by=by)


def switch_covered(conn: Connection) -> None:
    """Let a new version serve that has looked at all there is, where that is wanted."""
    for found in rows(conn, _Covered, _COVERED):
        changeovers.switch(conn, found.name, by=ITSELF, version=found.version)


_OWN = """analysis.analyzer = name AND analysis.edition = analyzer.edition
          AND analysis.version = analyzer.version"""
# Work on files that nothing else has looked at keeps no version waiting.
_COVERED = f"""
    SELECT name, version FROM analyzer
     WHERE follows = 'all' AND serves_version < version AND active
       AND EXISTS (SELECT FROM analysis WHERE {_OWN} AND done_at IS NOT NULL AND segment = 0)
       AND NOT EXISTS (
            SELECT FROM (
                SELECT media_id FROM analysis WHERE state = 'queued' AND NOT published AND {_OWN}
                 UNION ALL SELECT media_id FROM analysis WHERE published AND {_OWN}
                 UNION ALL SELECT media_id FROM analysis WHERE state = 'running' AND {_OWN}) AS left_over
             WHERE EXISTS (SELECT FROM analysis AS old
                            WHERE old.media_id = left_over.media_id AND old.analyzer = name
                              AND (old.edition, old.version) <> (analyzer.edition, analyzer.version)
                              AND old.done_at IS NOT NULL))
    """
