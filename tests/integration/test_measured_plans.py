"""In the library that `make bench` measures, what is asked for is read along the indexes meant for it."""

import re
from contextlib import closing

import psycopg2
import pytest

from bench import rows
from shared.db import cells, media
from shared.db.connection import run
from shared.db.facets import held
from shared.db.selection import Selection
from tests.integration.explained import plans

FILES = 50_000


@pytest.fixture(scope="module")
def library(server, template):
    """The rows of the benchmark, vacuumed as a library at rest is."""
    with closing(psycopg2.connect(server)) as conn:
        conn.autocommit = True
        run(conn, f"CREATE DATABASE measured TEMPLATE {template} STRATEGY FILE_COPY")
        with closing(psycopg2.connect(server.replace("/postgres?", "/measured?", 1))) as large:
            rows.fill(large, FILES, b"webp")
            large.commit()
            large.autocommit = True
            run(large, "VACUUM ANALYZE")
            large.autocommit = False
            yield large
        run(conn, "DROP DATABASE measured WITH (FORCE)")


def test_a_label_in_a_large_folder_is_counted_without_a_look_at_the_files(library):
    selection = Selection(folders=("archive",), objects=("person",))
    plan = plans(library, lambda: cells.newest(library, selection))
    assert re.search("Index Only Scan using media_outermost", plan), plan
    assert re.search("Index Only Scan using media_label", plan), plan
    assert not re.search(
        r"(Sort |Seq Scan on media\b|Heap Scan|media_pkey)", plan.partition("InitPlan")[0]
    ), plan


def test_a_page_of_a_large_folder_is_not_sorted(library):
    """Its files come in order, so that a hundred of 20,000 are read."""
    selection = Selection(folders=("archive",))
    plan = plans(library, lambda: media.page(library, selection))
    assert "media_outermost" in plan, plan
    assert "Sort" not in plan, plan


def test_how_many_files_there_are_is_told_without_a_look_at_them(library):
    selection = Selection(folders=("archive",))
    plan = plans(library, lambda: held(library, selection))
    assert "Index Only Scan using media_outermost" in plan, plan
    assert "media_pkey" not in plan, plan
    assert (held(library, selection).files, held(library, selection).exact) == (cells.MOST, False)
