"""Whether what was found in pictures is animals, of which it is said whose pet they are."""

from collections.abc import Sequence

from shared.db.connection import Connection, value


def animals(conn: Connection, findings: Sequence[int]) -> bool:
    """Whether an animal is among these findings."""
    sql = "SELECT EXISTS (SELECT FROM animal WHERE finding_id = ANY (%(ids)s))"
    return bool(value(conn, sql, ids=list(findings)))
