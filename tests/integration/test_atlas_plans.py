"""The clusters of a large library are read from counted cells or through an index, whatever is looked at."""

import re
import time
from dataclasses import replace

import pytest

from shared.db import places
from shared.db.connection import connector, run
from shared.db.places import View
from shared.db.search import Selection
from shared.mercator import Box
from tests.integration.explained import noted

FILES = 50_000
FILL = """
    INSERT INTO batch (source, via) VALUES ('inbox', 'inbox');
    INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, model, source, batch_id,
                       latitude, longitude)
    SELECT sha512(n::text::bytea), 1, n || '.jpg', n || '.jpg', 'image', 'image/jpeg',
           '2010-01-01'::timestamp + n * interval '2 hours', 'exif', 'Model ' || n %% 500, 'inbox', 1,
           CASE WHEN n %% 10 = 0 THEN NULL WHEN n %% 2 = 0 THEN sin(n) * 70
                ELSE 38.7 + sin(n * 3.7) * 0.2 END,
           CASE WHEN n %% 10 = 0 THEN NULL WHEN n %% 2 = 0 THEN n * 37 %% 360 - 180
                ELSE -9.1 + cos(n * 7.1) * 0.2 END
      FROM generate_series(1, %(files)s) AS n
"""
WORLD, COUNTRY, CITY = Box(-80, -180, 80, 180), Box(36, -12, 44, 4), Box(38.6, -9.3, 38.8, -8.9)
EVERYTHING, CAMERA = Selection(), Selection(cameras=("Model 7",))
VIEWS = {
    "the world": (EVERYTHING, View(WORLD, 4), "place_cell_pkey"),
    "a country": (EVERYTHING, View(COUNTRY, 8), "place_cell_pkey"),
    "a city": (EVERYTHING, View(CITY, 13), "place_cell_pkey"),
    "a street": (EVERYTHING, View(Box(38.70, -9.12, 38.73, -9.09), 16), "place_key"),
    "a rare camera in the world": (CAMERA, View(WORLD, 4), "place_pkey"),
    "a rare camera in a city": (CAMERA, View(CITY, 13), "place_pkey"),
}


@pytest.fixture(scope="module")
def library(shared_database):
    """50,000 files, nine of ten with a place, half of them in one city."""
    with connector(shared_database)() as large:
        run(large, FILL, files=FILES)
        places.fold(large, most=10_000_000)
        run(large, "ANALYZE")
        yield large
    large.close()


def test_every_view_is_read_through_an_index_and_quickly_at_50_000_files(library):
    wrong = []
    for what, (selection, view, index) in VIEWS.items():
        plan, found = explained(library, selection, view)
        seconds = fastest(library, selection, view)
        if index not in plan or re.search(r"Seq Scan on (media|place|place_cell)\b", plan) or seconds > 0.15:
            wrong.append(f"{what}: {1000 * seconds:.0f} ms\n{plan}")
        assert found, what
    assert not wrong, "\n\n".join(wrong)


def test_all_files_of_the_world_are_in_its_clusters(library):
    found = places.cells(library, EVERYTHING, View(WORLD, 4)).cells
    assert sum(cell.files for cell in found) == FILES * 9 // 10
    legend = places.legend(library, EVERYTHING)
    assert sum(year.files for year in legend.years) == FILES * 9 // 10
    assert (legend.unplaced, legend.newest) == (FILES // 10, None)


def test_of_more_files_than_can_be_looked_at_the_newest_are_counted_and_that_is_said(library):
    """All files came with one batch, which no cell knows."""
    batch = Selection(batches=(1,))
    found = places.cells(library, batch, View(WORLD, 4))
    assert found.newest == places.NEWEST
    assert sum(cell.files for cell in found.cells) == places.NEWEST * 9 // 10
    legend = places.legend(library, batch)
    assert legend.newest == places.NEWEST
    assert sum(year.files for year in legend.years) + legend.unplaced == places.NEWEST
    assert min(year.year for year in legend.years) > 2015


def test_near_enough_every_file_is_counted_whatever_is_asked(library):
    """A part of the city with a few thousand files."""
    view = View(Box(38.65, -9.2, 38.75, -9.05), 13)
    batch, every = (places.cells(library, asked, view) for asked in (Selection(batches=(1,)), EVERYTHING))
    assert batch.newest is None
    assert sum(cell.files for cell in batch.cells) == sum(cell.files for cell in every.cells) > 1000


def test_the_years_are_the_same_wherever_they_are_known(library):
    """Of a camera by the tallies, and by its files."""
    tallied = places.legend(library, CAMERA).years
    looked_up = places.legend(library, replace(CAMERA, batches=(1,))).years
    assert tallied == looked_up
    assert sum(year.files for year in tallied) == FILES // 500


def explained(conn, selection, view):
    with noted(conn, "WITH yearly") as plans:
        found = places.cells(conn, selection, view).cells
    return "\n".join(plans), found


def fastest(conn, selection, view, times=5):
    """Seconds of the best of a few: what else the machine does is not measured."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        places.cells(conn, selection, view)
        seconds.append(time.perf_counter() - begun)
    return min(seconds)
