"""Credentials of workers on other machines: a row, a login role of PostgreSQL, and a token."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg2.extensions import encrypt_password, quote_ident

from shared.db import bell
from shared.db.connection import Connection, one, rows, run, value
from shared.db.workers import ALIVE
from shared.errors import InvalidSetting, NotFound

_NAME = re.compile(r"[a-z0-9-]{1,40}")
_CONNECTIONS = 60  # five of each worker process
_LIMITS = {"statement_timeout": "5min", "idle_in_transaction_session_timeout": "1min"}


@dataclass(frozen=True)
class Credential:
    """Who a worker is, and which analyzers it may work for."""

    name: str
    analyzers: tuple[str, ...]


@dataclass(frozen=True)
class Issued:
    """The secrets of a credential; they are shown once and stored nowhere."""

    role: str
    password: str
    token: str


@dataclass(frozen=True)
class Listed:
    """A credential, when its secrets were made, and how many workers live on it."""

    name: str
    analyzers: tuple[str, ...]
    created_at: datetime
    workers: int


def checked(name: str) -> str:
    """`name`, where a credential or an analyzer can be called so; raises `InvalidSetting`."""
    if not _NAME.fullmatch(name):
        raise InvalidSetting(f"{name!r} cannot be a name: use 1 to 40 of a-z, 0-9 and -")
    return name


def role(name: str) -> str:
    """The login role of the credential `name`."""
    return f"bowerbird_worker_{checked(name)}"


def issue(conn: Connection, name: str, analyzers: Sequence[str]) -> Issued:
    """Let `name` work for `analyzers`, with new secrets; those of before are void from now on."""
    issued = Issued(role(name), secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    run(
        conn,
        """
        INSERT INTO worker_credential (name, analyzers, token)
        VALUES (%(name)s, %(analyzers)s, %(token)s)
        ON CONFLICT (name) DO UPDATE
           SET analyzers = EXCLUDED.analyzers, token = EXCLUDED.token, created_at = now()
        """,
        name=name,
        analyzers=sorted({checked(analyzer) for analyzer in analyzers}),
        token=_hash(issued.token),
    )
    _login(conn, issued)
    return issued


def holder(conn: Connection, token: str) -> Credential | None:
    """The credential that `token` belongs to; None where it is unknown or was revoked."""
    found = one(
        conn,
        Credential,
        "SELECT name, analyzers FROM worker_credential WHERE token = %(token)s",
        token=_hash(token),
    )
    return Credential(found.name, tuple(found.analyzers)) if found else None


def listed(conn: Connection) -> list[Listed]:
    """Every credential by name."""
    return rows(
        conn,
        Listed,
        """
        SELECT name, analyzers, created_at,
               (SELECT count(*) FROM worker WHERE worker.credential = worker_credential.name
                   AND seen_at > now() - %(alive)s * interval '1 second') AS workers
          FROM worker_credential ORDER BY name
        """,
        alive=ALIVE,
    )


def revoke(conn: Connection, name: str) -> None:
    """Take every right from `name`; once committed, no session of it sees or writes a row.

    `expel` ends its sessions afterwards.  Raises `NotFound`.
    """
    known = run(conn, "DELETE FROM worker_credential WHERE name = %(name)s", name=name)
    if _exists(conn, role(name)):
        run(conn, f"ALTER ROLE {_quoted(conn, name)} NOLOGIN")
    elif not known:
        raise NotFound(f"there are no worker credentials for {name!r}")


def expel(conn: Connection, name: str) -> int:
    """End every session of `name` and give back the work it held; return how many sessions."""
    ended = run(
        conn,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %(role)s",
        role=role(name),
    )
    run(
        conn,
        """
        UPDATE analysis SET state = 'queued', attempt = attempt - 1, due_at = now(), lease = NULL,
               lease_until = NULL
         WHERE state = 'running' AND worker IN (SELECT name FROM worker WHERE credential = %(name)s)
        """,
        name=name,
    )
    run(conn, "DELETE FROM worker WHERE credential = %(name)s", name=name)
    bell.ring(conn)
    return ended


def forget(conn: Connection, name: str) -> None:
    """Drop the login role of `name`, with large objects that it may have left."""
    if _exists(conn, role(name)):
        run(
            conn, f"GRANT {_quoted(conn, name)} TO CURRENT_USER"
        )  # else only a superuser may drop what is its
        run(conn, f"DROP OWNED BY {_quoted(conn, name)}")
        run(conn, f"DROP ROLE {_quoted(conn, name)}")


def _login(conn: Connection, issued: Issued) -> None:
    """Make or change the role; the server and its log see only a verifier of the password."""
    quoted = quote_ident(issued.role, conn)
    if not _exists(conn, issued.role):
        run(conn, f"CREATE ROLE {quoted}")
    verifier = encrypt_password(issued.password, issued.role, scope=conn, algorithm="scram-sha-256")
    run(
        conn,
        f"ALTER ROLE {quoted} LOGIN CONNECTION LIMIT {_CONNECTIONS} PASSWORD %(verifier)s",
        verifier=verifier,
    )
    for setting, limit in _LIMITS.items():
        run(conn, f"ALTER ROLE {quoted} SET {setting} = %(limit)s", limit=limit)
    run(conn, f"GRANT bowerbird_worker TO {quoted}")
    library = quote_ident(value(conn, "SELECT current_database()"), conn)
    run(conn, f"REVOKE TEMPORARY ON DATABASE {library} FROM PUBLIC")


def _exists(conn: Connection, login: str) -> bool:
    return bool(value(conn, "SELECT 1 FROM pg_roles WHERE rolname = %(login)s", login=login))


def _quoted(conn: Connection, name: str) -> str:
    return quote_ident(role(name), conn)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
