"""Narrowing the library in a browser: the panel of filters, its brush, amounts, chips and orders."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.domain import Box, Finding
from tests.integration.web import analysed, photo

HOSTILE = "<img src=x onerror=alert(1)>"
LABELS = ("cat", "cup", "boat", "bird", "horse", "chair", "clock", "book", "Éclair")


@pytest.fixture
def library(connect) -> dict[str, int]:
    """One photo a month of 2021: the first shows one dog, the second two, the others other things."""
    made = {}
    for month in range(1, 13):
        made[f"{month}.jpg"] = photo(
            connect,
            f"{month}.jpg",
            taken_at=f"2021-{month:02}-10 12:00",
            size=month,
            model=f"Cam {month % 2}",
        )
        label = "dog" if month < 3 else LABELS[month % 9] if month < 12 else HOSTILE
        boxes = [Finding(label=label, score=0.9, box=Box(0.1, 0.1, 0.1, 0.1)) for _ in range(min(month, 2))]
        analysed(connect, made[f"{month}.jpg"], "detect", boxes)
    return made


def tiles(page: Page) -> list[str]:
    return [(name or "").split(",")[0] for name in names(page)]


def names(page: Page) -> list[str]:
    return page.locator(".tile a").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")


def opened(page: Page, path: str = "/") -> Page:
    page.goto(path)
    page.locator("#filter-button").click()
    expect(page.locator("#narrow .narrow-head")).to_be_visible()
    return page


def choose(page: Page, text: str, left: int) -> None:
    """Choose in the panel, and wait until it has come anew with so many files."""
    page.locator("#narrow .option", has=page.get_by_text(text, exact=True)).click()
    counted(page, left)


def counted(page: Page, left: int) -> None:
    said = "1 file" if left == 1 else f"{left} files"
    expect(page.locator("#narrow .narrow-head")).to_contain_text(re.compile(rf"\b{said}(?!s)"))
    expect(page.locator(".tile")).to_have_count(left)


def test_choices_narrow_the_pictures_beside_them_and_count_anew_a55_a64(page: Page, library):
    opened(page)
    choose(page, "dog", 2)
    expect(page).to_have_url(re.compile(r"\?object=dog$"))
    page.locator("#narrow summary", has_text="Camera").click()
    expect(page.locator("#narrow .option", has_text="Cam 1").locator(".n")).to_have_text("1")
    choose(page, "Cam 1", 1)
    expect(page.locator("#narrow .option", has_text="Cam 0").locator(".n")).to_have_text("1")
    expect(page.locator(".chip")).to_have_text(["dog", "Cam 1"])
    page.locator(".chip", has_text="dog").click()
    counted(page, 6)
    page.go_back()
    expect(page.locator(".chip")).to_have_text(["dog", "Cam 1"])
    expect(page.locator(".tile")).to_have_count(1)


def test_how_many_of_an_object_is_a_step_at_a_time_a59(page: Page, library):
    opened(page, "/?object=dog")
    page.get_by_label("One more of dog").click()
    counted(page, 1)
    expect(page.locator(".chip")).to_have_text("dog, at least 2")
    expect(page.get_by_label("One more of dog")).to_be_focused()
    page.locator(".amount a", has_text="at most").click()
    expect(page).to_have_url(re.compile("object=dog%3C%3D2$"))
    counted(page, 12)
    page.get_by_label("Remove dog").click()
    expect(page).to_have_url(re.compile("/$"))


def test_a_drag_over_the_bars_sets_the_days(page: Page, library):
    opened(page)
    bars = page.locator("#narrow .timeline svg").first.bounding_box()
    assert bars
    month = bars["width"] / 12
    page.mouse.move(bars["x"] + 2.5 * month, bars["y"] + 30)
    page.mouse.down()
    page.mouse.move(bars["x"] + 4.5 * month, bars["y"] + 30, steps=5)
    expect(page.locator(".brushed")).to_have_text("March 2021 – May 2021: 3 files")
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"\?from=2021-03-01&to=2021-05-31$"))
    expect(page.locator(".tile")).to_have_count(3)


def test_the_grips_of_the_brush_are_moved_by_keys(page: Page, library):
    opened(page)
    page.get_by_role("slider", name="First day").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider", name="First day")).to_have_attribute("aria-valuetext", "March 2021")
    expect(page).to_have_url(re.compile(r"\?from=2021-03-01&to=2021-12-31$"))
    expect(page.locator(".tile")).to_have_count(10)
    counted(page, 10)
    expect(page.get_by_role("slider", name="First day")).to_be_focused()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator(".tile")).to_have_count(12)


def test_folders_open_step_by_step_and_count_anew_p27(page: Page, library, connect):
    for path in ("holiday/rome/r.jpg", "holiday/rome/s.jpg", "holiday/t.jpg"):
        photo(connect, path.rpartition("/")[2], path=path)
    opened(page)
    page.locator("#narrow summary", has_text="Folder").click()
    expect(page.locator("#narrow .option", has_text="holiday").locator(".n")).to_have_text("3")
    choose(page, "holiday", 3)
    expect(page.locator("#narrow .option", has_text="rome").locator(".n")).to_have_text("2")
    choose(page, "rome", 2)
    choose(page, "holiday/rome", 3)


def test_a_limit_holds_while_one_scrolls_and_turns(page: Page, library):
    """P23: the first of an order, and no more, on the page, in the panel and in the viewer."""
    page.goto("/?q=order+by+filesize+limit:3")
    assert tiles(page) == ["12.jpg", "11.jpg", "10.jpg"]
    page.mouse.wheel(0, 4000)
    expect(page.locator(".tile")).to_have_count(3)
    page.locator("#filter-button").click()
    expect(page.locator("#narrow .narrow-head")).to_contain_text("3 files")
    page.goto(f"/media/{library['10.jpg']}?q=order+by+filesize+limit:3")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(rf"/media/{library['11.jpg']}\?"))


def test_a_long_list_can_be_searched_without_accents(page: Page, library):
    opened(page)
    box = page.get_by_label("Search Objects")
    box.fill("ecl")
    shown = page.locator('[data-group="objects"] .option:visible')
    expect(shown.locator(".text")).to_have_text(["Éclair"])
    box.fill("<img")
    expect(shown.locator(".text")).to_have_text([HOSTILE])


def test_files_stand_in_the_chosen_order_and_the_viewer_follows_it_p26(page: Page, library):
    page.goto("/")
    page.locator(".sorting summary").click()
    page.locator(".sorting a", has_text="Largest first").click()
    expect(page).to_have_url(re.compile("sort=size"))
    expect(page.locator(".tile a").first).to_have_attribute("aria-label", re.compile(r"^12\.jpg"))
    page.locator(".sorting summary").click()
    page.locator(".sorting a", has_text="Name").click()
    expect(page.locator(".tile a").first).to_have_attribute("aria-label", re.compile(r"^1\.jpg"))
    assert tiles(page)[:3] == ["1.jpg", "10.jpg", "11.jpg"]
    page.locator(".tile a").first.click()
    page.wait_for_url(re.compile(rf"/media/{library['1.jpg']}\?sort=name"))
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(rf"/media/{library['10.jpg']}\?sort=name"))


def test_the_search_box_keeps_the_filters_of_now(page: Page, library):
    opened(page)
    choose(page, "dog", 2)
    page.get_by_role("combobox", name="Search", exact=True).fill("2.jpg")
    expect(page).to_have_url(re.compile("q=2.jpg"))
    expect(page).to_have_url(re.compile("object=dog"))
    expect(page.locator(".tile")).to_have_count(1)


def test_on_a_phone_the_panel_is_a_sheet_that_tells_what_it_leaves(page: Page, library):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page)
    choose(page, "dog", 2)
    page.get_by_role("button", name="Show 2 files").click()
    expect(page.locator("#narrow")).to_be_hidden()
    expect(page.locator(".tile")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_filters_work_without_a_script(browser: Browser, page: Page, site: str, library):
    context = browser.new_context(
        base_url=site, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto("/")
    plain.get_by_role("link", name="Filters").click()
    plain.locator(".option", has_text="dog").click()
    expect(plain.locator(".tile")).to_have_count(2)
    plain.get_by_role("link", name="Filters").click()
    plain.get_by_label("From").fill("2021-02-01")
    plain.get_by_role("button", name="Show these days").click()
    expect(plain.locator(".tile")).to_have_count(1)
    expect(plain.locator(".chip")).to_have_count(2)
    context.close()
