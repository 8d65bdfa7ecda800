"""Sessions, one-time links and API tokens in PostgreSQL."""

from dataclasses import dataclass
from datetime import timedelta

from shared.db import grants, links, tokens
from shared.errors import NotFound
from shared.identity.postgres.store import Store, row
from shared.people import Account, Grant, Holder, Kind, Scope, sound


@dataclass(frozen=True)
class Tokens:
    store: Store

    def issue(
        self,
        kind: Kind,
        account_id: str | None = None,
        *,
        name: str | None = None,
        scope: Scope | None = None,
        lifetime: timedelta | None = None,
    ) -> str:
        number = None if account_id is None else row(account_id)
        with self.store.transaction() as conn:
            if kind == "session":
                grants.sweep(conn)
            return tokens.issue(conn, kind, number, name=name, scope=scope, lifetime=lifetime)

    def holder(self, kind: Kind, token: str) -> Holder | None:
        if not sound(token):
            return None
        with self.store.transaction() as conn:
            return tokens.holder(conn, kind, token)

    def follow(self, token: str) -> Account | None:
        with self.store.transaction() as conn:
            return links.follow(conn, token) if sound(token) else None

    def link_is_good(self, token: str) -> bool:
        with self.store.transaction() as conn:
            return sound(token) and links.link_is_good(conn, token)

    def revoke(self, token: str) -> None:
        if sound(token):
            with self.store.transaction() as conn:
                tokens.revoke(conn, token)

    def listed(self, account_id: str) -> list[Grant]:
        with self.store.transaction() as conn:
            return grants.listed(conn, row(account_id))

    def withdraw(self, account_id: str, grant_id: str) -> None:
        if not sound(grant_id):
            raise NotFound("there is no such session or token")
        with self.store.transaction() as conn:
            grants.withdraw(conn, row(account_id), grant_id)

    def sign_out(self, account_id: str | None = None) -> None:
        with self.store.transaction() as conn:
            grants.sign_out(conn, None if account_id is None else row(account_id))
