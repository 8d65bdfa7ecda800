"""Failed attempts to sign in, in PostgreSQL."""

from dataclasses import dataclass

from shared.db import attempts
from shared.identity.postgres.store import Store


@dataclass(frozen=True)
class Attempts:
    store: Store

    def admit(self, name: str, address: str) -> int:
        with self.store.transaction() as conn:
            return attempts.admit(conn, name, address)

    def forgive(self, name: str, address: str) -> None:
        with self.store.transaction() as conn:
            attempts.forgive(conn, name, address)
