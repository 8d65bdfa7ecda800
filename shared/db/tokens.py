"""Tokens that stand for an account: sessions, one-time links, API tokens.  Only hashes are kept."""

from dataclasses import dataclass
from datetime import timedelta

import psycopg2.errors

from shared.accounts import new_token, token_hash
from shared.db import accounts
from shared.db.connection import Connection, one, rows, run, value
from shared.errors import Conflict, NotFound
from shared.people import IDLE, LIFETIME, Account, Grant, Holder, Kind, Scope

# What a token is called where it is listed.  It must not be the token, and part of its hash is not.
GRANT_ID = "left(encode(hash, 'hex'), 16)"


def issue(
    conn: Connection,
    kind: Kind,
    account_id: int | None = None,
    *,
    name: str | None = None,
    scope: Scope | None = None,
    lifetime: timedelta | None = None,
) -> str:
    """Make a token and return it; raises `Conflict` where an API token has this name already."""
    token = new_token(kind)
    try:
        run(
            conn,
            """
            INSERT INTO token (hash, kind, account_id, name, scope, expires_at)
            VALUES (%(hash)s, %(kind)s, %(account_id)s, %(name)s, %(scope)s, now() + %(lifetime)s)
            """,
            hash=token_hash(token),
            kind=kind,
            account_id=account_id,
            name=name,
            scope=scope,
            lifetime=lifetime or LIFETIME[kind],
        )
    except psycopg2.errors.UniqueViolation as error:
        raise Conflict(f"there is a token named {name} already") from error
    except psycopg2.errors.ForeignKeyViolation as error:
        raise NotFound("there is no such account") from error
    return token


def holder(conn: Connection, kind: Kind, token: str) -> Holder | None:
    """Whose session or API token this is, if it is still good; notes that it was seen."""
    held = one(
        conn,
        _Held,
        f"""
        WITH good AS (
            SELECT hash, account_id, seen_at, scope FROM token
             WHERE hash = %(hash)s AND kind = %(kind)s AND expires_at > now()
               AND (kind = 'api' OR seen_at > now() - %(idle)s)
        ), seen AS (
            UPDATE token SET seen_at = now() FROM good
             WHERE token.hash = good.hash AND good.seen_at < now() - interval '1 minute'
        )
        SELECT {accounts.ACCOUNT}, good.scope
          FROM good JOIN account ON account.id = good.account_id AND NOT account.disabled
        """,
        hash=token_hash(token),
        kind=kind,
        idle=IDLE,
    )
    if held is None:
        return None
    return Holder(Account(held.id, held.name, held.role, held.disabled), held.scope)


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


def revoke(conn: Connection, token: str) -> None:
    """End one token; none such is as good."""
    run(conn, "DELETE FROM token WHERE hash = %(hash)s", hash=token_hash(token))


def listed(conn: Connection, account_id: int) -> list[Grant]:
    """The sessions and API tokens of an account that are still good, the latest first."""
    return rows(
        conn,
        Grant,
        f"""
        SELECT {GRANT_ID} AS id, kind, name, scope, created_at, seen_at, expires_at FROM token
         WHERE account_id = %(id)s AND kind <> 'link' AND expires_at > now()
           AND (kind = 'api' OR seen_at > now() - %(idle)s)
         ORDER BY created_at DESC, hash
        """,
        id=account_id,
        idle=IDLE,
    )


def withdraw(conn: Connection, account_id: int, grant_id: str) -> None:
    """End one of an account's tokens; raises `NotFound`."""
    sql = f"DELETE FROM token WHERE account_id = %(id)s AND {GRANT_ID} = %(grant)s AND kind <> 'link'"
    if not run(conn, sql, id=account_id, grant=grant_id):
        raise NotFound("there is no such session or token")


def sign_out(conn: Connection, account_id: int | None) -> None:
    """End every session and link of an account, or of everyone."""
    sql = "DELETE FROM token WHERE kind <> 'api' AND (%(id)s::bigint IS NULL OR account_id = %(id)s)"
    run(conn, sql, id=account_id)


def end(conn: Connection, account_id: int) -> None:
    """End all that an account has open, API tokens too."""
    run(conn, "DELETE FROM token WHERE account_id = %(id)s", id=account_id)


def sweep(conn: Connection) -> None:
    """Forget tokens that have expired and failures of more than a day ago."""
    run(conn, "DELETE FROM token WHERE expires_at < now()")
    run(conn, "DELETE FROM sign_in_failure WHERE failed_at < now() - interval '1 day'")


@dataclass(frozen=True)
class _Held(Account):
    scope: Scope | None = None


@dataclass(frozen=True)
class _Link:
    account_id: int | None
    good: bool
