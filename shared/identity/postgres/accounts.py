"""Accounts in PostgreSQL."""

from dataclasses import dataclass

from shared.db import accounts, grants
from shared.identity.postgres.store import Store, row
from shared.people import Account, Role, Secret, checked_name, sound


@dataclass(frozen=True)
class Accounts:
    store: Store

    def create(self, name: str, password: str, role: Role) -> Account:
        checked_name(name)
        with self.store.transaction() as conn:
            return accounts.create(conn, name, password, role)

    def everyone(self) -> list[Account]:
        with self.store.transaction() as conn:
            return accounts.everyone(conn)

    def first_admin(self) -> Account:
        with self.store.transaction() as conn:
            return accounts.first_admin(conn)

    def secret(self, name: str) -> Secret | None:
        with self.store.transaction() as conn:
            return accounts.secret(conn, name) if sound(name) else None

    def rehash(self, account_id: str, password: str) -> None:
        with self.store.transaction() as conn:
            accounts.rehash(conn, row(account_id), password)

    def change_password(self, account_id: str, password: str) -> None:
        with self.store.transaction() as conn:
            accounts.rehash(conn, row(account_id), password)
            grants.end(conn, row(account_id))

    def change_role(self, account_id: str, role: Role) -> None:
        with self.store.transaction() as conn:
            accounts.change_role(conn, row(account_id), role)

    def disable(self, account_id: str, disabled: bool = True) -> None:
        with self.store.transaction() as conn:
            accounts.disable(conn, row(account_id), disabled)
            grants.end(conn, row(account_id))

    def remove(self, account_id: str) -> None:
        with self.store.transaction() as conn:
            accounts.remove(conn, row(account_id))
