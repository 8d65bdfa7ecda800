"""What a backup asks of the database, and what is put right in one that was restored."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2 import sql

from shared.db.connection import Connection, rows, run, value


@dataclass(frozen=True)
class _Name:
    name: str


def migrations(conn: Connection) -> list[str]:
    """The migrations that were applied."""
    return _names(conn, "SELECT name FROM migration ORDER BY name")


def roles(conn: Connection) -> list[str]:
    """The groups of Bowerbird that rights are given to; they belong to the server, not to the database."""
    return _names(
        conn,
        r"""
        SELECT rolname AS name FROM pg_roles
         WHERE rolname LIKE 'bowerbird\_%%' AND NOT rolcanlogin ORDER BY rolname
        """,
    )


def make_roles(conn: Connection, names: Sequence[str]) -> None:
    """Make the groups that are not there yet."""
    for name in set(names) - set(roles(conn)):
        with conn.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))


def others(conn: Connection) -> int:
    """How many other connections the database has."""
    return int(
        value(
            conn,
            """
            SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND backend_type = 'client backend'
               AND pid <> pg_backend_pid()
            """,
        )
    )


def used(conn: Connection) -> bool:
    """Whether the database holds files."""
    there = value(conn, "SELECT to_regclass('public.media') IS NOT NULL")
    return bool(there and value(conn, "SELECT EXISTS (SELECT FROM media)"))


def clear(conn: Connection) -> None:
    """Remove every table, function and type of ours from a database that holds no files.

    Extensions stay: an owner who is no superuser could not bring them back.
    """
    run(conn, _CLEAR)


def settle(conn: Connection) -> None:
    """Forget what was under way when the backup was made: leases, messages, workers and their rights."""
    run(
        conn,
        """
        UPDATE analysis
           SET state = 'queued', lease = NULL, lease_until = NULL, due_at = now(), attempt = attempt - 1
         WHERE state = 'running'
        """,
    )
    run(conn, "UPDATE analysis SET published = false, due_at = now() WHERE published")
    run(conn, "DELETE FROM worker")
    run(conn, "DELETE FROM worker_credential")


_CLEAR = """
    DO $$
    DECLARE
        statement text;
    BEGIN
        FOREACH statement IN ARRAY ARRAY(
            SELECT format('DROP FUNCTION IF EXISTS %%s CASCADE', oid::regprocedure) FROM pg_proc
             WHERE pronamespace = 'public'::regnamespace
               AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
            UNION ALL
            SELECT format('DROP TABLE IF EXISTS %%s CASCADE', oid::regclass) FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            UNION ALL
            SELECT format('DROP TYPE IF EXISTS %%s CASCADE', oid::regclass) FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind = 'c')
        LOOP
            EXECUTE statement;
        END LOOP;
    END
    $$
    """


def _names(conn: Connection, query: str) -> list[str]:
    return [row.name for row in rows(conn, _Name, query)]
