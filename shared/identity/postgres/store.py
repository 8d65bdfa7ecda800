"""Transactions on accounts, and how the errors of the database are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2
from psycopg2.pool import PoolError

from shared.db.connection import Connect, Connection, value
from shared.errors import IdentityUnavailable, NotFound
from shared.people import sound


@dataclass(frozen=True)
class Store:
    """The database that `connect` opens."""

    connect: Connect

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction; where the database cannot be reached it becomes `IdentityUnavailable`."""
        try:
            with self.connect() as conn:
                yield conn
        except (psycopg2.OperationalError, psycopg2.InterfaceError, PoolError) as error:
            said = (str(error).strip().splitlines() or ["it does not answer"])[-1]
            raise IdentityUnavailable(f"the database cannot be reached: {said}") from error

    def ready(self) -> None:
        """Return where the server answers."""
        with self.transaction() as conn:
            value(conn, "SELECT 1")

    def close(self) -> None:
        """Whoever opened the connections closes them."""


def row(account_id: str) -> int:
    """The row's number; whatever is none is the number of no row."""
    if not (sound(account_id) and account_id.isascii() and account_id.isdigit() and len(account_id) < 19):
        raise NotFound("there is no such account")
    return int(account_id)
