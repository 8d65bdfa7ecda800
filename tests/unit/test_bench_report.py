"""A figure's promise is judged by its ratio to the floor of the same run."""

import importlib
import pkgutil

import pytest

import bench
from bench.report import Figure


@pytest.mark.parametrize("module", [each.name for each in pkgutil.iter_modules(bench.__path__)])
def test_every_part_of_the_bench_finds_what_it_borrows_from_the_tests(module):
    importlib.import_module(f"bench.{module}")


def test_a_cost_is_kept_when_it_stays_below_its_multiple_of_the_floor():
    assert Figure("ingest", 12.4, "s", floor=10, limit=1.25).kept
    assert not Figure("ingest", 12.6, "s", floor=10, limit=1.25).kept


def test_a_rate_is_kept_when_it_stays_above_its_share_of_the_floor():
    assert Figure("detect", 9.0, "files/s", floor=10, limit=0.9, better="above").kept
    assert not Figure("detect", 8.9, "files/s", floor=10, limit=0.9, better="above").kept


def test_a_figure_without_a_floor_is_compared_to_its_limit():
    assert Figure("visible", 1.2, "s", limit=1.5).kept


def test_a_figure_without_a_promise_is_neither_kept_nor_broken():
    assert Figure("memory", 900, "MiB").kept is None
