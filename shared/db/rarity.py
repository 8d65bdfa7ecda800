"""How many files show or lie in what a person looks for, so that the search begins with the rarest.

The counts are those that the library keeps of all its files, of a moment ago: enough to choose a way, and
found at once however many there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.amounts import Wanted
from shared.db.connection import Connection, rows, value

FEW = 10_000  # files of a folder that are rather gathered than met in order
MANY = 30_000  # files of a folder that are counted at most
GATHERED = 30_000  # files that show a thing, to be gathered at most before others are asked for it
TIMES = 5  # as many files as those that are asked


@dataclass(frozen=True)
class Shown:
    """A thing that is to be seen, and how many files show it."""

    wanted: Wanted
    files: int

    def gathered(self, asked: int) -> bool:
        """Whether the files that show it are better gathered once than looked up of each of those `asked`."""
        return 0 < self.files <= min(GATHERED, TIMES * asked)


@dataclass(frozen=True)
class Total:
    """How many files have a label, a tag or a place; `what` names the list in which it stands."""

    what: str
    name: str
    files: int


def rarest_first(conn: Connection, shown: list[Wanted]) -> list[Shown]:
    """What is to be seen in a file, the rarest first."""
    totals = _totals(conn, [(one.mark, one.label) for one in shown])
    return sorted(
        (Shown(one, totals.get((one.mark, one.label), 0)) for one in shown), key=lambda one: one.files
    )


def rarest(conn: Connection, tags: Sequence[str], places: Sequence[str]) -> Total | None:
    """Which of these tags, and of the place if it is one alone, the fewest files have.

    A place is named as in addresses; of several places a file is to lie in any.
    """
    asked = [*(("tag", tag) for tag in tags), *(("place", place) for place in places if len(places) == 1)]
    totals = _totals(conn, asked)
    found = (Total(what, name, totals.get((what, name), 0)) for what, name in asked)
    return min(found, key=lambda one: one.files, default=None)


def _totals(conn: Connection, asked: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    if not asked:
        return {}
    found = rows(
        conn,
        Total,
        """
        SELECT what, name, files FROM mark_total
         WHERE (what, name) IN (SELECT * FROM unnest(%(whats)s::text[], %(names)s::text[]))
        """,
        whats=[what for what, _ in asked],
        names=[name for _, name in asked],
    )
    return {(one.what, one.name): one.files for one in found}


def kept(conn: Connection, folder: str) -> int:
    """How many files lie below a folder, or more than `MANY`; none of the trash."""
    sql = f"SELECT count(*) FROM (SELECT FROM media WHERE {BELOW} LIMIT %(most)s) AS kept"
    return int(value(conn, sql, **bounds(folder), most=MANY + 1))


# `0` is the sign that follows `/`.
BELOW = "media.path ~>=~ %(folder_begin)s AND media.path ~<~ %(folder_end)s AND media.trashed_at IS NULL"


def bounds(folder: str) -> dict[str, str]:
    """The parameters of `BELOW`."""
    return {"folder_begin": f"{folder.strip('/')}/", "folder_end": f"{folder.strip('/')}0"}
