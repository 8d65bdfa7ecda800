"""The first minutes of a person: sign in by the link, drop a photo, see it, look for what is in it."""

import urllib.parse

from playwright.sync_api import Page, expect

from tests import samples
from tests.e2e.running import Running, until


def test_a_dropped_photo_appears_in_the_library_and_opens(page: Page, stack: Running):
    """S1, A61, A62."""
    stack.drop(samples.photo(stack.folder / "kingfisher.jpg", seed=301))
    found = until(lambda: stack.files("kingfisher"))[0]
    page.goto("/?" + urllib.parse.urlencode({"q": "kingfisher"}))
    tile = page.locator(f"a[href*='/media/{found['id']}']").first
    expect(tile).to_be_visible()
    tile.click()
    page.wait_for_url(f"**/media/{found['id']}*")
    expect(page.get_by_text("kingfisher.jpg").first).to_be_visible()


def test_a_link_signs_in_once_only(page: Page, stack: Running, browser):
    link = stack.answer("link")["link"]
    first = browser.new_context()
    visitor = first.new_page()
    visitor.goto(link)
    if "/welcome/" in visitor.url:
        visitor.locator("form button, form [type=submit]").first.click()
    visitor.wait_for_url(lambda url: "/welcome/" not in url)
    second = browser.new_context()
    late = second.new_page()
    late.goto(link)
    assert not late.locator("a[href*='/media/']").count()
    late.goto(stack.address + "/")
    assert "sign-in" in late.url
    first.close()
    second.close()
