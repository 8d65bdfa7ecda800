"""Accounts, tokens and attempts in the library's own PostgreSQL; the SQL is in `shared.db`."""

from shared.db.connection import Connect
from shared.identity.interface import Identity
from shared.identity.postgres.accounts import Accounts
from shared.identity.postgres.attempts import Attempts
from shared.identity.postgres.store import Store
from shared.identity.postgres.tokens import Tokens


def opened(connect: Connect) -> Identity:
    """The accounts in the database that `connect` opens."""
    store = Store(connect)
    return Identity(Accounts(store), Tokens(store), Attempts(store), store.ready, store.close)
