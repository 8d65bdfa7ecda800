"""A candidate looks at a sample beside the model at work, and what it finds serves nobody."""

import pytest

from shared.db import analyses, candidates, changeovers, editions, outbox
from shared.db.connection import run, value
from shared.db.outbox import Lane
from shared.errors import BowerbirdError, NotFound
from tests.integration import tried as trial
from tests.integration.files import files
from tests.integration.tried import NEW, OLD, hits, labels, look, roll_back, shown, switch, tried

library = trial.library


def test_what_a_candidate_finds_is_kept_apart_and_serves_nobody(connect, library):
    edition = tried(connect)
    look(connect, library[0], "dog", edition=edition)
    assert shown(connect, library[0]) == labels(connect, library[0]) == ["cat"]
    assert hits(connect, "dog") == 0


def test_the_sample_is_spread_over_the_library_and_the_same_each_time(connect):
    with connect() as conn:
        analyses.register(conn, OLD)
    files(connect, 100)
    picked = []
    for _ in range(2):
        edition = tried(connect, sample=10)
        with connect() as conn:
            sql = "SELECT array_agg(media_id ORDER BY media_id) FROM analysis WHERE edition = %(e)s"
            picked.append(value(conn, sql, e=edition))
            editions.drop(conn, "detect")
    assert picked[0] == picked[1]
    assert [b - a for a, b in zip(picked[0], picked[0][1:], strict=False)] == [10] * 9


def test_a_sample_goes_before_the_bulk_and_a_whole_library_after_it(connect):
    with connect() as conn:
        analyses.register(conn, OLD)
    files(connect, 30)
    with connect() as conn:
        analyses.plan(conn)
    for sample, expected in ((2, [True] * 2 + [False] * 30), (None, [False] * 30 + [True] * 30)):
        edition = tried(connect, sample=sample)
        with connect() as conn:
            due = outbox.due(conn, Lane("detect", False, 0), window=100, batch=100)
            assert [row.edition == edition for row in due] == expected
            editions.drop(conn, "detect")
            run(conn, "DELETE FROM analysis WHERE edition > 0")


def test_one_candidate_at_a_time_and_only_of_an_analyzer_that_is_known(connect, library):
    tried(connect)
    with pytest.raises(editions.AlreadyTried, match="has a candidate already"):
        tried(connect)
    with connect() as conn, pytest.raises(NotFound):
        editions.begin(conn, "nothing", "x", sample=1, by="ada")


def test_a_candidate_that_has_seen_nothing_cannot_serve(connect, library):
    tried(connect)
    with pytest.raises(BowerbirdError, match="has looked at nothing yet"):
        switch(connect)
    with pytest.raises(changeovers.NothingToGoBackTo):
        roll_back(connect)


def test_a_dropped_candidate_leaves_nothing_and_the_rest_alone(connect, library):
    edition = tried(connect)
    look(connect, library[0], "dog", edition=edition)
    with connect() as conn:
        editions.drop(conn, "detect")
    assert shown(connect, library[0]) == ["cat"]
    while True:
        with connect() as conn:
            if not editions.sweep(conn):
                break
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM analysis WHERE edition > 0") == 0
        assert value(conn, "SELECT count(*) FROM edition") == 0
        assert value(conn, "SELECT count(*) FROM finding WHERE label = 'dog'") == 0
    assert shown(connect, library[0]) == ["cat"]


def test_looking_again_at_everything_goes_beside_what_serves(connect, library):
    with connect() as conn:
        run(conn, "UPDATE analysis SET engine = 'engine', model = 'small@1'")
        assert editions.renew(conn, "detect", by="ada") == 0
        assert editions.candidate(conn, "detect") is None
        analyses.register(conn, NEW)  # its workers took another model
        assert editions.renew(conn, "detect", by="ada") == 4
        found = editions.candidate(conn, "detect")
        candidates.take_up(conn, found.id, NEW)
    assert (found.chosen, found.sample) == ("", None)
    with pytest.raises(editions.AlreadyTried), connect() as conn:
        editions.renew(conn, "detect", by="ada")
    for one in library:
        look(connect, one, "dog", edition=found.id)
    assert [shown(connect, one) for one in library] == [["cat"]] * 4
    switch(connect)
    assert [shown(connect, one) for one in library] == [["dog"]] * 4
    roll_back(connect)
    assert [shown(connect, one) for one in library] == [["cat"]] * 4
