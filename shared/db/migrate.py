"""Brings the schema up to date from the numbered files in `migrations/`."""

from pathlib import Path

from shared.db.connection import Connection, run, value

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
