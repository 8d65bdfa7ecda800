"""The grid in a browser: scrubbing, scrolling both ways, choosing, arrivals, on this day."""

import re
from collections.abc import Iterator

import psycopg2
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.e2e.pages import waiting
from tests.e2e.running import Running

CAMERA = "Gridiron"
HERE = f"/?camera={CAMERA}"
ADD = """
    INSERT INTO media (sha512, size, path, name, kind, mime, width, height, taken_at, taken_from, source,
                       batch_id, model)
    SELECT sha512(gen_random_uuid()::text::bytea), 1, gen_random_uuid() || '.jpg', 'G' || n || '.jpg',
           'image', 'image/jpeg', 300, 200, %(at)s::timestamp - n * interval '3 hours', 'exif', 'grid',
           %(batch)s, %(camera)s
      FROM generate_series(1, %(count)s) AS n RETURNING id
"""


# No further page is on its way: the end of what is there is far from what is seen.
ENOUGH = """(() => {
    const more = document.querySelector(".way.more");
    return !more.classList.contains("busy") && more.getBoundingClientRect().top > innerHeight + 1600;
})()"""


def add(stack: Running, count: int, at: str) -> list[int]:
    """Put rows of files into the library, each three hours older than the one before."""
    conn = psycopg2.connect(stack.database_url)
    with conn, conn.cursor() as cursor:
        cursor.execute("INSERT INTO batch (source, via) VALUES ('grid', 'inbox') RETURNING id")
        given = {"batch": cursor.fetchone()[0], "count": count, "at": at, "camera": CAMERA}
        cursor.execute(ADD, given)
        added = [row[0] for row in cursor.fetchall()]
    conn.close()
    return added


@pytest.fixture(scope="module")
def roll(stack: Running) -> list[int]:
    """1500 files of half a year, eight a day, newest first."""
    return add(stack, 1500, "1999-07-01 00:00:00")


def signed_in(stack: Running, context: BrowserContext) -> BrowserContext:
    page = context.new_page()
    page.goto(stack.answer("link")["link"])
    if "/welcome/" in page.url:
        page.locator("form button, form [type=submit]").first.click()
    page.wait_for_url(lambda url: "/welcome/" not in url)
    page.close()
    return context


@pytest.fixture(scope="module")
def desk(stack: Running, browser: Browser) -> Iterator[BrowserContext]:
    """A window on a desk, signed in once for these tests."""
    size: ViewportSize = {"width": 1280, "height": 800}
    context = signed_in(stack, browser.new_context(base_url=stack.address, viewport=size))
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    page = desk.new_page()
    yield page
    page.close()


@pytest.fixture
def grid(page: Page, roll: list[int]) -> Page:
    """The library with these files."""
    page.goto(HERE)
    expect(page.locator("#scrubber")).to_be_visible()
    return page


def tile(page: Page, media_id: int) -> Locator:
    return page.locator(f"#m{media_id}")


def count(page: Page, text: str) -> None:
    expect(page.locator(".chosen-count")).to_have_text(text)


def test_the_scrubber_leads_anywhere_by_mouse_and_by_keys(grid: Page, roll: list[int]):
    """A61: jumps by the URL's cursor; the month is told while moving."""
    box = grid.locator("#scrubber").bounding_box()
    assert box
    grid.mouse.move(box["x"] + 30, box["y"] + box["height"] * 0.5)
    grid.mouse.down()
    grid.mouse.move(box["x"] + 30, box["y"] + box["height"] * 0.51)
    expect(grid.locator("#scrubber .when")).to_be_visible()
    expect(grid.locator("#scrubber .when")).to_have_text(re.compile("Mar|Apr"))
    grid.mouse.up()
    expect(grid).to_have_url(re.compile("cursor=1999-0[345]"))
    grid.locator("#scrubber").focus()
    grid.keyboard.press("End")
    expect(grid.locator("#scrubber")).to_have_attribute("aria-valuetext", re.compile("Dec 1998, 52 files"))
    expect(tile(grid, roll[-1])).to_be_attached()
    expect(grid).to_have_url(
        re.compile("cursor=(1999-01-01|1998-12)")
    )  # of the month, then of its first file


