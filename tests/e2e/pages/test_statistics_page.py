"""The statistics in a browser: figures, a brush that zooms, bars that lead to their searches (A68)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web import photo


@pytest.fixture
def library(connect) -> None:
    for month in range(1, 13):
        photo(connect, f"{month}.jpg", labels="cat", model=f"Cam {month % 2}", taken_at=f"2021-{month:02}-10")


# The words below the bars: their size in px, and whether each ends before the next begins.
WORDS = """[...document.querySelector(".ticks").children].map((text) => text.getBoundingClientRect()).map(
    ({ right, height }, n, all) => [height > 9, !all[n + 1] || right < all[n + 1].left])"""


def test_the_brush_zooms_in_and_counts_what_it_holds(page: Page, library):
    page.goto("/statistics")
    expect(page.locator(".sums dd").first).to_have_text("12")
    bars = page.locator(".timeline svg").first.bounding_box()
    assert bars
    month = bars["width"] / 12
    page.mouse.move(bars["x"] + 0.5 * month, bars["y"] + 40)
    page.mouse.down()
    page.mouse.move(bars["x"] + 1.5 * month, bars["y"] + 40, steps=5)
    expect(page.locator(".brushed").first).to_have_text("January 2021 – February 2021: 2 files")
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/statistics\?from=2021-01-01&to=2021-02-28$"))
    expect(page.locator(".sums dd").first).to_have_text("2")
    expect(page.locator('[aria-label="10 January 2021: 1"]')).to_have_count(1)  # by day
    page.get_by_role("link", name="All of time").click()
    expect(page.locator(".sums dd").first).to_have_text("12")


def test_a_bar_leads_to_what_it_counts(page: Page, library):
    page.goto("/statistics")
    page.locator("[data-chart=object]").get_by_role("link", name="cat").click()
    expect(page).to_have_url(re.compile(r"/\?object=cat$"))
    expect(page.locator(".tile")).to_have_count(12)
    page.goto("/statistics?object=cat")
    page.locator("[data-chart=camera]").get_by_role("link", name="Cam 1").click()
    expect(page.locator(".tile")).to_have_count(6)


def test_storage_and_analyses_arrive_and_fit_a_phone(page: Page, library):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/statistics")
    expect(page.locator("[data-chart=storage]")).to_contain_text("Free on the disk")
    expect(page.locator("[data-analyzer=detect] td").first).to_have_text("12")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(WORDS) == [[True, True]] * 6, "the words below the bars can be read"
    page.get_by_text("As a table").first.click()
    expect(page.get_by_role("link", name="March 2021", exact=True)).to_be_visible()
