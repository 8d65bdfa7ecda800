"""The keys of P31 and H37 that belong to no other test: reading, ordering and clearing the library."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.pages.album import BADGE, CAT, FACE, Album, roll
from tests.e2e.pages.test_viewing import at, opened


def test_keys_show_names_open_the_order_and_take_filters_out(page: Page, album: Album):
    ids = album.keep(roll(3))
    album.find(ids[0], "detect", *CAT)
    page.goto("/?object=cat")
    names = "getComputedStyle(document.querySelector('.tile a'), '::after').content"
    page.keyboard.press(",")
    assert "IMG_4000.jpg" in page.evaluate(names)
    page.keyboard.press(".")
    expect(page.get_by_role("link", name="Oldest first")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Oldest first")).to_be_hidden()
    page.keyboard.press("'")
    expect(page.locator(".tile")).to_have_count(3)
    page.wait_for_load_state()
    assert "IMG_4000.jpg" in page.evaluate(names), "what was chosen stays"
    page.evaluate("document.body.dataset.same = 'page'")
    page.keyboard.press("\\")
    expect(page.locator("body[data-same]")).to_have_count(0)
    expect(page.locator("html")).to_have_class("named")
    page.keyboard.press(",")
    expect(page.locator("html")).not_to_have_class("named")


def test_keys_in_the_search_box_are_letters(page: Page, album: Album):
    album.keep(roll(1))
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type(".,'")
    expect(page.locator("#q")).to_have_value(".,'")
    expect(page.locator("html")).not_to_have_class("named")


def test_j_and_k_turn_pictures_ctrl_with_up_and_down_a_hundred_and_a_shows_everything(
    page: Page, album: Album
):
    ids = album.keep(roll(12))
    album.find(ids[1], "detect", *CAT)
    album.find(ids[1], "faces", *FACE)
    album.find(ids[1], "ocr", *BADGE)
    opened(page, ids[0])
    for key, reached in (
        ("j", ids[1]),
        ("k", ids[0]),
        ("Control+ArrowDown", ids[-1]),
        ("Control+ArrowUp", ids[0]),
    ):
        page.keyboard.press(key)
        at(page, reached)
        expect(page.locator("main")).to_have_attribute("data-media", str(reached))
    page.keyboard.press("j")
    expect(page.locator("main")).to_have_attribute("data-media", str(ids[1]))
    layers = page.locator("[data-layer]")
    expect(layers).to_have_count(3)
    for pressed in ("true", "false"):
        page.keyboard.press("a")
        for layer in layers.all():
            expect(layer).to_have_attribute("aria-pressed", pressed)
    page.keyboard.press("o")
    page.keyboard.press("a")
    expect(page.locator("[data-layer][aria-pressed=true]")).to_have_count(3)


def test_the_help_names_the_keys_of_the_page(page: Page, album: Album):
    ids = album.keep(roll(1))
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_text("The order; take all filters out")).to_be_visible()
    page.keyboard.press("Escape")
    opened(page, ids[0])
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text(re.compile("objects, faces, text, or all"))
