"""Who may come in: accounts, and the tokens that stand for them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from shared.accounts import UNUSABLE, new_token, token_hash
from shared.db.connection import Connection, columns, one, rows, run, value
from shared.errors import Conflict, NotFound

Role = Literal["admin", "member", "viewer"]
Kind = Literal["session", "link", "api"]

IDLE = timedelta(hours=24)
LIFETIME = {"session": timedelta(days=30), "link": timedelta(minutes=15), "api": timedelta(days=365)}
FIRST = "admin"  # name of the account that the first one-time link makes


@dataclass(frozen=True)
class Account:
    """A person; an admin manages accounts, a member adds and retries, a viewer looks."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Secret:
    """An account and the hash of its password."""

    id: int
    password: str


def create(conn: Connection, name: str, password: str, role: Role) -> Account:
    """Add an account; `password` is a hash.  Raises `Conflict` where the name is taken."""
    account = one(
        conn,
        Account,
        """
        INSERT INTO account (name, password, role) VALUES (%(name)s, %(password)s, %(role)s)
        ON CONFLICT (name) DO NOTHING RETURNING id, name, role
        """,
        name=name,
        password=password,
        role=role,
    )
    if account is None:
        raise Conflict(f"there is an account named {name} already")
    return account


def everyone(conn: Connection) -> list[Account]:
    """All accounts, by name."""
    return rows(conn, Account, f"SELECT {columns(Account)} FROM account ORDER BY name")


def secret(conn: Connection, name: str) -> Secret | None:
    """The password's hash of the account with this name."""
    return one(conn, Secret, "SELECT id, password FROM account WHERE name = %(name)s", name=name)


def remove(conn: Connection, name: str) -> None:
    """Delete an account with all its tokens; raises `NotFound`."""
    if not run(conn, "DELETE FROM account WHERE name = %(name)s", name=name):
        raise NotFound(f"there is no account named {name}")


def rehash(conn: Connection, account_id: int, password: str) -> None:
    """Store a stronger hash of the same password."""
    run(
        conn, "UPDATE account SET password = %(password)s WHERE id = %(id)s", id=account_id, password=password
    )


def change_password(conn: Connection, account_id: int, password: str) -> None:
    """Store the hash of a new password and end everything that the old one opened."""
    rehash(conn, account_id, password)
    run(conn, "DELETE FROM token WHERE account_id = %(id)s", id=account_id)


def issue(conn: Connection, kind: Kind, account_id: int | None = None, name: str | None = None) -> str:
    """Make a token and return it; only its hash is kept.  A link may be without an account."""
    token = new_token()
    run(
        conn,
        """
        INSERT INTO token (hash, kind, account_id, name, expires_at)
        VALUES (%(hash)s, %(kind)s, %(account_id)s, %(name)s, now() + %(lifetime)s)
        """,
        hash=token_hash(token),
        kind=kind,
        account_id=account_id,
        name=name,
        lifetime=LIFETIME[kind],
    )
    return token


def bearer(conn: Connection, kind: Kind, token: str) -> Account | None:
    """Whose session or API token this is, if it is still good; notes that it was seen."""
    return one(
        conn,
        Account,
        """
        WITH good AS (
            SELECT hash, account_id, seen_at FROM token
             WHERE hash = %(hash)s AND kind = %(kind)s AND expires_at > now()
               AND (kind = 'api' OR seen_at > now() - %(idle)s)
        ), seen AS (
            UPDATE token SET seen_at = now() FROM good
             WHERE token.hash = good.hash AND good.seen_at < now() - interval '1 minute'
        )
        SELECT account.id, account.name, account.role
          FROM good JOIN account ON account.id = good.account_id
        """,
        hash=token_hash(token),
        kind=kind,
        idle=IDLE,
    )


def revoke(conn: Connection, token: str) -> None:
    """End one token; none such is as good."""
    run(conn, "DELETE FROM token WHERE hash = %(hash)s", hash=token_hash(token))


def follow(conn: Connection, token: str) -> Account | None:
    """Use up a one-time link and return whom it signs in; None where it is spent or too old.

    A link without an account signs in as the first admin, who is made where there is none; that
    one has no password until a person chooses it.
    """
    spent = rows(
        conn,
        _Link,
        """
        DELETE FROM token WHERE hash = %(hash)s AND kind = 'link'
        RETURNING account_id, expires_at > now() AS good
        """,
        hash=token_hash(token),
    )
    if not spent or not spent[0].good:
        return None
    return _by_id(conn, spent[0].account_id) if spent[0].account_id else _first_admin(conn)


def link_is_good(conn: Connection, token: str) -> bool:
    """Tell whether a one-time link would still sign someone in; does not use it up."""
    sql = "SELECT true FROM token WHERE hash = %(hash)s AND kind = 'link' AND expires_at > now()"
    return bool(value(conn, sql, hash=token_hash(token)))


def sweep(conn: Connection) -> None:
    """Forget tokens that have expired and failures of more than a day ago."""
    run(conn, "DELETE FROM token WHERE expires_at < now()")
    run(conn, "DELETE FROM sign_in_failure WHERE failed_at < now() - interval '1 day'")


@dataclass(frozen=True)
class _Link:
    account_id: int | None
    good: bool


def _by_id(conn: Connection, account_id: int) -> Account | None:
    return one(conn, Account, f"SELECT {columns(Account)} FROM account WHERE id = %(id)s", id=account_id)


def _first_admin(conn: Connection) -> Account | None:
    run(conn, "LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
    known = one(
        conn, Account, f"SELECT {columns(Account)} FROM account WHERE role = 'admin' ORDER BY id LIMIT 1"
    )
    return known or create(conn, FIRST, UNUSABLE, "admin")
