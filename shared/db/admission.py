"""Connections of a worker to the database, which tell a server that refuses from one that is away."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2.errors import InsufficientPrivilege

from shared.db import connection
from shared.db.connection import Connect, Connection
from shared.errors import CredentialsRefused, UntrustedServer

# The library gives no code for what happens before a session is there, so its words have to do.
_REFUSALS = (
    "password authentication failed",
    "authentication failed for user",
    "does not exist",  # the role, or the database
    "is not permitted to log in",
    "no pg_hba.conf entry",
    "pg_hba.conf rejects connection",
    "permission denied for database",
)
_UNTRUSTED = (
    "certificate verify failed",
    "does not match host name",
    "does not support SSL",
    "could not get server's host name from server certificate",
    "server certificate for",  # … was not issued for this host
)


def connector(url: str, *, durable: bool = True) -> Connect:
    """Like `connection.connector`; raises `CredentialsRefused` and `UntrustedServer` where that is so.

    A right that is missing is a refusal too: a revoked credential has none left in open sessions.
    """
    connect = connection.connector(url, durable=durable)

    @contextmanager
    def admitted() -> Iterator[Connection]:
        try:
            with connect() as conn:
                yield conn
        except InsufficientPrivilege as error:
            raise CredentialsRefused from error
        except psycopg2.OperationalError as error:
            _judge(error)
            raise

    return admitted


def _judge(error: psycopg2.OperationalError) -> None:
    said = str(error).strip()
    if error.pgcode is not None:  # said within a session
        return
    if any(words in said for words in _UNTRUSTED):
        raise UntrustedServer("the database", said.splitlines()[-1]) from error
    if "FATAL" in said and any(words in said for words in _REFUSALS):
        raise CredentialsRefused from error
