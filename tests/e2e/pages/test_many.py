"""The grid in other orders, the rubber band, and work on thousands of files, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from shared.db import errands
from shared.db.connection import run, value

FILES = 2400
FILL = """
    INSERT INTO batch (source, via) VALUES ('many', 'inbox');
    INSERT INTO media (sha512, size, path, name, kind, mime, width, height, taken_at, taken_from, source,
                       batch_id)
    SELECT sha512(n::text::bytea), n * 1000, 'roll ' || n %% 3 || '/' || n || '.jpg',
           chr(65 + n %% 5) || n || '.jpg', 'image', 'image/jpeg', 300, 200,
           '2021-07-01'::timestamp + n * interval '1 hour', 'exif', 'many', 1
      FROM generate_series(1, %(files)s) AS n
"""


@pytest.fixture
def many(connect):
    with connect() as conn:
        run(conn, FILL, files=FILES)


def count(connect, where):
    with connect() as conn:
        return value(conn, f"SELECT count(*) FROM media WHERE {where}")


def choose_all(page):
    page.goto("/")
    page.locator(".tile .check").first.check(force=True)
    page.locator("#actions .whole").click()
    expect(page.locator(".chosen-count")).to_have_text("2,400 selected")


def test_orders_have_their_headings_and_chance_is_reshuffled(page, many):
    page.goto("/?sort=name")
    expect(page.locator(".month h2").first).to_contain_text("A")
    page.locator(".month h2 .all").first.click()
    expect(page.locator(".chosen-count")).to_have_text("480 selected")  # also those not yet loaded
    page.locator(".sorting summary").click()
    page.get_by_role("link", name="Random").click()
    page.wait_for_url(re.compile("sort=random"))
    ids = "els => els.slice(0, 20).map((el) => el.dataset.id)"
    first = page.locator(".tile").evaluate_all(ids)
    page.reload()
    assert page.locator(".tile").evaluate_all(ids) == first
    page.get_by_role("link", name="Shuffle again").click()
    expect(page.locator(f".tile[data-id='{first[0]}']:first-child")).to_have_count(0)
    assert page.locator(".tile").evaluate_all(ids) != first


def test_very_many_files_are_changed_in_view_and_undone_at_once(page, connect, many, monkeypatch):
    monkeypatch.setattr(errands, "SLICE", 400)
    choose_all(page)
    page.keyboard.press("h")
    expect(page.locator(".going progress")).to_be_visible()
    expect(page.locator(".toast .undo")).to_be_visible(timeout=30_000)
    expect(page.locator(".toast", has_text="2,400 files marked as favourites")).to_be_visible()
    assert count(connect, "favourite") == FILES
    page.locator(".toast .undo").click()
    expect(page.locator(".toast", has_text="Undone")).to_be_visible(timeout=30_000)
    assert count(connect, "favourite") == 0


def test_it_is_stopped_goes_on_after_a_page_is_left_and_is_told_later(page, connect, many, monkeypatch):
    monkeypatch.setattr(errands, "SLICE", 50)
    choose_all(page)
    page.keyboard.press("h")
    expect(page.locator(".going .far")).to_have_text(re.compile(r"^[2-9]\d\d of 2,400"))
    page.goto("/statistics")  # in the midst; the next page goes on
    expect(page.locator(".going progress")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".toast .undo")).to_be_visible(timeout=30_000)
    stopped = count(connect, "favourite")
    assert 100 < stopped < FILES
    with connect() as conn:
        run(conn, "UPDATE errand SET ended_at = NULL, stepped_at = now() - interval '1 minute',"
            " ids = (SELECT array_agg(id ORDER BY id) FROM media)")  # fmt: skip
    page.goto("/")
    expect(page.locator(".interrupted")).to_contain_text(f"{stopped:,} of 2,400 files were gone through")
    page.get_by_role("button", name="Undo what was done").click()
    expect(page.locator(".toast", has_text="Undone")).to_be_visible(timeout=30_000)
    assert count(connect, "favourite") == 0
