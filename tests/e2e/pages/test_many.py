"""The grid in other orders, the rubber band, and work on thousands of files, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from shared.db import errands
from shared.db.connection import run, value
from tests.e2e.pages import waiting

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
    shuffled = page.url
    page.get_by_role("link", name="Shuffle again").click()
    expect(page).not_to_have_url(shuffled)
    expect(page.locator(".tile").first).to_be_visible()
    assert page.locator(".tile").evaluate_all(ids) != first


class Steps:
    """Lets so many steps of an errand go through, and holds those behind them."""

    def __init__(self, page, let):
        self.let, self.held = let, []
        page.route("**/api/errands/*/step", self._step)

    def _step(self, route):
        if self.let > 0:
            self.let -= 1
            route.continue_()
        else:
            self.held.append(route)

    def go_on(self, let=FILES):
        self.let = let - len(self.held)
        held, self.held = self.held, []
        for route in held:
            route.continue_()


def test_very_many_files_are_changed_in_view_and_undone_at_once(page, connect, many, monkeypatch):
    monkeypatch.setattr(errands, "SLICE", 400)
    choose_all(page)
    steps = Steps(page, let=2)
    page.keyboard.press("h")
    expect(page.locator(".going .far")).to_have_text(re.compile("^800 of 2,400"))
    expect(page.locator(".going progress")).to_be_visible()
    steps.go_on()
    expect(page.locator(".toast .undo")).to_be_visible(timeout=30_000)
    expect(page.locator(".toast", has_text="2,400 files marked as favourites")).to_be_visible()
    assert count(connect, "favourite") == FILES
    page.locator(".toast .undo").click()
    expect(page.locator(".toast", has_text="Undone")).to_be_visible(timeout=30_000)
    assert count(connect, "favourite") == 0


def test_it_is_stopped_goes_on_after_a_page_is_left_and_is_told_later(page, connect, many, monkeypatch):
    monkeypatch.setattr(errands, "SLICE", 50)
    choose_all(page)
    steps = Steps(page, let=4)
    page.keyboard.press("h")
    expect(page.locator(".going .far")).to_have_text(re.compile("^200 of 2,400"))
    steps.held.clear()  # it ends with the page
    steps.let = 3
    page.goto("/statistics")  # in the midst; the next page goes on
    expect(page.locator(".going .far")).to_have_text(re.compile(r"^[34]\d\d of 2,400"))
    page.get_by_role("button", name="Stop").click()
    steps.go_on(1)
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


def chosen(page):
    return int(page.locator(".chosen-count").text_content().split()[0].replace(",", ""))


def drag(page, start, *ways, release=True):
    page.mouse.move(*start)
    page.mouse.down()
    for way in ways:
        page.mouse.move(*way, steps=6)
    if release:
        page.mouse.up()


def test_the_rubber_band_chooses_what_it_touches(page, many):
    page.goto("/?sort=pixels")
    tiles = page.locator(".tile")
    first, second = tiles.nth(0).bounding_box(), tiles.nth(1).bounding_box()
    middle = second["y"] + second["height"] / 2
    beside = (first["x"] - 8, middle)
    drag(page, beside, (second["x"] + 20, middle + 10))
    expect(page.locator(".tile.chosen")).to_have_count(2)
    expect(page.locator(".band")).to_have_count(0)
    assert page.url.endswith("sort=pixels"), "no picture was opened"

    below = tiles.nth(0).evaluate("tile => tile.getBoundingClientRect().bottom") + 40
    page.keyboard.down("Control")
    drag(page, (first["x"] - 8, below), (first["x"] + 30, below + 10))
    page.keyboard.up("Control")
    expect(page.locator(".tile.chosen")).to_have_count(3)

    drag(page, beside, (second["x"] + 20, middle + 10), release=False)
    expect(page.locator(".tile.chosen")).to_have_count(2)  # without a key it begins anew
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".tile.chosen")).to_have_count(0)

    page.keyboard.down("Alt")
    drag(page, (first["x"] + 60, middle), (second["x"] + 20, middle + 10))
    page.keyboard.up("Alt")
    expect(page.locator(".tile.chosen")).to_have_count(2)
    assert page.url.endswith("sort=pixels")


def test_the_band_scrolls_the_page_and_a_click_beside_tiles_leaves_things_alone(page, many):
    page.goto("/?sort=pixels")
    first = page.locator(".tile").first.bounding_box()
    start = (first["x"] - 8, first["y"] + 30)
    drag(page, start, (first["x"] + 300, 895), release=False)
    page.mouse.move(first["x"] + 301, 896)
    waiting.true(page, "scrollY > 800")
    page.mouse.up()
    held = chosen(page)
    assert held >= 10
    ids = page.locator(".tile").evaluate_all(
        "els => els.map((el) => [el.getBoundingClientRect().left < 300, el.classList.contains('chosen')])"
    )
    column = [taken for at_left, taken in ids if at_left]
    assert column[0]
    assert column == sorted(column, reverse=True), "from the first to the last, none left out"
    page.mouse.click(first["x"] - 8, 500)
    assert chosen(page) == held


def test_what_is_dragged_on_a_tile_stays_a_drag_to_an_album(page, many):
    page.goto("/?sort=pixels")
    first = page.locator(".tile").first.bounding_box()
    drag(page, (first["x"] + 60, first["y"] + 60), (first["x"] + 300, first["y"] + 300))
    expect(page.locator(".tile.chosen")).to_have_count(0)
    expect(page.locator(".band")).to_have_count(0)
