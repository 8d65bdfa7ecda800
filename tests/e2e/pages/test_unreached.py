"""Pages whose server is gone: they tell so where somebody asked, and fail in no script."""

from playwright.sync_api import Page, expect

from shared.db.connection import Connect
from tests.e2e.pages.album import Album, roll, shot
from tests.e2e.pages.test_upload import drop
from tests.integration.files import files

UNREACHED = "The server cannot be reached"


def test_suggestions_of_a_view_fail_in_silence(page: Page, portrait: int):
    page.goto(f"/media/{portrait}")
    page.route("**/api/**", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "/api/tags" in request.url):
        page.locator("#new-tag").press_sequentially("sun")
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.locator(".found[data-face] rect").first.click()
    with page.expect_event("requestfailed", lambda request: "/api/persons" in request.url):
        page.get_by_label("Who is this?").press_sequentially("Ei")


def test_a_view_whose_work_waits_shows_without_its_hurry(page: Page, album: Album):
    media_id = album.keep(roll(1))[0]
    album.plan("detect")
    page.route("**/look", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/look")):
        page.goto(f"/media/{media_id}")


def test_the_library_shows_without_its_scrubber(page: Page, album: Album):
    album.keep(roll(2))
    page.route("**/months*", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "months" in request.url):
        page.goto("/")
    expect(page.locator(".tile")).to_have_count(2)


def test_a_day_that_cannot_be_asked_for_is_not_chosen_in_part(page: Page, connect: Connect):
    files(connect, 400)
    page.goto("/")
    page.route("**/api/media?*", lambda route: route.abort())
    page.locator("[data-all=month]").first.click()
    expect(page.get_by_text(UNREACHED)).to_be_visible()
    expect(page.locator(".tile.chosen")).to_have_count(0)


def test_files_that_cannot_be_sent_are_told_of_in_words(page: Page):
    page.goto("/upload")
    page.route("**/api/batches", lambda route: route.abort())
    drop(page, ("cup.jpg", shot("coffee.png")))
    expect(page.locator("#tray .title")).to_contain_text(UNREACHED)


def test_files_are_not_taken_in_silence_where_what_sends_them_cannot_be_had(page: Page):
    page.goto("/upload")
    page.route("**/desk.js", lambda route: route.abort())
    drop(page, ("cup.jpg", shot("coffee.png")))
    expect(page.get_by_text(UNREACHED)).to_be_visible()


def test_the_map_finds_no_names_and_goes_on(page: Page, placed):
    page.goto("/map")
    page.route("**/api/places?*", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "/api/places?" in request.url):
        page.get_by_role("combobox", name="place").press_sequentially("Lisb")
