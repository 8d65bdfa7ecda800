"""Accounts, tokens and attempts in the library's own PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import psycopg2
from psycopg2.pool import PoolError

from shared.db import accounts, attempts, tokens
from shared.db.connection import Connect, Connection, value
from shared.errors import IdentityUnavailable, NotFound
from shared.identity.interface import Identity
from shared.people import Account, Grant, Holder, Kind, Role, Scope, Secret, checked_name, sound


def opened(connect: Connect) -> Identity:
    """The accounts in the database that `connect` opens."""
    store = _Store(connect)
    return Identity(_Accounts(store), _Tokens(store), _Attempts(store), store.ready, lambda: None)


@dataclass(frozen=True)
class _Store:
    connect: Connect

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        try:
            with self.connect() as conn:
                yield conn
        except (psycopg2.OperationalError, psycopg2.InterfaceError, PoolError) as error:
            said = (str(error).strip().splitlines() or ["it does not answer"])[-1]
            raise IdentityUnavailable(f"the database cannot be reached: {said}") from error

    def ready(self) -> None:
        with self.transaction() as conn:
            value(conn, "SELECT 1")


@dataclass(frozen=True)
class _Accounts:
    store: _Store

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
            accounts.rehash(conn, _number(account_id), password)

    def change_password(self, account_id: str, password: str) -> None:
        with self.store.transaction() as conn:
            accounts.rehash(conn, _number(account_id), password)
            tokens.end(conn, _number(account_id))

    def change_role(self, account_id: str, role: Role) -> None:
        with self.store.transaction() as conn:
            accounts.change_role(conn, _number(account_id), role)

    def disable(self, account_id: str, disabled: bool = True) -> None:
        with self.store.transaction() as conn:
            accounts.disable(conn, _number(account_id), disabled)
            tokens.end(conn, _number(account_id))

    def remove(self, account_id: str) -> None:
        with self.store.transaction() as conn:
            accounts.remove(conn, _number(account_id))


@dataclass(frozen=True)
class _Tokens:
    store: _Store

    def issue(
        self,
        kind: Kind,
        account_id: str | None = None,
        *,
        name: str | None = None,
        scope: Scope | None = None,
        lifetime: timedelta | None = None,
    ) -> str:
        number = None if account_id is None else _number(account_id)
        with self.store.transaction() as conn:
            if kind == "session":
                tokens.sweep(conn)
            return tokens.issue(conn, kind, number, name=name, scope=scope, lifetime=lifetime)

    def holder(self, kind: Kind, token: str) -> Holder | None:
        if not sound(token):
            return None
        with self.store.transaction() as conn:
            return tokens.holder(conn, kind, token)

    def follow(self, token: str) -> Account | None:
        with self.store.transaction() as conn:
            return tokens.follow(conn, token) if sound(token) else None

    def link_is_good(self, token: str) -> bool:
        with self.store.transaction() as conn:
            return sound(token) and tokens.link_is_good(conn, token)

    def revoke(self, token: str) -> None:
        if sound(token):
            with self.store.transaction() as conn:
                tokens.revoke(conn, token)

    def listed(self, account_id: str) -> list[Grant]:
        with self.store.transaction() as conn:
            return tokens.listed(conn, _number(account_id))

    def withdraw(self, account_id: str, grant_id: str) -> None:
        if not sound(grant_id):
            raise NotFound("there is no such session or token")
        with self.store.transaction() as conn:
            tokens.withdraw(conn, _number(account_id), grant_id)

    def sign_out(self, account_id: str | None = None) -> None:
        with self.store.transaction() as conn:
            tokens.sign_out(conn, None if account_id is None else _number(account_id))


@dataclass(frozen=True)
class _Attempts:
    store: _Store

    def admit(self, name: str, address: str) -> int:
        with self.store.transaction() as conn:
            return attempts.admit(conn, name, address)

    def forgive(self, name: str, address: str) -> None:
        with self.store.transaction() as conn:
            attempts.forgive(conn, name, address)


def _number(account_id: str) -> int:
    """The row's number; whatever is none is the number of no row."""
    if not (sound(account_id) and account_id.isascii() and account_id.isdigit() and len(account_id) < 19):
        raise NotFound("there is no such account")
    return int(account_id)
