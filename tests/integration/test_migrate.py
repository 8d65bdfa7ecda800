"""The schema loads as shipped (X1), once."""

from click.testing import CliRunner

from services.cli.main import bowerbird
from shared.db.migrate import migrate


def test_migrating_twice_changes_nothing(connect):
    with connect() as conn:
        assert migrate(conn) == []


def test_the_command_applies_what_is_missing_and_says_so(connect, database, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database)
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    first, second = (CliRunner().invoke(bowerbird, ["migrate"]) for _ in range(2))
    assert first.output.startswith("applied 0001_library, 0002_")
    assert second.output == "the database is up to date\n"
