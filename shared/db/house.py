"""Where the house stands, as far as its seasons go."""

from shared.circumstances import HOUSE, House
from shared.db import media
from shared.db.connection import Connection, one, run, value
from shared.db.selection import Selection, Within
from shared.query.seasons import Seasons, abroad


def south(conn: Connection) -> bool:
    """Whether it has the seasons of the south."""
    return bool(value(conn, "SELECT south FROM house"))


def settle(conn: Connection, *, in_the_south: bool) -> bool:
    """Say in which half of the world the house stands; return whether that is new.

    The words of files without a position then follow, a few at a time.
    """
    changed = value(
        conn,
        "UPDATE house SET south = %(south)s WHERE south <> %(south)s RETURNING true",
        south=in_the_south,
    )
    if changed:
        run(
            conn,
            """
            INSERT INTO text_due SELECT id FROM media WHERE latitude IS NULL AND taken_from <> 'file date'
            ON CONFLICT DO NOTHING
            """,
        )
    return bool(changed)


def house(conn: Connection) -> House:
    """All that is known of it."""
    return one(conn, House, "SELECT south, told FROM house") or HOUSE


def tell(conn: Connection, *, words: bool) -> bool:
    """Say whether files are found by words that follow from their figures; return whether that is new.

    The words of all files then follow in turn.
    """
    changed = value(
        conn, "UPDATE house SET told = %(words)s WHERE told <> %(words)s RETURNING true", words=words
    )
    if changed:
        run(conn, "INSERT INTO text_due SELECT id FROM media ON CONFLICT DO NOTHING")
    return bool(changed)


def seasons(conn: Connection, within: Within | None) -> Seasons:
    """Those of the house, and whether somebody sees files from the other half of the world as well."""
    here = south(conn)
    found = media.page(conn, Selection(query=abroad(south=here), within=within), limit=1).items
    return Seasons(south=here, both=bool(found))
