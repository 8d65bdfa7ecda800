"""Links by which somebody without an account sees one album, or what one search finds."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, columns, one, rows, run
from shared.errors import NotFound


@dataclass(frozen=True)
class Share:
    """A link without its token, of which only a hash is kept.

    `scope_folder` and `scope_query` are what the maker was confined to when making it; `password` is a
    hash; with `nowhere` no place is told and none is in what is downloaded.
    """

    id: int
    title: str
    album_id: int | None
    query: str | None
    scope_folder: str
    scope_query: str
    password: str | None
    originals: bool
    nowhere: bool
    made_by: str
    made_by_name: str
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    uses: int
    expired: bool


@dataclass(frozen=True)
class Terms:
    """What a new link shows and allows."""

    title: str
    album_id: int | None
    query: str | None
    scope_folder: str
    scope_query: str
    password: str | None
    originals: bool
    nowhere: bool
    days: int | None


_LISTED = ", ".join(
    "expires_at IS NOT NULL AND expires_at <= now() AS expired" if name == "expired" else name
    for name in columns(Share).split(", ")
)


def create(conn: Connection, token: bytes, terms: Terms, by: tuple[str, str]) -> Share:
    """Keep a link by the hash of its token; `by` is the maker's id and name."""
    made = one(
        conn,
        Share,
        f"""
        INSERT INTO share (token, title, album_id, query, scope_folder, scope_query, password, originals,
                           nowhere, made_by, made_by_name, expires_at)
        VALUES (%(token)s, %(title)s, %(album_id)s, %(query)s, %(scope_folder)s, %(scope_query)s,
                %(password)s, %(originals)s, %(nowhere)s, %(by)s, %(name)s,
                now() + make_interval(days => %(days)s))
        RETURNING {_LISTED}
        """,
        token=token,
        by=by[0],
        name=by[1],
        **vars(terms),
    )
    assert made
    return made


def by_token(conn: Connection, token: bytes) -> Share:
    """The link with this hash; raises `NotFound` where there is none, it has ended, or its album is gone."""
    found = one(
        conn,
        Share,
        f"""
        SELECT {_LISTED} FROM share
         WHERE token = %(token)s AND (expires_at IS NULL OR expires_at > now())
           AND (album_id IS NULL OR EXISTS (SELECT FROM album WHERE id = album_id AND removed_at IS NULL))
        """,
        token=token,
    )
    if found is None:
        raise NotFound("this link leads nowhere")
    return found


def used(conn: Connection, share_id: int) -> None:
    """Note that somebody opened the page of a link."""
    run(conn, "UPDATE share SET uses = uses + 1, used_at = now() WHERE id = %(id)s", id=share_id)


def listed(conn: Connection, maker: str | None) -> list[Share]:
    """The links of one account, or of everyone where it is None, the latest first."""
    return rows(
        conn,
        Share,
        f"""
        SELECT {_LISTED} FROM share WHERE %(maker)s::text IS NULL OR made_by = %(maker)s
         ORDER BY id DESC LIMIT 1000
        """,
        maker=maker,
    )


def renew(conn: Connection, share_id: int, token: bytes, maker: str | None) -> Share:
    """Let another token open it instead; raises `NotFound` for none of this `maker`'s."""
    found = one(
        conn,
        Share,
        f"""
        UPDATE share SET token = %(token)s
         WHERE id = %(id)s AND (%(maker)s::text IS NULL OR made_by = %(maker)s)
        RETURNING {_LISTED}
        """,
        id=share_id,
        token=token,
        maker=maker,
    )
    if found is None:
        raise NotFound(f"no link has the id {share_id}")
    return found


def revoke(conn: Connection, share_id: int, maker: str | None) -> None:
    """End a link at once; raises `NotFound` for none of this `maker`'s."""
    if not run(
        conn,
        "DELETE FROM share WHERE id = %(id)s AND (%(maker)s::text IS NULL OR made_by = %(maker)s)",
        id=share_id,
        maker=maker,
    ):
        raise NotFound(f"no link has the id {share_id}")
