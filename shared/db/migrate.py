"""Brings the schema up to date from the numbered files in `migrations/`."""

from pathlib import Path

from shared import __version__
from shared.db.connection import Connection, run, value
from shared.errors import OutdatedRelease

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x626F776572


def migrate(conn: Connection) -> list[str]:
    """Apply every migration that is missing, in order, and return their names.

    Safe to call from several processes at once: an advisory lock lets one through at a time.
    """
    run(conn, "SELECT pg_advisory_xact_lock(%(lock)s)", lock=LOCK)
    run(
        conn,
        """
        CREATE TABLE IF NOT EXISTS migration
            (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())
        """,
    )
    applied = []
    for file in sorted(MIGRATIONS.glob("*.sql")):
        if value(conn, "SELECT name FROM migration WHERE name = %(name)s", name=file.stem):
            continue
        with conn.cursor() as cursor:
            cursor.execute(file.read_text())
        run(conn, "INSERT INTO migration (name) VALUES (%(name)s)", name=file.stem)
        applied.append(file.stem)
    return applied


def release() -> str:
    """What this code is: the version of the package and the number of its newest migration."""
    return f"{__version__}+{max(_known()).partition('_')[0]}"


def behind(conn: Connection) -> bool:
    """Whether the database lacks a migration that this code needs.

    Raises `OutdatedRelease` where it has one that this code does not know.
    """
    migrated = value(conn, "SELECT to_regclass('migration')")
    applied = set(value(conn, "SELECT array_agg(name) FROM migration") or ()) if migrated else set()
    unknown = sorted(applied - _known())
    if unknown:
        raise OutdatedRelease(
            f"release {release()} is older than the database, which has {unknown[-1]}:"
            " this worker takes no jobs; install the release that the other services run"
        )
    return not applied >= _known()


def _known() -> set[str]:
    return {file.stem for file in MIGRATIONS.glob("*.sql")}
