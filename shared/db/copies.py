"""Keeps copies of the library in browsers in step: what changed since, and a tree of hashes to compare.

Every file has a mark, a hash of its id and of the moment when it last changed.  A leaf of the tree is 1,024
ids, a branch 64 leaves; the hash of either is the sum of its files' marks.  Who has other sums for a branch
fetches its leaves, and of these only the ones that differ: so what was missed, deleted, or went out of what
an account may see is found without looking at the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, rows, value
from shared.db.search import Clauses, Selection, Within, clauses
from shared.domain import MediaKind

LEAF, BRANCH = 10, 16  # bits of an id below a leaf and below a branch
HASH = 2**48  # so that a browser adds marks without rounding
LONGEST = 2000  # characters of a file's words
_MARK = f"(hashint8extended(stamp.media_id, (extract(epoch FROM stamp.at) * 1000000)::bigint) & {HASH - 1})"


@dataclass(frozen=True)
class Kept:
    """What a copy holds of one file; `words` are those that a search finds it by."""

    id: int
    mark: int
    name: str
    kind: MediaKind
    at: datetime
    width: int | None
    height: int | None
    colour: str | None
    duration: float | None
    version: str
    favourite: bool
    rating: int | None
    words: str


@dataclass(frozen=True)
class Node:
    """Some consecutive ids: `hash` is the sum of the marks of the `files` among them, modulo 2^48."""

    number: int
    files: int
    hash: int


@dataclass(frozen=True)
class Place:
    """How far somebody read what changed."""

    at: datetime
    id: int


def branches(conn: Connection, within: Within | None) -> list[Node]:
    """The whole of what an account may see, the newest files first."""
    return _nodes(conn, clauses(conn, Selection(within=within)), BRANCH)


def leaves(conn: Connection, within: Within | None, branch: int) -> list[Node]:
    """The leaves of one branch, the newest files first."""
    found = clauses(conn, Selection(within=within))
    return _nodes(conn, _between(found, branch << BRANCH, (branch + 1) << BRANCH), LEAF)


def leaf(conn: Connection, within: Within | None, number: int) -> list[Kept]:
    """All files of a leaf."""
    found = clauses(conn, Selection(within=within))
    return _kept(conn, _between(found, number << LEAF, (number + 1) << LEAF))


def changed(conn: Connection, since: Place, limit: int) -> list[Place]:
    """The files that changed behind this place, in the order of their changes."""
    return rows(
        conn,
        Place,
        """
        SELECT at, media_id AS id FROM stamp WHERE (at, media_id) > (%(at)s, %(id)s)
         ORDER BY at, media_id LIMIT %(limit)s
        """,
        at=since.at,
        id=since.id,
        limit=limit,
    )


def of(conn: Connection, within: Within | None, ids: Sequence[int]) -> list[Kept]:
    """Those of these files that an account may see."""
    found = clauses(conn, Selection(within=within))
    return _kept(conn, (found, "media.id = ANY (%(listed)s)", {"listed": list(ids)}))


def moment(conn: Connection) -> datetime:
    """What time it is for the database."""
    told: datetime = value(conn, "SELECT now()")
    return told


_Part = tuple[Clauses, str, dict[str, object]]


def _between(found: Clauses, first: int, behind: int) -> _Part:
    return (
        found,
        "media.id >= %(first_id)s AND media.id < %(behind_id)s",
        {
            "first_id": first,
            "behind_id": behind,
        },
    )


def _nodes(conn: Connection, part: Clauses | _Part, bits: int) -> list[Node]:
    found, more, parameters = part if isinstance(part, tuple) else (part, "true", {})
    sql = f"""
        SELECT media.id >> {bits} AS number, count(*) AS files, mod(sum({_MARK}), {HASH})::bigint AS hash
          FROM {found.source} JOIN stamp ON stamp.media_id = media.id
         WHERE {found.where} AND {more} GROUP BY 1 ORDER BY 1 DESC
        """
    return rows(conn, Node, sql, **found.parameters, **parameters)


def _kept(conn: Connection, part: _Part) -> list[Kept]:
    found, more, parameters = part
    sql = f"""
        SELECT media.id, {_MARK} AS mark, media.name, media.kind, media.taken_at AS at, media.width,
               media.height, media.colour, media.duration, media.favourite, media.rating,
               encode(substring(media.sha512 FOR 6), 'hex') AS version,
               coalesce((SELECT left(array_to_string(tsvector_to_array(document), ' '), {LONGEST})
                           FROM media_text WHERE media_text.media_id = media.id), '') AS words
          FROM {found.source} JOIN stamp ON stamp.media_id = media.id
         WHERE {found.where} AND {more} ORDER BY media.id DESC
        """
    return rows(conn, Kept, sql, **found.parameters, **parameters)
