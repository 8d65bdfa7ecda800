"""Tokens that stand for an account: sessions, one-time links, API tokens.  Only hashes are kept."""

from dataclasses import dataclass
from datetime import timedelta

import psycopg2.errors

from shared.accounts import new_token, token_hash
from shared.db import accounts
from shared.db.connection import Connection, one, run
from shared.errors import Conflict, NotFound
from shared.people import IDLE, LIFETIME, Account, Holder, Kind, Scope


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
            SELECT hash, account_id, created_at, seen_at, scope FROM token
             WHERE hash = %(hash)s AND kind = %(kind)s AND expires_at > now()
               AND (kind = 'api' OR seen_at > now() - %(idle)s)
        ), seen AS (
            UPDATE token SET seen_at = now() FROM good
             WHERE token.hash = good.hash
               AND (good.seen_at < now() - interval '1 minute' OR good.seen_at = good.created_at)
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


def revoke(conn: Connection, token: str) -> None:
    """End one token; none such is as good."""
    run(conn, "DELETE FROM token WHERE hash = %(hash)s", hash=token_hash(token))


@dataclass(frozen=True)
class _Held(Account):
    scope: Scope | None = None
