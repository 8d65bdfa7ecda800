"""The library in a browser: months, scrolling, search and filters."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from shared.db import album_files, albums
from shared.db.search import Selection
from tests.e2e.pages import waiting
from tests.e2e.pages.album import CAT, COFFEE, Album, roll, shot
from tests.integration.files import files


def test_an_empty_library_invites_to_drop_files_and_names_the_inbox(page: Page, album: Album):
    page.goto("/")
    expect(page.get_by_role("heading", name="Drop your pictures here")).to_be_visible()
    expect(page.locator("main code")).to_have_text(str(album.folder / "inbox"))


def test_an_empty_library_shows_what_arrives_by_itself(page: Page, album: Album):
    page.goto("/")
    album.keep([("new.jpg", shot("coffee.png"))])
    expect(page.locator(".tile")).to_have_count(1)


def test_pictures_stand_in_justified_rows_under_their_months(page: Page, album: Album):
    """A61: the grid; a day that is longer than a row fills it, and all of a row are equally high."""
    shapes = (1.0, 0.75, 1.5, 1.78, 0.67)
    one_day = datetime(2024, 9, 21, 17, 30)
    album.keep(
        [
            (f"{n}.jpg", shot("coffee.png", n, one_day - timedelta(minutes=n), shapes[n % 5]))
            for n in range(15)
        ]
    )
    page.goto("/")
    expect(page.locator(".month h2").first).to_have_text("September 2024")
    expect(page.locator(".day h3").first).to_have_text("Sat 21")
    rows: dict[float, list[dict[str, float]]] = {}
    for tile in page.locator(".tile").all():
        box = tile.bounding_box()
        assert box
        rows.setdefault(round(box["y"]), []).append(box)
    width = page.locator(".month").first.bounding_box()
    assert width
    first = rows[min(rows)]
    assert len(rows) > 1
    assert abs(sum(box["width"] for box in first) + 4 * (len(first) - 1) - width["width"]) < 2
    assert max(box["height"] for box in first) - min(box["height"] for box in first) < 1


def test_scrolling_brings_older_pictures_and_a_month_goes_on_in_its_grid(page: Page, album: Album, connect):
    album.keep(roll(1))
    files(connect, 250)
    page.goto("/")
    expect(page.locator(".tile")).to_have_count(100)
    page.mouse.move(700, 500)
    while page.locator(".way.more").count():
        page.mouse.wheel(0, 6000)
        page.wait_for_timeout(60)
    expect(page.locator(".tile")).to_have_count(251)
    expect(page.locator(".month")).to_have_count(2)
    expect(page.locator(".way.more")).to_have_count(0)


def test_the_pages_of_the_library_can_be_turned_without_javascript(
    browser: Browser, context: BrowserContext, page: Page, site: str, connect
):
    files(connect, 150)
    bare = browser.new_context(base_url=site, java_script_enabled=False)
    bare.add_cookies(context.cookies())
    plain = bare.new_page()
    plain.goto("/")
    plain.locator(".way.more .button").click()
    expect(plain.locator(".tile")).to_have_count(50)
    bare.close()


@pytest.fixture
def searchable(album: Album) -> Album:
    """A cat of 2023 and a cup of 2024, by two cameras from two sources."""
    cat, *_ = album.keep([("tom.jpg", shot("chelsea.png", 0, datetime(2023, 3, 4)))], "phone")
    cup, *_ = album.keep([("morning.jpg", shot("coffee.png", 1, datetime(2024, 5, 6)))], "camera")
    album.find(cat, "detect", *CAT)
    album.find(cup, "detect", *COFFEE)
    return album


def test_typing_searches_at_once_and_the_address_holds_the_search(page: Page, searchable: Album):
    page.goto("/")
    page.get_by_role("combobox", name="Search").type("cat")
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.locator(".why")).to_have_text("cat 94%")
    expect(page).to_have_url(re.compile(r"\?q=cat$"))
    page.reload()
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.get_by_role("combobox", name="Search")).to_have_value("cat")


FILTERS = (
    ("objects", "spoon", "object=spoon", "morning.jpg"),
    ("camera", "Bird 1", "camera=Bird+1", "tom.jpg"),
    ("source", "camera", "source=camera", "morning.jpg"),
)


def test_a_filter_narrows_shows_as_a_chip_and_can_be_taken_out(page: Page, searchable: Album):
    """A64: search by object, camera and source, with counts."""
    page.goto("/")
    page.locator("#filter-button").click()
    for group, choice, query, left in FILTERS:
        option = opened(page, group).locator(".option", has_text=choice)
        expect(option.locator(".n")).to_have_text("1")
        option.click()
        expect(page).to_have_url(re.compile(rf"\?{re.escape(query)}$"))
        expect(page.locator(".tile")).to_have_count(1)
        expect(page.locator(".tile a")).to_have_attribute("aria-label", re.compile(re.escape(left)))
        expect(page.locator(".chip")).to_have_text(choice)
        expect(page.locator("#narrow .narrow-head")).to_contain_text("1 file")
        page.locator(".chip").click()
        expect(page.locator(".tile")).to_have_count(2)
        expect(page).to_have_url(re.compile(r"/$"))
        expect(page.locator("#narrow .narrow-head")).to_contain_text("2 files")


def test_formats_are_counted_and_a_range_of_days_is_in_the_address(page: Page, searchable: Album):
    page.goto("/")
    page.locator("#filter-button").click()
    expect(opened(page, "format").locator(".option")).to_have_text(re.compile(r"^\s*JPEG\s*2\s*$"))
    page.get_by_label("From", exact=True).fill("2024-01-01")
    page.get_by_role("button", name="Show these days").click()
    expect(page).to_have_url(re.compile(r"\?from=2024-01-01$"))
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.locator(".chip")).to_have_text("from 2024-01-01")
    expect(page.locator("#narrow .narrow-head")).to_contain_text("1 file")
    expect(opened(page, "format").locator(".option .n")).to_have_text("1")


def opened(page: Page, group: str) -> Locator:
    """The choices of one kind in the panel of filters."""
    choices = page.locator(f'#narrow [data-group="{group}"]')
    expect(choices).to_be_visible()
    choices.evaluate("group => { group.open = true; }")
    return choices


def test_nothing_found_says_so_and_leads_back(page: Page, searchable: Album):
    page.goto("/?q=zebra")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".tile")).to_have_count(2)


def test_a_slash_brings_the_search_and_a_question_mark_the_keys(page: Page, searchable: Album):
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_what_arrives_appears_at_the_top_and_waits_for_a_press_further_down(
    page: Page, album: Album, connect
):
    album.keep(roll(1))
    files(connect, 60)
    page.goto("/")
    album.keep([("first.jpg", shot("coffee.png", 50, datetime.now() + timedelta(hours=2)))])
    expect(page.locator(".tile a").first).to_have_attribute("aria-label", re.compile("first.jpg"))
    expect(page.locator(".filters .count")).to_have_text("62 files")
    page.mouse.wheel(0, 900)
    waiting.scrolled(page, 200)
    album.keep([("second.jpg", shot("coffee.png", 51, datetime.now() + timedelta(hours=3)))])
    button = page.get_by_role("link", name="1 new file, show")
    expect(button).to_be_in_viewport()
    button.click()
    expect(page.locator(".tile a").first).to_have_attribute("aria-label", re.compile("second.jpg"))


def test_the_way_back_from_the_viewer_leads_to_the_picture_that_was_looked_at(page: Page, connect):
    files(connect, 250)
    page.goto("/")
    while page.locator(".tile").count() < 250:
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(50)
    page.locator("#m40 a").click()
    expect(page).to_have_url(re.compile("/media/40$"))
    page.wait_for_load_state()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("/media/39$"))
    page.wait_for_load_state()
    page.keyboard.press("Escape")
    expect(page.locator("#m39")).to_be_in_viewport()
    page.get_by_role("link", name="To the newest").click()
    expect(page.locator("#m250")).to_be_in_viewport()


def test_menus_open_below_their_button_and_as_a_sheet_on_a_phone(page: Page, album: Album, connect):
    (photo,) = album.keep(roll(1))
    with connect() as conn:
        sea = albums.create(conn, "Sea", "ada").id
        album_files.add(conn, sea, Selection(), [photo])
    page.goto(f"/albums/{sea}")
    assert menu(page)["x"] == page.locator(".choice > summary").bounding_box()["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/albums", f"/albums/{sea}"):
        page.goto(path)
        sheet = menu(page)
        assert (sheet["x"], sheet["width"]) == (0, 390), path


def menu(page: Page) -> dict[str, float]:
    """Where the first menu of the page stands."""
    page.locator(".choice > summary").first.click()
    return page.locator(".choice[open] .menu").bounding_box()
