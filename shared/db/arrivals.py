"""What came into the library since a person last looked."""

from shared.db.connection import Connection, value

MOST = 1000  # counted at most


def newest(conn: Connection) -> int:
    """The number of the file that came last; 0 where there is none."""
    return int(value(conn, "SELECT coalesce(max(id), 0) FROM media"))


def since(conn: Connection, media_id: int) -> int:
    """How many files came after this one, up to `MOST`."""
    return int(
        value(
            conn,
            """
            SELECT count(*) FROM (SELECT FROM media WHERE id > %(media_id)s LIMIT %(most)s) AS later
            """,
            media_id=media_id,
            most=MOST,
        )
    )
