"""What others wrote (names, metadata, words, read and spoken text) is shown as text and runs nothing.

Of every test the page itself holds that no dialog opens and the content policy has nothing to refuse.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.pages.album import Album, shot
from tests.e2e.pages.conftest import Troubles
from tests.e2e.pages.malice import MARKUP, PLACES, SOURCE, infest
from tests.e2e.pages.test_upload import drop
from tests.integration.web import account, session

NAME = "<img src=x onerror=alert(3)>"
ALIVE = "img[src=x], [onerror], body script:not([src]), body style"


@pytest.fixture
def infested(context: BrowserContext, site: str, album: Album, connect) -> Iterator[tuple[Page, dict]]:
    """A page of an admin with a hostile name, and what there is to open in a hostile library."""
    person = account(connect, NAME, "admin")
    made = infest(album, connect, person)
    context.add_cookies([{"name": "session", "value": session(connect, person), "url": site}])
    page, troubles = context.new_page(), Troubles()
    troubles.watch(page)
    yield page, made
    troubles.check()


def opened(page: Page, address: str) -> Page:
    """Open a page and let its scripts do what they do."""
    page.goto(address, wait_until="load")
    expect(page.locator("main")).to_be_visible()
    page.evaluate("new Promise((done) => requestIdleCallback(done, { timeout: 500 }))")
    return page


def test_hostile_text_is_text_on_every_page(infested):
    """X-checks of RELIABILITY; each place must show such text at all, or it would prove nothing."""
    page, made = infested
    silent, alive = [], []
    for what, place in PLACES.items():
        opened(page, place.format(**made))
        if SOURCE not in page.content():
            silent.append(what)
        if page.locator(ALIVE).count():
            alive.append(what)
    assert (silent, alive) == ([], [])


def test_hostile_text_is_shown_as_it_is(infested):
    page, made = infested
    page.goto(f"/media/{made['media']}")
    for part in (".lines", ".transcript", ".things", ".remarks"):
        expect(page.locator(part).first).to_contain_text(MARKUP)
    page.goto(f"/albums/{made['album']}")
    expect(page.locator("h1")).to_have_text(MARKUP)
    page.goto("/status")
    expect(page.locator(".trouble").first).to_contain_text(MARKUP)


def test_hostile_text_that_scripts_bring_is_text(infested):
    """The search, the panel of filters, the suggested tags, the list of albums, and what a toast says."""
    page, made = infested
    page.goto("/")
    page.get_by_role("combobox").fill("alert")
    expect(page.locator(".why").first).to_be_visible()
    page.locator("#filter-button").click()
    expect(page.locator('#narrow [data-group="objects"]')).to_contain_text(MARKUP)
    expect(page.locator("#narrow")).to_be_visible()
    page.locator("#filter-button").click()
    expect(page.locator("#narrow")).to_be_hidden()
    page.locator(f"#m{made['media']} .check").check()
    page.locator("#actions [data-action=tag]").click()
    expect(page.locator("dialog[open]")).to_contain_text(MARKUP)
    page.keyboard.press("Escape")
    page.locator("#actions [data-action=album]").click()
    page.locator(".album-dialog").get_by_role("button", name=MARKUP, exact=True).click()
    expect(page.locator(".toast")).to_contain_text(MARKUP)
    assert page.locator(ALIVE).count() == 0


def test_hostile_names_on_the_map_are_text(infested):
    page, _ = infested
    page.goto("/map?at=6/39/-6")
    page.locator(".pin").first.click()
    expect(page.locator("#strip [data-media]").first).to_have_attribute(
        "aria-label", re.compile(re.escape(SOURCE))
    )
    assert page.locator(ALIVE).count() == 0


def test_hostile_names_of_uploads_are_text(page: Page):
    page.goto("/upload")
    drop(page, ("<img src=x onerror=alert(1)>.jpg", shot("coffee.png")))
    expect(page.locator(".file .name")).to_have_text("<img src=x onerror=alert(1)>.jpg")
