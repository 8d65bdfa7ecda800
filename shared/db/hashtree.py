"""A tree of hashes over the ids of all files, by which a copy of the library finds where it differs.

Every file has a mark, a hash of its id and of the moment when it last changed.  A leaf of the tree is 1,024
ids, a branch 64 leaves; the hash of either is the sum of its files' marks.  Who has other sums for a branch
fetches its leaves, and of these only the ones that differ: so what was missed, deleted, or went out of what
an account may see is found without looking at the rest.
"""

from dataclasses import dataclass

from shared.db import copies
from shared.db.connection import Connection, rows
from shared.db.copies import Kept
from shared.db.search import Selection, Within, clauses
from shared.db.stamps import HASH, MARK

LEAF, BRANCH = 10, 16  # bits of an id below a leaf and below a branch


@dataclass(frozen=True)
class Node:
    """Some consecutive ids: `hash` is the sum of the marks of the `files` among them, modulo 2^48."""

    number: int
    files: int
    hash: int


def branches(conn: Connection, within: Within | None) -> list[Node]:
    """The whole of what an account may see, the newest files first."""
    return _nodes(conn, within, BRANCH, (0, 2**62))


def leaves(conn: Connection, within: Within | None, branch: int) -> list[Node]:
    """The leaves of one branch, the newest files first."""
    return _nodes(conn, within, LEAF, (branch << BRANCH, (branch + 1) << BRANCH))


def leaf(conn: Connection, within: Within | None, number: int) -> list[Kept]:
    """All files of a leaf."""
    return copies.between(conn, within, number << LEAF, (number + 1) << LEAF)


def _nodes(conn: Connection, within: Within | None, bits: int, ids: tuple[int, int]) -> list[Node]:
    found = clauses(conn, Selection(within=within))
    sql = f"""
        SELECT media.id >> {bits} AS number, count(*) AS files, mod(sum({MARK}), {HASH})::bigint AS hash
          FROM {found.source} JOIN stamp ON stamp.media_id = media.id
         WHERE {found.where} AND media.id >= %(first_id)s AND media.id < %(behind_id)s
         GROUP BY 1 ORDER BY 1 DESC
        """
    return rows(conn, Node, sql, **found.parameters, first_id=ids[0], behind_id=ids[1])