def test_newer_pages_come_above_without_moving_what_is_seen(page: Page, roll: list[int]):
    page.goto(f"{HERE}&cursor=1999-03-31T00:00:00_0")
    expect(page.locator(".newest")).to_be_visible()
    expect(tile(page, roll[700])).to_be_attached()
    top = tile(page, roll[736]).bounding_box()
    assert top
    assert 60 <= top["y"] < 400
    page.mouse.move(500, 500)
    while page.locator(".way.newer").count():
        page.mouse.wheel(0, -3000)
        page.wait_for_timeout(30)
    page.evaluate("scrollTo(0, 0)")
    expect(tile(page, roll[0])).to_be_in_viewport()


def test_far_months_leave_the_page_and_come_back(grid: Page, roll: list[int]):
    """50,000 tiles stay light: only those near what is seen are in the page."""
    grid.mouse.move(500, 500)
    while grid.locator(".way.more").count():
        grid.mouse.wheel(0, 6000)
        grid.wait_for_timeout(30)
    expect(tile(grid, roll[-1])).to_be_attached()
    expect(tile(grid, roll[0])).not_to_be_attached()
    grid.get_by_role("link", name="To the newest").click()
    expect(tile(grid, roll[0])).to_be_in_viewport()


def test_files_are_chosen_by_mouse(grid: Page, roll: list[int]):
    """A61: checkbox, Shift, Ctrl, a day, a month, all of the search; it lasts while pages are loaded."""
    tile(grid, roll[0]).hover()
    tile(grid, roll[0]).locator(".check").click()
    count(grid, "1 selected")
    tile(grid, roll[4]).locator("a").click(modifiers=["Shift"])
    count(grid, "5 selected")
    tile(grid, roll[2]).locator("a").click(modifiers=["Control"])
    count(grid, "4 selected")
    tile(grid, roll[2]).locator("a").click()
    count(grid, "5 selected")
    grid.get_by_role("button", name="Select Wednesday, 30 June 1999").click()
    count(grid, "8 selected")
    before = grid.locator(".tile").count()
    grid.mouse.move(500, 500)
    while grid.locator(".tile").count() == before:
        grid.mouse.wheel(0, 2000)
        grid.wait_for_timeout(30)
    count(grid, "8 selected")
    grid.get_by_role("button", name="Select all 1,500").click()
    count(grid, "1,500 selected")
    expect(grid.locator(".tile:not(.chosen)")).to_have_count(0)
    grid.get_by_role("button", name="Clear the selection").click()
    expect(grid.locator("#actions")).to_be_hidden()
    grid.evaluate("scrollTo(0, 0)")
    grid.get_by_role("button", name="Select June 1999").click()
    count(grid, "240 selected")


def test_files_are_chosen_by_keys(grid: Page, roll: list[int]):
    """P31: arrows move, x and Space choose, Shift makes ranges, Ctrl+A takes all, Escape none."""
    grid.keyboard.press("ArrowRight")
    expect(tile(grid, roll[0]).locator("a")).to_be_focused()
    grid.keyboard.press("ArrowRight")
    grid.keyboard.press("x")
    count(grid, "1 selected")
    grid.keyboard.press("Shift+ArrowRight")
    grid.keyboard.press("Shift+ArrowRight")
    count(grid, "3 selected")
    grid.keyboard.press("Shift+ArrowLeft")
    count(grid, "2 selected")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press(" ")
    count(grid, "3 selected")
    waiting.true(grid, ENOUGH)
    grid.keyboard.press("Control+a")
    count(grid, f"{grid.locator('.tile').count()} selected")
    grid.keyboard.press("Control+a")
    count(grid, "1,500 selected")
    grid.keyboard.press("Escape")
    expect(grid.locator("#actions")).to_be_hidden()


@pytest.fixture
def phone(stack: Running, browser: Browser, roll: list[int]) -> Iterator[Page]:
    """The same on a phone."""
    size: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(base_url=stack.address, viewport=size, has_touch=True, is_mobile=True)
    page = signed_in(stack, context).new_page()
    page.goto(HERE)
    yield page
    context.close()


