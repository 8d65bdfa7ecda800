"""What the services know of accounts, tokens and attempts, whatever stores them.

Protocols and no base class: the two stores share rules (`shared.accounts`, `shared.people`,
`throttle`) but neither state nor steps, and the type checker holds each to the same shape.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from shared.people import Account, Grant, Holder, Kind, Role, Scope, Secret


class Accounts(Protocol):
    """People.  Passwords are hashes here; an unknown id raises `NotFound`."""

    def create(self, name: str, password: str, role: Role) -> Account:
        """Add an account; raise `Conflict` where the name is taken, `InvalidName`."""

    def everyone(self) -> list[Account]:
        """All accounts, by name."""

    def first_admin(self) -> Account:
        """The admin who has been here longest; made where there is none, and then without a password."""

    def secret(self, name: str) -> Secret | None:
        """The password's hash of the account with this name, unless it is disabled."""

    def rehash(self, account_id: str, password: str) -> None:
        """Store a stronger hash of the same password."""

    def change_password(self, account_id: str, password: str) -> None:
        """Store a new one and end everything that the account has open, API tokens too."""

    def change_role(self, account_id: str, role: Role) -> None:
        """Raise `Conflict` where no admin would be left."""

    def disable(self, account_id: str, disabled: bool = True) -> None:
        """Let no one in by this account and end all it has open; raise `Conflict` for the last admin."""

    def remove(self, account_id: str) -> None:
        """Delete an account and end all it has open; raise `Conflict` for the last admin."""


class Tokens(Protocol):
    """Sessions, one-time links and API tokens.  Only hashes of them are stored."""

    def issue(
        self,
        kind: Kind,
        account_id: str | None = None,
        *,
        name: str | None = None,
        scope: Scope | None = None,
        lifetime: timedelta | None = None,
    ) -> str:
        """Make a token and return it; `Conflict` where the account has an API token of this name.

        Only a link may be without an account; an API token has a name and a scope.
        """

    def holder(self, kind: Kind, token: str) -> Holder | None:
        """Whose session or API token this is, if it is still good; notes that it was seen."""

    def follow(self, token: str) -> Account | None:
        """Use up a one-time link and return whom it signs in; None where it is spent or too old.

        A link without an account signs in as the first admin.
        """

    def link_is_good(self, token: str) -> bool:
        """Tell whether a one-time link would still sign someone in; does not use it up."""

    def revoke(self, token: str) -> None:
        """End one token; none such is as good."""

    def listed(self, account_id: str) -> list[Grant]:
        """The sessions and API tokens of an account that are still good, the latest first."""

    def withdraw(self, account_id: str, grant_id: str) -> None:
        """End one of them; raise `NotFound`."""

    def sign_out(self, account_id: str | None = None) -> None:
        """End every session and link of an account, or of everyone.  API tokens stay."""


class Attempts(Protocol):
    """Failed attempts to sign in, and how long the next one has to wait."""

    def admit(self, name: str, address: str) -> int:
        """Count an attempt as failed and return 0; or return the seconds to wait, and count nothing.

        Counting comes before the password is looked at, so that many attempts at once gain nothing;
        `forgive` takes the count back.  It is the same whether the account exists or not.
        """

    def forgive(self, name: str, address: str) -> None:
        """Forget an account's failures, and the one that `admit` counted against the address."""


@dataclass(frozen=True)
class Identity:
    """One store.  Whatever is asked of it raises `IdentityUnavailable` where it does not answer in time."""

    accounts: Accounts
    tokens: Tokens
    attempts: Attempts
    ready: Callable[[], None]  # returns where the store answers
    close: Callable[[], None]
    save: Callable[[], list[str]] = list  # lines for a backup, of what the library's database does not hold
    load: Callable[[Iterable[str]], None] = lambda _: None  # puts what `save` gave in place of everything
