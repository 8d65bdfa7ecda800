"""What is asked for each file and each batch of messages reads an index, however large the ledger is."""

import pytest

from shared.db import analyses, documents, outbox
from shared.db.connection import run
from shared.db.outbox import Lane
from tests.integration.declared import Declared
from tests.integration.files import files


@pytest.fixture
def ledger(connect):
    files(connect, 20_000)
    with connect() as conn:
        analyses.register(conn, Declared())
        run(
            conn,
            """
            UPDATE analysis SET state = 'done', done_at = now(), ended_at = now(), model = 'm'
             WHERE mod(media_id, 2) = 0
            """,
        )
    with connect() as conn:
        run(conn, "ANALYZE analysis, media, finding")
    return connect


def plan(conn, sql, **given):
    with conn.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql, given)
        return "\n".join(row[0] for row in cursor)


def test_the_next_messages_come_in_the_order_of_the_index(ledger):
    with ledger() as conn:
        given = {"analyzer": "detect", "edition": 0, "version": 1, "low": -32768, "high": 1}
        told = plan(conn, outbox._DUE, **given, lowest=-32768, highest=1, window=500, batch=20, found=0)
        assert "Index Scan using analysis_due" in told
        assert "Seq Scan on analysis " not in told
        assert len(outbox.due(conn, Lane("detect", False, 0), window=500, batch=20)) == 20


def test_the_words_of_a_file_are_found_without_a_look_at_all_analyses(ledger):
    with ledger() as conn:
        told = plan(conn, documents._SAID, ids=[5000, 5002])
    assert "Seq Scan on analysis" not in told
