"""Which files an account may see at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, one, rows, run
from shared.db.search import Selection, Within, clauses


@dataclass(frozen=True)
class Restriction:
    """What an account sees: what lies below `folder`, and of that what a search of `query` finds.

    `query` is the parameters of a search as in the address of the library; what is empty restricts
    nothing.
    """

    account_id: str
    folder: str
    query: str


@dataclass(frozen=True)
class _Held:
    id: int


def restriction(conn: Connection, account_id: str) -> Restriction | None:
    """That of an account; None where it sees everything."""
    sql = "SELECT account_id, folder, query FROM restriction WHERE account_id = %(id)s"
    return one(conn, Restriction, sql, id=account_id)


def restrictions(conn: Connection) -> dict[str, Restriction]:
    """Those of everyone, by account."""
    found = rows(conn, Restriction, "SELECT account_id, folder, query FROM restriction")
    return {one.account_id: one for one in found}


def restrict(conn: Connection, account_id: str, folder: str, query: str) -> None:
    """Let an account see only a part of the library from now on; or all of it, where both are empty."""
    if not folder and not query:
        run(conn, "DELETE FROM restriction WHERE account_id = %(id)s", id=account_id)
        return
    run(
        conn,
        """
        INSERT INTO restriction (account_id, folder, query) VALUES (%(id)s, %(folder)s, %(query)s)
        ON CONFLICT (account_id) DO UPDATE SET folder = EXCLUDED.folder, query = EXCLUDED.query
        """,
        id=account_id,
        folder=folder,
        query=query,
    )


def held(conn: Connection, within: Within | None, ids: Sequence[int]) -> list[int]:
    """Those of these files that lie `within`, in the trash or not, in the order given."""
    if within is None:
        return list(ids)
    found: set[int] = set()
    for trashed in (False, True):
        part = clauses(conn, Selection(within=within, trashed=trashed))
        sql = (
            f"SELECT media.id FROM {part.source} WHERE {part.where} AND media.id = ANY (%(asked)s::bigint[])"
        )
        found |= {row.id for row in rows(conn, _Held, sql, **part.parameters, asked=list(ids))}
    return [media_id for media_id in ids if media_id in found]


def visible(conn: Connection, within: Within | None, media_id: int) -> bool:
    """Whether this file lies `within`."""
    return within is None or bool(held(conn, within, [media_id]))


def pictured(conn: Connection, finding_id: int) -> int | None:
    """The file that something was found in."""
    found = one(conn, _Held, "SELECT media_id AS id FROM finding WHERE id = %(id)s", id=finding_id)
    return found.id if found else None


def folders(conn: Connection, most: int = 200) -> list[str]:
    """The outermost folders of the library, by name; each is one step in the index."""
    sql = """
        WITH RECURSIVE outermost (name) AS (
            (SELECT split_part(path, '/', 1) FROM media WHERE trashed_at IS NULL ORDER BY 1 LIMIT 1)
            UNION ALL
            SELECT (SELECT split_part(path, '/', 1) FROM media
                     WHERE trashed_at IS NULL AND split_part(path, '/', 1) > outermost.name
                     ORDER BY 1 LIMIT 1)
              FROM outermost WHERE name IS NOT NULL
        ), first AS (SELECT name FROM outermost WHERE name IS NOT NULL LIMIT %(steps)s)
        SELECT name FROM first
         WHERE EXISTS (SELECT FROM media WHERE trashed_at IS NULL AND split_part(path, '/', 1) = first.name
                                           AND path LIKE '%%/%%')
         LIMIT %(most)s
        """
    return [folder.name for folder in rows(conn, _Folder, sql, steps=5 * most, most=most)]


@dataclass(frozen=True)
class _Folder:
    name: str
