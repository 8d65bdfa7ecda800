"""Accounts, tokens and attempts in MongoDB.  Every value of a query is a text that was looked at first.

A single server has no transactions over several documents, so what must happen at once is one
document's change: `era` of an account is part of each of its tokens, and raising it ends them all.
"""

from functools import partial

from shared.identity.interface import Identity
from shared.identity.mongo import backups
from shared.identity.mongo.accounts import Accounts
from shared.identity.mongo.attempts import Attempts
from shared.identity.mongo.store import Store, connected
from shared.identity.mongo.tokens import Tokens


def opened(url: str) -> Identity:
    """The accounts in the MongoDB at `url`; it is asked when it is first needed."""
    return identity(connected(url))


def identity(store: Store) -> Identity:
    """The accounts in `store`."""
    parts = Accounts(store), Tokens(store), Attempts(store)
    return Identity(
        *parts, store.ready, store.close, partial(backups.save, store), partial(backups.load, store)
    )