def test_a_long_press_chooses_and_the_finger_goes_on(phone: Page, roll: list[int]):
    """A61: touch."""
    touch = phone.context.new_cdp_session(phone)
    begin, end = (tile(phone, roll[n]).bounding_box() for n in (0, 3))
    assert begin
    assert end

    def put(kind: str, *points: dict[str, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    put("touchStart", {"x": begin["x"] + 20, "y": begin["y"] + 20})
    count(phone, "1 selected")
    put("touchMove", {"x": end["x"] + 20, "y": end["y"] + 20})
    count(phone, "4 selected")
    put("touchEnd")
    tile(phone, roll[1]).tap()
    count(phone, "3 selected")
    assert phone.evaluate("scrollY") == 0


def test_the_way_back_from_a_file_leads_to_the_same_place(grid: Page, roll: list[int]):
    grid.mouse.move(500, 500)
    while not tile(grid, roll[150]).count():
        grid.mouse.wheel(0, 2000)
        grid.wait_for_timeout(30)
    tile(grid, roll[150]).scroll_into_view_if_needed()
    tile(grid, roll[150]).locator("a").click()
    grid.wait_for_url(re.compile(rf"/media/{roll[150]}\b"))  # its script notes which picture was looked at
    grid.go_back()
    expect(tile(grid, roll[150])).to_be_in_viewport()


@pytest.fixture
def passing(stack: Running, roll: list[int]) -> Iterator[None]:
    """What is added meanwhile goes again."""
    yield
    conn = psycopg2.connect(stack.database_url)
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM media WHERE model = %s AND id > %s", (CAMERA, max(roll)))
    conn.close()


@pytest.mark.usefixtures("passing")
def test_new_files_appear_in_their_place_and_a_note_tells_of_others(grid: Page, stack: Running):
    """New files arrive live, and what is seen does not move."""
    [new] = add(stack, 1, "1999-07-01 01:00:00")
    expect(tile(grid, new)).to_be_in_viewport()
    grid.mouse.move(500, 500)
    grid.mouse.wheel(0, 1500)
    waiting.scrolled(grid, 1000)
    expect(tile(grid, new)).not_to_be_in_viewport()
    seen = grid.evaluate(
        "document.elementFromPoint(500, 400).closest('.tile, .day').outerHTML.match(/m\\d+/)[0]"
    )
    top = grid.locator(f"#{seen}").bounding_box()
    [newer] = add(stack, 1, "1999-07-01 01:30:00")
    expect(tile(grid, newer)).to_be_attached()
    expect(grid.get_by_role("link", name="1 new file, show")).to_be_visible()
    now = grid.locator(f"#{seen}").bounding_box()
    assert top
    assert now
    assert abs(now["y"] - top["y"]) < 2


def test_a_heart_makes_a_favourite(grid: Page, roll: list[int]):
    """A61: the favourite heart on a tile."""
    tile(grid, roll[5]).hover()
    tile(grid, roll[5]).get_by_role("button", name="Add to the favourites").click()
    expect(tile(grid, roll[5]).locator(".loved")).to_be_attached()
    grid.reload()
    expect(tile(grid, roll[5]).locator(".loved")).to_be_visible()


def test_on_this_day_shows_all_years_and_leads_to_other_days(page: Page, roll: list[int]):
    """A53, A61: the day is in the address and can be picked."""
    page.goto("/on-this-day?day=06-30")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".month h2")).to_have_text([re.compile("1999")])
    expect(page.locator(".tile")).to_have_count(8)
    page.get_by_label("Choose a day").fill("2024-06-29")
    expect(page).to_have_url(re.compile(r"day=06-29$"))
    expect(page.locator(".tile")).to_have_count(8)
    page.get_by_role("link", name="The day before").click()
    expect(page).to_have_url(re.compile(r"day=06-28$"))
    page.goto("/on-this-day?day=02-29")
    expect(page.get_by_role("heading", name="Nothing from 29 February")).to_be_visible()
