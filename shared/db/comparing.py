"""What two lines of an analyzer made of the same files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from shared.comparison import Counted, Difference, counted, difference, work
from shared.db.connection import Connection, rows
from shared.db.previews import VERSION
from shared.db.sides import both, load, sides

FILES, MOST = 500, 5000  # files that are compared unless others are asked for, and at most
WORK = 10_000_000  # letters times texts of the other line that are held against each other, in two seconds


@dataclass(frozen=True)
class Compared:
    """One file: what became of its findings, and the seconds that each line took."""

    media_id: int
    difference: Difference
    seconds_before: float
    seconds_after: float

    @property
    def differences(self) -> int:
        """How many findings only one of the two has."""
        return len(self.difference.gained) + len(self.difference.lost)


@dataclass(frozen=True)
class Comparison:
    """Two lines over the same files, the most different first.

    Seconds are the median of a file, which the first after a load does not lengthen; `load` seconds are
    what the model took to come into memory, the median over machines; None where nobody knows.  So many
    files were `left_out` because all of them have too many texts to be held against each other.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    files: tuple[Compared, ...]
    kinds: tuple[Counted, ...]
    seconds_before: float
    seconds_after: float
    load_before: float | None
    load_after: float | None
    left_out: int = 0


@dataclass(frozen=True)
class Pictured:
    """What it takes to show a file."""

    id: int
    name: str
    kind: str
    version: str
    has_preview: bool
    width: int | None
    height: int | None


def compare(
    conn: Connection, analyzer: str, before: tuple[int, int], after: tuple[int, int], *, most: int = FILES
) -> Comparison:
    """Compare two lines, each an edition and a version, over at most so many files that both looked at."""
    asked = both(conn, analyzer, before, after, most=most)
    old, new = sides(conn, analyzer, before, asked), sides(conn, analyzer, after, asked)
    seen = [one for one in asked if one in old and one in new]
    ids = spared(asked, {one: work(old[one].seen, new[one].seen) for one in seen}, WORK)
    files = [
        Compared(
            media_id,
            difference(old[media_id].seen, new[media_id].seen),
            old[media_id].seconds,
            new[media_id].seconds,
        )
        for media_id in ids
        if media_id in old and media_id in new
    ]
    return Comparison(
        before,
        after,
        tuple(sorted(files, key=lambda one: -one.differences)),
        tuple(counted(one.difference for one in files)),
        median([one.seconds_before for one in files] or [0.0]),
        median([one.seconds_after for one in files] or [0.0]),
        load(conn, analyzer, before, ids),
        load(conn, analyzer, after, ids),
        len(asked) - len(ids),
    )


def spared(ids: Sequence[int], works: Mapping[int, int], most: int) -> Sequence[int]:
    """Every file, or evenly spaced so many of them that it takes no more than `most` work."""
    return ids[:: max(1, ceil(sum(works.values()) / most))]


def pictured(conn: Connection, ids: Sequence[int]) -> dict[int, Pictured]:
    """How these files are shown, by number."""
    sql = f"""
        SELECT id, name, kind, {VERSION}, has_preview, width, height
          FROM media WHERE id = ANY (%(ids)s)
        """
    return {one.id: one for one in rows(conn, Pictured, sql, ids=list(ids))}
