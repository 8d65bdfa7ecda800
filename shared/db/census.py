"""Counts the files of a selection, and how many of them have what in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.db import cells
from shared.db.cells import COLUMNS, Newest
from shared.db.connection import Connection, rows
from shared.db.lowering import lowered
from shared.db.selection import Selection

_VARIOUS = ("month", "model", "lens")  # columns that have many values


@dataclass(frozen=True)
class Tally:
    """The files of one value, None for those that have none; of how many bytes, where that is counted."""

    value: str | None
    files: int
    bytes: int = 0


@dataclass(frozen=True)
class Held:
    """How many files; at least so many where it is not `exact`."""

    files: int
    exact: bool


@dataclass(frozen=True)
class Counted:
    """The files of a selection, all and by each column of the cells; `exact` as with `facets.Facets`."""

    files: int
    bytes: int
    exact: bool
    by: Mapping[str, tuple[Tally, ...]] = field(default_factory=dict)

    def of(self, column: str, value: str) -> int:
        """How many files have this value."""
        return next((tally.files for tally in self.by.get(column, ()) if tally.value == value), 0)


@dataclass(frozen=True)
class _Group:
    mask: int
    value: str | None
    files: int
    bytes: int


def counted(
    conn: Connection,
    selection: Selection,
    columns: tuple[str, ...] = COLUMNS,
    files: Newest | None = None,
) -> Counted:
    """Count a selection, all of it and by each of these columns; `files` are its newest where known.

    How many bytes they are is told where columns beside the month are asked for.
    """
    selection = lowered(conn, selection)
    if files is None and not cells.tallied(selection):
        files = cells.newest(conn, selection)
    exact = files is None or files.whole
    found = cells.source(conn, selection, None if files is None else files.ids, columns)
    various = tuple(name for name in columns if name in _VARIOUS)
    columns = (*various, *(name for name in columns if name not in _VARIOUS))
    groups = rows(conn, _Group, _grouped(found.sql, columns, various), **found.parameters)
    return _collected(groups, columns, exact=exact)


def _grouped(source: str, columns: tuple[str, ...], various: tuple[str, ...]) -> str:
    """The groups of each column, `various` being the first of them, and the sum of all.

    Columns of a few values are first counted together, so that each row is put into four groups instead of
    eleven.
    """
    few = columns[len(various) :]
    apart = ((1 << len(various)) - 1) << len(few)  # the mask of those columns that were counted together
    inner = ", ".join([*(f"({name})" for name in various), f"({', '.join(few)})"])
    outer = ", ".join(["()", *(f"({name})" for name in few)])
    return f"""
        WITH joint AS MATERIALIZED (
            SELECT {"".join(f"{name}, " for name in columns)} {_mask(columns)} AS mask,
                   sum(files)::bigint AS files, sum(bytes)::bigint AS bytes
              FROM ({source}) AS found GROUP BY GROUPING SETS ({inner})
        )
        SELECT mask, {_told(various)} AS value, files, bytes FROM joint WHERE mask <> {apart}
         UNION ALL
        SELECT {apart} | {_mask(few)}, {_told(few)},
               coalesce(sum(files), 0)::bigint, coalesce(sum(bytes), 0)::bigint
          FROM joint WHERE mask = {apart} GROUP BY GROUPING SETS ({outer})
        """


def _mask(columns: tuple[str, ...]) -> str:
    return f"grouping({', '.join(columns)})" if columns else "0"


def _told(columns: tuple[str, ...]) -> str:
    return f"coalesce({', '.join(f'{name}::text' for name in columns)})" if columns else "NULL"


def _collected(groups: list[_Group], columns: tuple[str, ...], *, exact: bool) -> Counted:
    """Each group at its column, which is the only one whose bit the mask has not."""
    full = (1 << len(columns)) - 1
    by: dict[str, list[Tally]] = {}
    total = Tally(None, 0, 0)
    for group in groups:
        tally = Tally(group.value, group.files, group.bytes)
        if group.mask == full:
            total = tally
        elif tally.files > 0:
            by.setdefault(columns[len(columns) - (full ^ group.mask).bit_length()], []).append(tally)
    ranked = {column: tuple(sorted(found, key=frequent)) for column, found in by.items()}
    return Counted(total.files, total.bytes, exact, ranked)


def frequent(tally: Tally) -> tuple[int, str]:
    """What puts the most frequent first."""
    return -tally.files, tally.value or ""
