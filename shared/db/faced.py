"""How many files show several faces: the cells know of each file only that it shows one."""

from shared.db.cells import of_dates
from shared.db.census import Held
from shared.db.connection import Connection, numbers, value
from shared.db.search import FACE
from shared.db.selection import Selection

MOST = 20_000  # files that are counted at most; of a million with several faces that would take 30 ms


def several(conn: Connection, selection: Selection, near: list[int] | None, total: int) -> Held:
    """Count the files with two faces or more of a selection of `total` files that the cells count.

    If it asks for days at most, up to `MOST` of all its files are counted, from an index alone; else those of
    its newest files, `near`.
    """
    if near is not None and not of_dates(selection):
        return Held(int(value(conn, _AMONG, label=FACE, ids=numbers(near))), exact=len(near) >= total)
    days = {"since": selection.since, "until": selection.until}
    files = int(value(conn, _OF_DAYS, label=FACE, **days, most=MOST + 1))
    return Held(min(files, MOST), exact=files <= MOST)


# Each file is looked up: the index of those with several holds all of them, not only the seen.
_AMONG = """
    SELECT count(*) FROM unnest(%(ids)s::bigint[]) AS seen (id)
     CROSS JOIN LATERAL (SELECT FROM media_label
                          WHERE media_id = seen.id AND label = %(label)s AND n > 1 OFFSET 0) AS held
    """
_OF_DAYS = """
    SELECT count(*) FROM (
        SELECT FROM media_label
         WHERE label = %(label)s AND n > 1
           AND (%(since)s::date IS NULL OR taken_at >= %(since)s::date)
           AND (%(until)s::date IS NULL OR taken_at < %(until)s::date + 1)
           AND media_id NOT IN (SELECT id FROM media WHERE trashed_at IS NOT NULL)
         LIMIT %(most)s) AS held
    """
