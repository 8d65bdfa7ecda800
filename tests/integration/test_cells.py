"""The tallies of the library say what counting would say, whatever happened to its files."""

from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import psycopg2
import pytest

from shared.db import cells, media
from shared.db.cells import COLUMNS, split
from shared.db.census import counted
from shared.db.connection import connector, run, value
from shared.db.facets import facets, marked
from shared.db.migrate import MIGRATIONS, migrate
from shared.db.selection import Selection
from tests.integration.conftest import _beside as beside
from tests.integration.conftest import _command as command
from tests.integration.files import file

LABELS = ("cat", "dog", "face")
KINDS = ("object", "look", "scene", "colour")


def tallies(conn, *, folded=True):
    """Every cell with what it holds, from the tables of cells and from the files."""
    names = ", ".join(COLUMNS)
    both = []
    live = f"SELECT {cells.reading()} FROM media WHERE trashed_at IS NULL"
    shown = f"""
        SELECT what, shown.name, told.*
          FROM (SELECT media_id, mark_of(kind) AS what, label AS name FROM media_label
                 UNION ALL SELECT media_id, 'tag', name FROM media_tag
                 UNION ALL SELECT media_id, 'place', unnest(place_names(country, region, city))
                   FROM media_place) AS shown
          JOIN (SELECT media.id AS media_id, {cells.reading()} FROM media WHERE trashed_at IS NULL) AS told
         USING (media_id)
        """
    kept = {
        "cells": (f"({live})", names, ("files", "bytes")),
        "cell_marks": (f"({shown})", f"what, name, {names}", ("files", "bytes")),
        "mark_totals": (f"({shown})", "what, name", ("files", "bytes")),
        "mark_months": (f"({shown})", "what, name, month", ("files",)),
    }
    for table, (live_rows, columns, sums) in kept.items():
        both.append([value(conn, _summed(each, columns, sums)) for each in (table, live_rows)])
    return [told for told, _ in both], [told for _, told in both]


def _summed(table, columns, sums):
    added = ", ".join(f"sum({each}) AS {each}" for each in sums)
    some = " OR ".join(f"sum({each}) <> 0" for each in sums)
    return f"""
        SELECT jsonb_agg(to_jsonb(told) ORDER BY to_jsonb(told)) FROM (
            SELECT {columns}, {added} FROM {table} AS found GROUP BY {columns} HAVING {some}) AS told
        """


def happen(conn, chance):
    """Something that people, files and workers do to a library."""
    one = "id IN (SELECT id FROM media ORDER BY md5(id::text || %(chance)s) LIMIT %(many)s)"
    deeds = [
        f"UPDATE media SET trashed_at = now() WHERE {one}",
        f"UPDATE media SET trashed_at = NULL WHERE {one}",
        f"UPDATE media SET taken_at = taken_at + %(many)s * interval '20 days', dated_by = 'ada' WHERE {one}",
        f"UPDATE media SET rating = %(many)s, favourite = NOT favourite WHERE {one}",
        f"UPDATE media SET latitude = 1, longitude = 2, has_preview = true WHERE {one}",
        f"UPDATE media SET latitude = NULL, size = size + 1 WHERE {one}",
        f"DELETE FROM media WHERE {one} AND %(many)s = 1",
        f"DELETE FROM media_label WHERE media_{one}",
        "INSERT INTO media_label SELECT id, %(label)s, 1, 1, taken_at, %(kind)s FROM media"
        f" WHERE {one} ON CONFLICT (media_id, label, kind) DO UPDATE SET n = media_label.n + 1",
        "INSERT INTO media_tag SELECT id, %(label)s, 'ada', now() FROM media"
        f" WHERE {one} ON CONFLICT DO NOTHING",
        f"WITH made AS (INSERT INTO analysis (media_id, analyzer, version) SELECT id, 'place', 1 FROM media"
        f" WHERE {one} ON CONFLICT DO NOTHING RETURNING id, media_id), found AS (INSERT INTO finding"
        " (analysis_id, media_id) SELECT id, media_id FROM made RETURNING id, media_id)"
        "INSERT INTO media_place SELECT media_id, found.id, 'Arezzo', 'Tuscany', 'Italy', 'IT', NULL, 1,"
        " NULL, taken_at FROM found JOIN media ON media.id = media_id",
        f"UPDATE media_place SET city = NULL WHERE media_{one}",
        f"DELETE FROM media_place WHERE media_{one}",
        f"DELETE FROM media_tag WHERE media_{one}",
        f"UPDATE media_tag SET name = name || 's' WHERE media_{one} AND length(name) < 9",
        "SELECT fold_cells(%(many)s * 3)",
    ]
    run(conn, chance.choice(deeds), chance=str(chance.random()), many=chance.randint(1, 4),
        label=chance.choice(LABELS), kind=chance.choice(KINDS))  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_the_tallies_are_what_counting_says_after_anything(connect, seed):
    chance = Random(seed)
    for n in range(8):
        file(connect, f"{n}.jpg", model=chance.choice(["X100", None]), size=n, taken_at=f"2021-0{n + 1}-15")
    with connect() as conn:
        for _ in range(40):
            happen(conn, chance)
        tallied, live = tallies(conn)
        assert tallied == live
        cells.fold(conn, 1_000_000)
        assert value(conn, "SELECT count(*) FROM cell_change") == 0
        tallied, live = tallies(conn)
    assert tallied == live


