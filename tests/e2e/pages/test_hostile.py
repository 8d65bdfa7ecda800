"""What others wrote (names, metadata, read and spoken text) is shown as text and runs nothing."""

import pytest
from playwright.sync_api import Page, expect

from shared.domain import Box, Finding
from tests.e2e.pages.album import Album, shot
from tests.e2e.pages.test_upload import drop

MARKUP = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script><style>*{display:none}</style>"


@pytest.fixture
def hostile(album: Album) -> int:
    """A picture in which every text that others can write is markup."""
    name = MARKUP.replace("/", "∕") + ".jpg"
    media_id = album.keep([(name, shot("coffee.png", title=MARKUP))], source=MARKUP)[0]
    album.find(media_id, "detect", Finding(label=MARKUP, score=0.9, box=Box(0.1, 0.1, 0.5, 0.5)))
    album.find(media_id, "ocr", Finding(text=MARKUP, score=0.9, box=Box(0.1, 0.1, 0.5, 0.5)))
    album.find(media_id, "speech", Finding(text=MARKUP, start=0, end=1))
    return media_id


@pytest.mark.parametrize(
    "place", ["/", "/?q=alert", "/media/{}", "/upload", "/status", "/?source=<script>alert(1)</script>"]
)
def test_hostile_text_is_text_on_every_page(page: Page, hostile: int, place: str):
    """X-checks of RELIABILITY: no dialog opens and the content policy has nothing to refuse."""
    page.goto(place.format(hostile))
    expect(page.locator("main")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.locator("main img[src=x], main script, main style").count() == 0


def test_hostile_text_is_shown_as_it_is(page: Page, hostile: int):
    page.goto(f"/media/{hostile}")
    expect(page.locator(".lines")).to_contain_text(MARKUP)
    expect(page.locator(".transcript")).to_contain_text(MARKUP)
    expect(page.locator(".things")).to_contain_text(MARKUP)


def test_hostile_text_that_htmx_brings_is_text(page: Page, hostile: int):
    page.goto("/")
    page.get_by_role("searchbox").type("alert")
    expect(page.locator(".why")).to_be_visible()
    assert page.locator("main img[src=x]").count() == 0


def test_hostile_names_of_uploads_are_text(page: Page):
    page.goto("/upload")
    drop(page, ("<img src=x onerror=alert(1)>.jpg", shot("coffee.png")))
    expect(page.locator(".file .name")).to_have_text("<img src=x onerror=alert(1)>.jpg")
