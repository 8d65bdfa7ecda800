"""The folders that files are kept in, below originals/, as a person put them there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.db import cells
from shared.db.connection import Connection, rows
from shared.db.search import Selection, Within, on_files

MOST = 100  # folders that are listed at once
COUNTED = 200  # files of a folder that are counted
MET = 20  # the same for one who sees a part of the library, as each file is looked at


@dataclass(frozen=True)
class Folder:
    """One folder: its path, how many files lie below it (up to `most` and one), and one to show for it."""

    path: str
    name: str
    count: int
    most: int
    cover_id: int | None
    version: str | None


@dataclass(frozen=True)
class Held:
    """A folder directly below another, and how many files of a selection lie below it."""

    name: str
    count: int


@dataclass(frozen=True)
class Split:
    """The folders that a selection's files lie in; not `whole` where only its newest were looked at."""

    folders: tuple[Held, ...]
    whole: bool


def split(conn: Connection, selection: Selection, folder: str) -> Split:
    """The folders directly below `folder` (of all, where it is empty) by how many of the files they hold."""
    inside = replace(selection, folders=(folder,)) if folder else selection
    newest = cells.newest(conn, inside)
    sql = """
        SELECT split_part(substr(path, %(start)s), '/', 1) AS name, count(*) AS count
          FROM media WHERE id = ANY (%(ids)s) AND strpos(substr(path, %(start)s), '/') > 0
         GROUP BY 1 ORDER BY 2 DESC, lower(split_part(substr(path, %(start)s), '/', 1)) LIMIT %(most)s
        """
    start = len(folder) + 2 if folder else 1
    found = rows(conn, Held, sql, ids=newest.ids, start=start, most=MOST)
    return Split(tuple(found), newest.whole)


def last(listed: Sequence[Folder]) -> str | None:
    """The name behind which there may be more; None where all of them are listed."""
    return max(f"{one.name}/" for one in listed)[:-1] if len(listed) == MOST else None


def below(conn: Connection, folder: str, within: Within | None, after: str = "") -> list[Folder]:
    """The first `MOST` folders directly below `folder`, or of the outermost ones; those behind `after`.

    They come by name without regard to case; which ones come is told by their names as they are written.
    Each is found by one look into the index of paths, behind the last one found: `0` is the sign that
    follows `/`, so `Sea0` stands behind everything below `Sea/`.
    """
    found = on_files(conn, Selection(within=within))
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    seen = f"{within.folder.strip('/')}/" if within and within.folder.strip("/") else ""
    begin = f"{prefix}{after}0" if after else prefix
    step = f"""
        SELECT media.path, split_part(substr(media.path, %(start)s), '/', 1) AS name FROM media
         WHERE media.path ~>=~ {{behind}} AND (%(end)s::text IS NULL OR media.path ~<~ %(end)s)
           AND strpos(substr(media.path, %(start)s), '/') > 0 AND {found.where}
         ORDER BY media.path USING ~<~ LIMIT 1
    """
    return rows(
        conn,
        Folder,
        _LISTED.format(
            first=step.format(behind="%(begin)s"),
            next=step.format(behind="(%(prefix)s || walk.name || '0')"),
            where=found.where,
        ),
        **found.parameters,
        prefix=prefix,
        begin=max(begin, seen),
        end=min((f"{start[:-1]}0" for start in (prefix, seen) if start), default=None),
        start=len(prefix) + 1,
        most=MOST,
        counted=MET if within and within.selection else COUNTED,
    )


_LISTED = """
    WITH RECURSIVE walk (path, name, n) AS (
        (SELECT first.path, first.name, 1 FROM ({first}) AS first)
        UNION ALL
        SELECT next.path, next.name, walk.n + 1
          FROM walk CROSS JOIN LATERAL ({next}) AS next
         WHERE walk.n < %(most)s
    )
    SELECT %(prefix)s || walk.name AS path, walk.name, held.count, %(counted)s AS most,
           cover.id AS cover_id, cover.version
      FROM walk
     CROSS JOIN LATERAL (
           SELECT count(*) AS count
             FROM (SELECT FROM media
                    WHERE media.path ~>=~ (%(prefix)s || walk.name || '/')
                      AND media.path ~<~ (%(prefix)s || walk.name || '0')
                      AND {where} LIMIT %(counted)s + 1) AS met) AS held
      LEFT JOIN LATERAL (
           SELECT media.id, encode(substring(sha512 FOR 6), 'hex') AS version FROM media
            WHERE media.path ~>=~ (%(prefix)s || walk.name || '/')
              AND media.path ~<~ (%(prefix)s || walk.name || '0')
              AND media.colour IS NOT NULL AND {where}
            ORDER BY media.path USING ~<~ LIMIT 1) AS cover ON true
     ORDER BY lower(walk.name), walk.name
    """
