"""The names that a library knows, as far as somebody may see them."""

from dataclasses import dataclass

from shared.db import house, vocabulary
from shared.db.connection import Connection, rows
from shared.db.selection import Within
from shared.query.sentence import Known

MOST = 2000  # names of a kind


@dataclass(frozen=True)
class _Name:
    name: str


def known(conn: Connection, within: Within | None) -> Known:
    """The cameras and people of the library; none to who sees only a part of it."""
    seasons = house.seasons(conn, within)
    if within is not None:
        return Known(seasons=seasons)
    sql = """
        SELECT name FROM person WHERE name <> '' AND into_id IS NULL AND NOT hidden
         ORDER BY files DESC LIMIT %(most)s
        """
    people = [row.name for row in rows(conn, _Name, sql, most=MOST)]
    return Known(tuple(vocabulary.values(conn, "camera")[:MOST]), tuple(people), seasons=seasons)