SELECTIONS = {
    "all": Selection(),
    "camera": Selection(cameras=("X100",)),
    "object": Selection(objects=("cat",)),
    "look": Selection(looks=("cat",)),
    "scene": Selection(scenes=("dog",)),
    "colour of days": Selection(colours=("cat",), since=date(2021, 2, 10)),
    "place": Selection(places=("Italy/Tuscany",)),
    "city": Selection(places=("Italy/Tuscany/Arezzo",), since=date(2021, 2, 10)),
    "tag": Selection(tags=("cat",), kinds=("image",)),
    "days": Selection(since=date(2021, 2, 10), until=date(2021, 5, 20)),
    "object and days": Selection(objects=("dog",), since=date(2021, 2, 1), until=date(2021, 5, 14)),
    "one day": Selection(since=date(2021, 3, 15), until=date(2021, 3, 15)),
    "since": Selection(since=date(2021, 3, 15)),
    "until": Selection(until=date(2021, 3, 14)),
    "dated and placed": Selection(dated=True, placed=True),
    "placed and an object": Selection(placed=True, objects=("cat",), since=date(2021, 2, 10)),
    "liked": Selection(favourites=True, rating=2, undated=True, unplaced=True),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_facets_from_tallies_are_those_of_the_files(connect, monkeypatch, name):
    chance = Random(name)
    for n in range(30):
        file(connect, f"{n}.jpg", model=chance.choice(["X100", "D90", None]), rating=chance.choice([None, 3]),
             favourite=chance.random() < 0.5, taken_at=date(2021, 1, 1) + timedelta(days=6 * n))  # fmt: skip
    with connect() as conn:
        for _ in range(30):
            happen(conn, chance)
        selection = SELECTIONS[name]
        assert cells.tallied(selection)
        tallied = facets(conn, selection)
        assert media.count(conn, selection) == tallied.total
        monkeypatch.setattr(cells, "tallied", lambda _: False)
        assert facets(conn, selection) == tallied


def test_what_the_tallies_cannot_tell_is_counted_among_the_newest_files(connect, monkeypatch):
    monkeypatch.setattr(cells, "MOST", 3)
    for n in range(5):
        file(connect, model=f"D{n}", taken_at=f"201{n}-03-01")
    file(connect, taken_at="2011-04-02")
    with connect() as conn:
        found = facets(conn, Selection(day=(4, 2)))
        assert (found.total, found.exact) == (1, True)
        found = facets(conn, Selection(day=(3, 1)))
    assert (found.total, found.exact) == (3, False)
    assert {choice.value for choice in found.cameras} >= {"D4", "D3", "D2"}


def test_files_with_a_frequent_word_are_counted_where_they_are_few(connect, monkeypatch):
    """However many others hold the word; and of those that are many, the newest are looked at."""
    monkeypatch.setattr("shared.db.texts.FEW", 2)
    ids = [file(connect, model="D1" if n else "D2", taken_at=f"201{n}-03-01") for n in range(6)]
    with connect() as conn:
        run(conn, "DELETE FROM media_text")
        run(conn, "INSERT INTO media_text SELECT id, to_tsvector('simple', 'heron') FROM media")
        few = facets(conn, Selection(text="heron ", cameras=("D2",)))
        monkeypatch.setattr(cells, "MOST", 3)
        monkeypatch.setattr(cells, "WALK", 4)
        many = cells.newest(conn, Selection(text="heron "))
    assert (few.total, few.exact, few.seen) == (1, True, 1)
    assert many == cells.Newest(ids[:2:-1], whole=False)


def test_objects_of_a_large_selection_are_counted_among_its_newest_files(connect, monkeypatch):
    monkeypatch.setattr(cells, "MOST", 3)
    monkeypatch.setattr("shared.db.facets.SEEN", 2)
    for n in range(4):
        file(connect, taken_at=f"201{n}-03-01")
    with connect() as conn:
        run(conn, "INSERT INTO media_label SELECT id, 'cat', 1, 1, taken_at FROM media")
        found = facets(conn, Selection(objects=("cat",)))
        assert (found.total, found.exact, found.seen) == (4, True, 2)
        monkeypatch.setattr(cells, "MOST", 4)
        assert facets(conn, Selection(objects=("cat",))).seen == 4


@pytest.mark.parametrize("seed", range(50))
def test_a_span_of_days_is_whole_months_and_what_is_left(seed):
    chance = Random(seed)
    since = date(2020, 1, 1) + timedelta(days=chance.randrange(400))
    until = since + timedelta(days=chance.choice([0, 1, 20, 30, 31, 59, 366]))
    months, edges = split(since, until)
    spans = sorted([*edges, *([months] if months else [])])
    assert spans[0][0] == since
    assert spans[-1][1] == until + timedelta(days=1)
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert months is None or (months[0].day, months[1].day) == (1, 1)


def test_a_library_from_before_is_counted_when_it_is_migrated(server, monkeypatch, tmp_path):
    """A backup of an older release is restored into its own schema and migrated then."""
    older = [path for path in sorted(MIGRATIONS.glob("*.sql")) if path.stem < "0011"]
    for path in older:
        (tmp_path / path.name).write_text(path.read_text())
    command(server, "CREATE DATABASE older")
    connect = connector(beside(server, "older"))
    with connect() as conn, monkeypatch.context() as patched:
        patched.setattr("shared.db.migrate.MIGRATIONS", tmp_path)
        migrate(conn)
    kept = [file(connect, f"{n}.jpg", size=5, taken_at=f"2021-0{n}-01") for n in range(1, 5)]
    with connect() as conn:
        run(conn, "INSERT INTO media_label VALUES (%(id)s, 'cat', 1, 1, now())", id=kept[0])
        run(conn, "UPDATE media SET trashed_at = now() WHERE id = %(id)s", id=kept[1])
        migrate(conn)
        tallied, live = tallies(conn)
        assert tallied == live
        assert counted(conn, Selection()).bytes == 15
    conn.close()
    command(server, "DROP DATABASE older WITH (FORCE)")


def test_two_who_add_files_of_the_same_cell_do_not_wait_for_each_other(database, connect):
    first = file(connect)
    with closing(psycopg2.connect(database)) as one, closing(psycopg2.connect(database)) as other:
        for conn in (one, other):
            run(conn, "SET lock_timeout = 500")
        run(one, "INSERT INTO media_label VALUES (%(id)s, 'cat', 1, 1, now())", id=first)
        run(one, "SELECT fold_cells(100)")
        second = file(connect)
        run(other, "INSERT INTO media_label VALUES (%(id)s, 'cat', 1, 1, now())", id=second)
        assert value(other, "SELECT fold_cells(100)") == 0  # somebody else is at it
        other.commit()
        one.commit()
    with connect() as conn:
        assert [tally.files for tally in marked(conn, Selection())["object"]] == [2]


def test_an_emptied_library_counts_nothing(connect):
    file(connect)
    with connect() as conn:
        cells.fold(conn)
        run(conn, "TRUNCATE media CASCADE")
        assert counted(conn, Selection()).files == 0
        tallied, live = tallies(conn)
    assert tallied == live
