"""The connection to MongoDB, what it may cost in time, and how its errors are told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.errors import IdentityUnavailable, NotFound
from shared.people import Account, sound

Document = dict[str, Any]
Documents = Database[Document]

DATABASE = "bowerbird"  # where MONGO_URL names none
PATIENCE = 2000  # milliseconds for one operation, with finding the server and trying again
PAUSE = 1.0  # seconds after a failure in which the server is not asked, so that waiting takes no threads
NOBODY = "there is no such account"


class Taken(Exception):
    """Another document has this identity or name."""


@dataclass
class Store:
    """One database; `now` tells the time."""

    database: Documents
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    close: Callable[[], None] = lambda: None
    prepared: bool = field(default=False, init=False)
    paused_until: float = field(default=0.0, init=False)

    @contextmanager
    def asked(self) -> Iterator[Documents]:
        """The database with its indexes.  Raises `Taken`; other errors become `IdentityUnavailable`."""
        if monotonic() < self.paused_until:
            raise IdentityUnavailable("MongoDB did not answer a moment ago")
        try:
            if not self.prepared:
                self._prepare()
            yield self.database
        except DuplicateKeyError as error:
            raise Taken from error
        except PyMongoError as error:
            self.paused_until = monotonic() + PAUSE
            raise IdentityUnavailable(f"MongoDB does not answer: {type(error).__name__}") from error

    def ready(self) -> None:
        """Return where the server answers."""
        with self.asked() as database:
            database.command("ping")

    def _prepare(self) -> None:
        """Make the indexes, which keep names unique and let the server forget what has expired."""
        database = self.database
        database.account.create_index("name", unique=True)
        database.token.create_index("expires_at", expireAfterSeconds=0)
        database.token.create_index(
            [("account", 1), ("name", 1)], unique=True, partialFilterExpression={"kind": "api"}
        )
        database.attempt.create_index("expires_at", expireAfterSeconds=0)
        self.prepared = True


def connected(url: str) -> Store:
    """The database that `url` names; nothing is sent before it is asked, so that a process may fork."""
    client: MongoClient[Document] = MongoClient(
        url,
        connect=False,
        tz_aware=True,
        appname="bowerbird",
        timeoutMS=PATIENCE,
        serverSelectionTimeoutMS=PATIENCE,
        connectTimeoutMS=PATIENCE,
        socketTimeoutMS=PATIENCE,
        waitQueueTimeoutMS=PATIENCE,
        retryReads=True,
    )
    return Store(client.get_default_database(DATABASE), close=client.close)


def row(account_id: str) -> str:
    """The identity of an account's document; raises `NotFound` for what cannot be one."""
    if not sound(account_id):
        raise NotFound(NOBODY)
    return account_id


def person(found: Document) -> Account:
    """The account that a document holds."""
    return Account(found["_id"], found["name"], found["role"], found["disabled"])
