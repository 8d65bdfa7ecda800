"""What is asked for each file and each batch of messages reads an index, however large the ledger is."""

import re

import pytest

from shared.db import (
    analyses,
    candidates,
    documents,
    editions,
    nearness,
    outbox,
    progress,
    query_keys,
    successors,
    takeovers,
)
from shared.db.asking import Asking
from shared.db.connection import numbers, run
from shared.db.outbox import Lane
from shared.db.search import clauses
from shared.db.selection import Selection
from tests.integration.declared import Declared
from tests.integration.explained import plans
from tests.integration.files import files

# A scan of the ledger that is not led to some files.
WHOLE = r"(Seq Scan on analysis|Scan using analysis_\S+ on analysis[^\n]*\n(?! *Index Cond))"


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
        told = plans(conn, lambda: documents.write(conn, documents.locked(conn, [5000, 5002])))
    assert "analysis" in told
    assert not re.search(WHOLE, told), told


def test_files_whose_findings_hold_words_are_looked_at_one_by_one(ledger):
    with ledger() as conn:
        run(
            conn,
            """
            INSERT INTO finding (analysis_id, media_id, text, score, box_left)
            SELECT id, media_id, 'An invoice', 0.9, 0.1 FROM analysis WHERE media_id BETWEEN 5000 AND 9000
            """,
        )
        run(
            conn,
            """
            INSERT INTO media_text (media_id, document)
            SELECT id, to_tsvector('simple', 'an invoice') FROM media WHERE id BETWEEN 5000 AND 5100
            """,
        )
        run(conn, "ANALYZE finding, media_text")
        asking = Asking(conn, "media.taken_at", lambda _: True)
        told = plans(conn, lambda: query_keys.sql(asking, "text", ":", "invoice"))
    assert not re.search(WHOLE, told), told
    assert asking.parameters["asked_2"] == numbers(range(5000, 5101, 2))


@pytest.mark.parametrize("by", ["embedding", "hash"])
def test_examples_are_looked_at_one_by_one(ledger, by):
    with ledger() as conn:
        files = clauses(conn, Selection())
        told = plans(conn, lambda: nearness._examples(conn, nearness._BY[by], [5000, 5002], files))
    assert not re.search(WHOLE, told), told


def test_what_fills_in_is_asked_of_without_a_look_at_all_analyses(ledger):
    with ledger() as conn:
        takeovers.follow(conn, "detect", "all", by="ada")
        analyses.register(conn, Declared(version=2))
        edition = editions.begin(conn, "detect", "large.onnx", sample=50, by="ada")
        candidates.take_up(conn, edition, Declared(model="large"))
        run(conn, "ANALYZE analysis")
        (work,) = progress.analyzers(conn)
        told = plans(conn, lambda: takeovers.switch_covered(conn))
        told += plans(conn, lambda: successors.successors(conn, [work]))
        newer, tried = successors.successors(conn, [work])["detect"]
        assert "Seq Scan on analysis" not in told, told
        assert (newer.serves, newer.version, newer.seen, newer.files) == (1, 2, 0, 20_000)
        assert (tried.model, tried.seen, tried.files) == ("large", 0, 50)
        sql = """
            UPDATE analysis SET state = 'done', done_at = now(), ended_at = now() - %(ago)s * interval '1 s'
             WHERE id IN (SELECT id FROM analysis WHERE edition > 0 AND done_at IS NULL LIMIT 10)
            """
        for ago, expected in ((90, 10), (30, 20), (0, 30)):  # what was counted, and what came since
            run(conn, sql, ago=ago)
            assert successors.successors(conn, [work])["detect"][1].seen == expected
            successors.count_seen(conn)
            assert successors.successors(conn, [work])["detect"][1].seen == expected
