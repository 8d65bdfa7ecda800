"""What accounts have open, sessions and API tokens, and how it ends."""

from shared.db.connection import Connection, rows, run
from shared.errors import NotFound
from shared.people import IDLE, Grant

# What a token is called where it is listed.  It must not be the token, and part of its hash is not.
GRANT_ID = "left(encode(hash, 'hex'), 16)"


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
