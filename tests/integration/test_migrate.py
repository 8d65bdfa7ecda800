"""The schema loads as shipped (X1), once."""

from shared.db.migrate import migrate


def test_migrating_twice_changes_nothing(connect):
    with connect() as conn:
        assert migrate(conn) == []
