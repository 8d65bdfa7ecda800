"""Failed attempts to sign in, and how long the next one has to wait."""

from dataclasses import dataclass

from shared.db.connection import Connection, one, run
from shared.throttle import wait


@dataclass(frozen=True)
class _Seen:
    account: int
    address: int
    since: float


def admit(conn: Connection, name: str, address: str) -> int:
    """Count an attempt as failed and return 0; or return the seconds to wait first, and count nothing."""
    subjects = {"account": f"account:{name}", "address": f"address:{address}"}
    for subject in sorted(subjects.values()):
        run(conn, "SELECT pg_advisory_xact_lock(hashtextextended(%(subject)s, 0))", subject=subject)
    seen = one(
        conn,
        _Seen,
        """
        SELECT count(*) FILTER (WHERE subject = %(account)s) AS account,
               count(*) FILTER (WHERE subject = %(address)s
                                  AND failed_at > now() - interval '1 minute') AS address,
               extract(epoch FROM now() - coalesce(
                   max(failed_at) FILTER (WHERE subject = %(account)s), now()))::float AS since
          FROM sign_in_failure
         WHERE subject IN (%(account)s, %(address)s) AND failed_at > now() - interval '1 day'
        """,
        **subjects,
    )
    seconds = wait(seen.account, seen.address, seen.since) if seen else 0
    if not seconds:
        run(conn, "INSERT INTO sign_in_failure (subject) VALUES (%(account)s), (%(address)s)", **subjects)
    return seconds


def forgive(conn: Connection, name: str, address: str) -> None:
    """Forget an account's failures, and the one that `admit` counted against the address."""
    run(conn, "DELETE FROM sign_in_failure WHERE subject = %(subject)s", subject=f"account:{name}")
    run(
        conn,
        """
        DELETE FROM sign_in_failure WHERE ctid IN
            (SELECT ctid FROM sign_in_failure WHERE subject = %(subject)s ORDER BY failed_at DESC LIMIT 1)
        """,
        subject=f"address:{address}",
    )
