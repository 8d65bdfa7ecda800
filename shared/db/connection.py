"""Connections to PostgreSQL, and rows as dataclasses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields
from select import POLLIN, poll
from time import monotonic
from typing import Any, TypeVar, cast

import psycopg2
import psycopg2.extras
from psycopg2.extensions import connection
from psycopg2.pool import ThreadedConnectionPool

Connection = connection
Row = TypeVar("Row")
SETTLED = 2.0  # seconds after its last use in which a connection is taken to be alive
Connect = Callable[[], AbstractContextManager[Connection]]

psycopg2.extras.register_uuid()  # type: ignore[no-untyped-call]

# A host that vanishes says no word: either side must find out by itself, or it would wait for hours, and
# the server's side hold its locks as long.  Nothing of this concerns the socket file of the embedded server.
_CLIENT: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,  # milliseconds
}
_SERVER = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "tcp_keepalives_idle": 5,
        "tcp_keepalives_interval": 5,
        "tcp_keepalives_count": 2,
        "tcp_user_timeout": 15_000,
    }.items()
)


def connector(url: str, *, durable: bool = True) -> Connect:
    """Return a context manager that opens a connection; leaving it commits, an exception rolls back.

    The connection is kept for the next use in this process and opened anew when it was lost.
    Not for use by several threads; those take `pooled`.  With `durable` off a commit does not wait
    for the disk: the end of a process loses nothing, a power cut the last half second.
    """
    held: list[Connection] = []

    @contextmanager
    def connect() -> Iterator[Connection]:
        if not held or held[0].closed:
            held[:] = [opened(url, durable=durable)]
        with _transaction(held[0]):
            yield held[0]

    return connect


def opened(url: str, *, durable: bool = True) -> Connection:
    """A new connection; it fails within half a minute when the other side no longer answers."""
    options = _SERVER if durable else f"{_SERVER} -c synchronous_commit=off"
    conn: Connection = psycopg2.connect(url, options=options, **_CLIENT)
    return conn


def pooled(url: str, size: int) -> Connect:
    """Like `connector`, for up to `size` threads at a time.

    No question is shared out among workers of the server: to start them takes longer than a page may, and
    the planner would choose to read much at once where little in order is enough.
    """
    options = f"{_SERVER} -c max_parallel_workers_per_gather=0"
    pool = ThreadedConnectionPool(0, size, url, options=options, connection_factory=_Pooled, **_CLIENT)
    pool.minconn = size  # how many it keeps open; only the constructor takes it as how many to open at once

    @contextmanager
    def connect() -> Iterator[Connection]:
        conn = _living(pool)
        try:
            with _transaction(conn):
                yield conn
        finally:
            conn.used_at = monotonic()
            pool.putconn(conn)

    return connect


class _Pooled(Connection):
    """A connection that knows when it was last of use."""

    used_at = 0.0


def _living(pool: ThreadedConnectionPool) -> _Pooled:
    """A connection that answers; those that a restart of the server broke are thrown away.

    One that was used a moment ago and has nothing to say is not asked: a server that ends says so, and
    what vanishes without a word is no likelier to be gone than in the midst of a page.
    """
    while True:
        conn = cast(_Pooled, pool.getconn())
        if monotonic() - conn.used_at < SETTLED and not _spoken(conn):
            return conn
        try:
            run(conn, "SELECT 1")
            conn.rollback()
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            pool.putconn(conn, close=True)
        else:
            return conn


def _spoken(conn: Connection) -> bool:
    """Whether the server said something that nobody asked for, or hung up."""
    line = poll()
    line.register(conn.fileno(), POLLIN)
    return bool(line.poll(0))


@contextmanager
def _transaction(conn: Connection) -> Iterator[None]:
    try:
        with conn:
            yield
    except psycopg2.OperationalError:
        conn.close()
        raise
    except psycopg2.DatabaseError as error:
        if type(error) is not psycopg2.DatabaseError or error.pgcode:
            raise
        conn.close()  # a server that ended in the midst of an answer is told as no more than this
        raise psycopg2.OperationalError(str(error)) from error


def rows(conn: Connection, row: type[Row], sql: str, **parameters: Any) -> list[Row]:
    """Run `sql` and return its rows as `row`, a dataclass whose fields are the columns by name."""
    with conn.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = tuple(column.name for column in cursor.description or ())
        if names == getattr(row, "__match_args__", None):  # in their order, which takes half the time
            return [row(*values) for values in cursor.fetchall()]
        return [row(**dict(zip(names, values, strict=True))) for values in cursor.fetchall()]


def numbers(found: Iterable[int]) -> str:
    """Numbers as PostgreSQL reads an array from a text.

    Thousands of them in an expression `ARRAY[…]` take longer to read than what is asked of them.
    """
    return f"{{{','.join(map(str, found))}}}"


def one(conn: Connection, row: type[Row], sql: str, **parameters: Any) -> Row | None:
    """Like `rows`, for a statement that gives at most one row."""
    found = rows(conn, row, sql, **parameters)
    return found[0] if found else None


def value(conn: Connection, sql: str, **parameters: Any) -> Any:
    """Run `sql` and return the first column of its first row, or None."""
    with conn.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
        return row[0] if row else None


def run(conn: Connection, sql: str, **parameters: Any) -> int:
    """Run `sql` and return how many rows it touched."""
    with conn.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def insert(conn: Connection, table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Insert many rows in one statement; `table` and `columns` are names from our own code."""
    if not values:
        return
    with conn.cursor() as cursor:
        psycopg2.extras.execute_values(
            cursor, f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s", values
        )


def columns(row: type[Any], table: str = "") -> str:
    """The fields of the dataclass `row` as a list for SELECT."""
    prefix = f"{table}." if table else ""
    return ", ".join(prefix + field.name for field in fields(row))
