"""Duplicates in a browser: one of a group is kept, and that is taken back (A70)."""

import pytest
from playwright.sync_api import Page, expect

from shared.domain import Finding, Likeness
from tests.e2e.pages import waiting
from tests.e2e.pages.album import Album, shot


@pytest.fixture
def pair(album: Album) -> list[int]:
    """Two pictures that look nearly the same, each known by a hash."""
    ids = album.keep([(f"{n}.jpg", shot("coffee.png", n)) for n in range(2)])
    for n, media_id in enumerate(ids):
        blocks = bytes([n]) + bytes(range(31))
        album.find(media_id, "phash", Finding(likeness=Likeness(b"%8d" % 7, blocks, b"%8d" % 8, blocks)))
    return ids


def test_what_was_made_one_is_made_two_again(page: Page, pair):
    page.goto("/duplicates")
    expect(page.locator(".twin")).to_have_count(2)
    page.get_by_role("button", name="Keep one, move the others").click()
    expect(page.get_by_text("1 file is in the trash.")).to_be_visible()
    expect(page.locator(".twin")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".twin")).to_have_count(2)
    expect(page.get_by_text("in the trash")).to_have_count(0)
    page.goto("/trash")
    expect(page.locator(".tile")).to_have_count(0)


def test_undo_is_not_offered_before_its_script_is_there(page: Page, pair):
    script = waiting.Held(page.context, "**/undoing.js")  # of either page
    page.goto("/duplicates", wait_until="commit")
    with page.expect_request("**/undoing.js"):
        page.get_by_role("button", name="Keep one, move the others").click(no_wait_after=True)
        page.wait_for_url("**/duplicates?*", wait_until="commit")
    expect(page.get_by_text("1 file is in the trash.")).to_be_visible()
    undo = page.locator("[data-undo]")
    expect(undo).to_be_hidden()
    script.let_go()
    undo.click()
    expect(page.locator(".twin")).to_have_count(2)


def test_the_one_to_keep_is_chosen_by_its_number(page: Page, pair):
    page.goto("/duplicates")
    page.locator(".twin input[name=keep]").first.focus()
    page.keyboard.press("2")
    expect(page.locator(".twin input[name=keep]").nth(1)).to_be_checked()
    page.get_by_role("button", name="Keep one, move the others").click()
    expect(page.get_by_text("1 file is in the trash.")).to_be_visible()
    page.goto("/")
    expect(page.locator(".tile")).to_have_count(1)


def test_the_note_stands_apart_from_what_is_above_and_below(page: Page, pair):
    page.goto("/duplicates")
    page.get_by_role("button", name="Keep one, move the others").click()
    note, kinds = page.locator(".note.done"), page.locator(".kinds")
    top, above = note.bounding_box(), kinds.bounding_box()
    assert top["y"] - (above["y"] + above["height"]) >= 12
