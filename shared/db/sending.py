"""Files that are sent in parts, one row each; their bytes lie in the staging folder."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from shared.db.connection import Connection, columns, one, rows, run, value


@dataclass(frozen=True)
class Sending:
    """A file on its way; `received` bytes are safe, and `ended_at` tells that the library has it."""

    id: UUID
    account: str
    batch_id: int
    path: str
    size: int
    received: int
    sha512: str | None
    modified_at: datetime | None
    expires_at: datetime
    media_id: int | None = None
    duplicate: bool | None = None
    problem: str | None = None
    ended_at: datetime | None = None


KEPT = 7 * 86_400.0  # seconds that the row and its bytes are kept after the last change
FIELDS = columns(Sending)


@dataclass(frozen=True)
class Announced:
    """What is told of a file before its first byte; `modified_at` is its own date."""

    id: UUID
    account: str
    batch_id: int
    path: str
    size: int
    sha512: str | None = None
    modified_at: datetime | None = None


def begin(conn: Connection, announced: Announced) -> bool:
    """Write a new row; False where one has this id already."""
    return bool(
        run(
            conn,
            """
            INSERT INTO sending (id, account, batch_id, path, size, sha512, modified_at, expires_at)
            VALUES (%(id)s, %(account)s, %(batch_id)s, %(path)s, %(size)s, %(sha512)s, %(modified_at)s,
                    now() + make_interval(secs => %(kept)s))
            ON CONFLICT (id) DO NOTHING
            """,
            kept=KEPT,
            **asdict(announced),
        )
    )


def find(conn: Connection, id_: UUID, account: str) -> Sending | None:
    """The row of this account; None for anyone else's, and once it has expired."""
    return one(
        conn,
        Sending,
        f"SELECT {FIELDS} FROM sending WHERE id = %(id)s AND account = %(account)s AND expires_at > now()",
        id=id_,
        account=account,
    )


def advance(conn: Connection, id_: UUID, received: int) -> None:
    """Write how many bytes are safe now, and let the time that they are kept begin again."""
    sql = """
        UPDATE sending SET received = %(received)s, expires_at = now() + make_interval(secs => %(kept)s)
         WHERE id = %(id)s
    """
    run(conn, sql, id=id_, received=received, kept=KEPT)


def end(conn: Connection, id_: UUID, *, media_id: int, duplicate: bool, problem: str | None) -> None:
    """Write what became of it."""
    run(
        conn,
        """
        UPDATE sending SET media_id = %(media_id)s, duplicate = %(duplicate)s, problem = %(problem)s,
               ended_at = now()
         WHERE id = %(id)s
        """,
        id=id_,
        media_id=media_id,
        duplicate=duplicate,
        problem=problem,
    )


def remove(conn: Connection, id_: UUID) -> None:
    """Forget it; it may be forgotten already."""
    run(conn, "DELETE FROM sending WHERE id = %(id)s", id=id_)


def outstanding(conn: Connection, account: str) -> tuple[int, int]:
    """How many files this account has begun and not ended, and how many bytes are still to come of all."""
    sql = """
        SELECT count(*) FILTER (WHERE account = %(account)s) || ' ' || coalesce(sum(size - received), 0)
          FROM sending WHERE ended_at IS NULL AND expires_at > now()
    """
    count, bytes_ = str(value(conn, sql, account=account)).split()
    return int(count), int(bytes_)


def expired(conn: Connection) -> list[Sending]:
    """Those whose time is over, ended or not."""
    return rows(
        conn, Sending, f"SELECT {FIELDS} FROM sending WHERE expires_at <= now() ORDER BY expires_at LIMIT 500"
    )


def known(conn: Connection, ids: list[UUID]) -> set[UUID]:
    """Which of these have a row."""
    if not ids:
        return set()
    with conn.cursor() as cursor:
        cursor.execute("SELECT id FROM sending WHERE id = ANY (%(ids)s)", {"ids": ids})
        return {row[0] for row in cursor.fetchall()}


def whole(conn: Connection, quiet: float) -> list[Sending]:
    """Those that arrived in full and whose last step did not happen, untouched for `quiet` seconds."""
    return rows(
        conn,
        Sending,
        f"""
        SELECT {FIELDS} FROM sending
         WHERE ended_at IS NULL AND received = size AND expires_at > now()
           AND expires_at < now() + make_interval(secs => %(later)s)
         LIMIT 100
        """,
        later=KEPT - quiet,
    )
