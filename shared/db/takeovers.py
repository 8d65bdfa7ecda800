"""When a new version takes over: when somebody switches, when it has seen all, or file by file."""

from dataclasses import dataclass

from shared.db import changeovers
from shared.db.connection import Connection, rows, run, value
from shared.errors import NotFound

ITSELF = "bowerbird"  # who is told to have switched where nobody did


@dataclass(frozen=True)
class _Waiting:
    name: str
    edition: int
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
    for found in rows(conn, _Waiting, _WAITING):
        if value(conn, _COVERED, **vars(found)):
            changeovers.switch(conn, found.name, by=ITSELF, version=found.version)


_WAITING = """
    SELECT name, edition, version FROM analyzer
     WHERE follows = 'all' AND serves_version < version AND active
    """
_OWN = "analyzer = %(name)s AND edition = %(edition)s AND version = %(version)s"
# Work on files that nothing else has looked at keeps no version waiting.
_OLD = """
    EXISTS (SELECT FROM analysis AS old
             WHERE old.media_id = analysis.media_id AND old.analyzer = %(name)s AND old.done_at IS NOT NULL
               AND (old.edition, old.version) <> (%(edition)s, %(version)s))
    """
# The bulk stands last in the order of the index, and it is what is waited for.
_COVERED = f"""
    SELECT (SELECT media_id FROM analysis WHERE {_OWN} AND done_at IS NOT NULL AND segment = 0
             ORDER BY media_id LIMIT 1) IS NOT NULL
       AND NOT EXISTS (SELECT FROM analysis WHERE {_OWN} AND published AND {_OLD})
       AND NOT EXISTS (SELECT FROM analysis WHERE {_OWN} AND state = 'running' AND {_OLD})
       AND (SELECT media_id FROM analysis
             WHERE {_OWN} AND state = 'queued' AND NOT published AND {_OLD}
             ORDER BY priority, media_id LIMIT 1) IS NULL
    """
