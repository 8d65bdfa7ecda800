"""Which of the things that a person looks for is the rarest, so that the search begins with it."""

from dataclasses import dataclass

from shared.amounts import Wanted
from shared.db.conditions import in_place
from shared.db.connection import Connection, rows, value
from shared.labels import Mark

SAMPLE = 1000  # files counted of a label at most, to tell which label is the rarer
FEW = 10_000  # files of a folder that are rather gathered than met in order
MANY = 30_000  # files of a folder or a place that are counted at most


@dataclass(frozen=True)
class _Rarity:
    label: str
    mark: Mark
    n: int


def rarest_first(conn: Connection, shown: list[Wanted]) -> list[Wanted]:
    """What is to be seen in a file, the rarest first."""
    if len(shown) < 2:
        return shown
    found = rows(
        conn,
        _Rarity,
        """
        SELECT wanted.label, wanted.mark,
               (SELECT count(*) FROM (SELECT FROM media_label
                                       WHERE media_label.label = wanted.label AND mark_of(kind) = wanted.mark
                                       LIMIT %(sample)s) AS seen) AS n
          FROM unnest(%(labels)s, %(marks)s) AS wanted (label, mark)
         ORDER BY n
        """,
        labels=[one.label for one in shown],
        marks=[one.mark for one in shown],
        sample=SAMPLE,
    )
    known = {(one.label, one.mark): one for one in shown}
    return [known[rarity.label, rarity.mark] for rarity in found]


def rarer(conn: Connection, one: Wanted, files: int) -> bool:
    """Whether fewer files than these show it."""
    sql = """
        SELECT count(*) FROM (SELECT FROM media_label WHERE label = %(label)s AND mark_of(kind) = %(mark)s
                               LIMIT %(files)s) AS shown
        """
    return int(value(conn, sql, label=one.label, mark=one.mark, files=files)) < files


def rarer_place(conn: Connection, place: str, one: Wanted) -> bool:
    """Whether fewer files lie in a place than show this; of more than `MANY` nobody counts."""
    inside = in_place(0, place)
    sql = f"SELECT count(*) FROM (SELECT FROM media_place WHERE {inside.sql} LIMIT %(most)s) AS placed"
    files = int(value(conn, sql, most=MANY, **inside.parameters))
    return files < MANY and not rarer(conn, one, files)


def kept(conn: Connection, folder: str) -> int:
    """How many files lie below a folder, or more than `MANY`; none of the trash."""
    sql = f"SELECT count(*) FROM (SELECT FROM media WHERE {BELOW} LIMIT %(most)s) AS kept"
    return int(value(conn, sql, **bounds(folder), most=MANY + 1))


# `0` is the sign that follows `/`.
BELOW = "media.path ~>=~ %(folder_begin)s AND media.path ~<~ %(folder_end)s AND media.trashed_at IS NULL"


def bounds(folder: str) -> dict[str, str]:
    """The parameters of `BELOW`."""
    return {"folder_begin": f"{folder.strip('/')}/", "folder_end": f"{folder.strip('/')}0"}
