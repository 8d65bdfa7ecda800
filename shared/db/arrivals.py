"""What came into the library since a person last looked."""

from shared.db.connection import Connection, rows, value
from shared.db.media import TILE, Tile
from shared.db.search import Selection, Within, clauses

MOST = 1000  # counted at most


def newest(conn: Connection) -> int:
    """The number of the file that came last; 0 where there is none."""
    return int(value(conn, "SELECT coalesce(max(id), 0) FROM media"))


def since(conn: Connection, media_id: int, within: Within | None = None) -> int:
    """How many files came after this one, of those `within`, up to `MOST`."""
    return count(conn, Selection(within=within), media_id)


def count(conn: Connection, selection: Selection, media_id: int) -> int:
    """How many files of the selection came after this one, up to `MOST`."""
    part = clauses(conn, selection)
    sql = f"""
        SELECT count(*) FROM (SELECT FROM {part.source}
                               WHERE {part.where} AND media.id > %(media_id)s LIMIT %(most)s) AS later
        """
    return int(value(conn, sql, **part.parameters, media_id=media_id, most=MOST))


def files(conn: Connection, selection: Selection, media_id: int, limit: int) -> list[Tile]:
    """The files of the selection that came after this one, newest first; at most `limit`."""
    part = clauses(conn, selection)
    sql = f"""
        SELECT {TILE} FROM {part.source} WHERE {part.where} AND media.id > %(media_id)s
         ORDER BY {part.time} DESC, {part.id} DESC LIMIT %(limit)s
        """
    return rows(conn, Tile, sql, **part.parameters, media_id=media_id, limit=limit)
