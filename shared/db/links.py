"""One-time links: used up by whoever follows them."""

from dataclasses import dataclass

from shared.accounts import token_hash
from shared.db import accounts
from shared.db.connection import Connection, one, value
from shared.people import Account


def follow(conn: Connection, token: str) -> Account | None:
    """Use up a one-time link; see `shared.identity.interface.Tokens`."""
    spent = one(
        conn,
        _Link,
        """
        DELETE FROM token WHERE hash = %(hash)s AND kind = 'link'
        RETURNING account_id, expires_at > now() AS good
        """,
        hash=token_hash(token),
    )
    if not spent or not spent.good:
        return None
    return accounts.by_id(conn, spent.account_id) if spent.account_id else accounts.first_admin(conn)


def link_is_good(conn: Connection, token: str) -> bool:
    """Tell whether a one-time link would still sign someone in; does not use it up."""
    sql = "SELECT true FROM token WHERE hash = %(hash)s AND kind = 'link' AND expires_at > now()"
    return bool(value(conn, sql, hash=token_hash(token)))


@dataclass(frozen=True)
class _Link:
    account_id: int | None
    good: bool
