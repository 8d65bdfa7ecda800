"""The stores of accounts that the contract is tested on, each with a clock that a test can move."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.db.connection import Connect, pooled, rows, run
from shared.identity import Identity, mongo, postgres
from shared.identity.mongo.store import connected
from tests.conftest import MONGO_URL
from tests.integration import mongod

HASH, OTHER = "$argon2id$of-one", "$argon2id$of-another"


@dataclass
class Clock:
    """The time of a store that asks the client for it."""

    ahead: timedelta = field(default=timedelta())

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True)
class Kept:
    """A store and what a test needs to look behind it."""

    identity: Identity
    later: Any  # called with seconds, lets that much time pass
    dump: Any  # everything stored, as one text


def in_postgres(connect: Connect) -> Kept:
    """Accounts in PostgreSQL, whose own clock rules; time passes by making everything older."""

    def later(**by: float) -> None:
        with connect() as conn:
            for column in ("created_at", "seen_at", "expires_at"):
                run(conn, f"UPDATE token SET {column} = {column} - %(by)s", by=timedelta(**by))
            run(conn, "UPDATE sign_in_failure SET failed_at = failed_at - %(by)s", by=timedelta(**by))

    def dump() -> str:
        with connect() as conn:
            return " ".join(
                row.text
                for table in ("account", "token")
                for row in rows(conn, _Line, f"SELECT {table}::text AS text FROM {table}")
            )

    return Kept(postgres.opened(connect), later, dump)


@contextmanager
def in_mongo(url: str = MONGO_URL) -> Iterator[Kept]:
    """Accounts in a database of its own, in the server at `url` or else in `tests.integration.mongod`."""
    with ExitStack() as stack:
        store = connected(url or stack.enter_context(mongod.running()).url)
        stack.callback(store.close)
        store.database = store.database.client[f"test_{uuid4().hex}"]
        stack.callback(store.database.client.drop_database, store.database.name)
        clock = Clock()
        store.now = clock.now

        def later(**by: float) -> None:
            clock.ahead += timedelta(**by)

        def dump() -> str:
            found = [*store.database["account"].find(), *store.database["token"].find()]
            return " ".join(map(repr, found))

        yield Kept(mongo.identity(store), later, dump)


@pytest.fixture(params=["PostgreSQL", "MongoDB"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Each store in turn."""
    if request.param == "MongoDB":
        with in_mongo() as kept:
            yield kept
    else:
        yield in_postgres(pooled(request.getfixturevalue("database"), 8))


@pytest.fixture
def accounts(kept):
    return kept.identity.accounts


@pytest.fixture
def tokens(kept):
    return kept.identity.tokens


@pytest.fixture
def ada(accounts):
    return accounts.create("ada", HASH, "member")


@pytest.fixture
def root(accounts):
    return accounts.create("root", HASH, "admin")


@dataclass(frozen=True)
class _Line:
    text: str
