"""The map in a browser: clusters, years, areas that become searches, and files that are given a place."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from shared.db.connection import pooled, value
from tests.e2e.pages import waiting
from tests.e2e.pages.album import Album, shot
from tests.e2e.pages.iberia import IBERIA, LISBON, PORTO, ready
from tests.e2e.pages.serving import served
from tests.integration.files import file
from tests.integration.tileserver import tile_server
from tests.integration.web import account, application, session


def where(connect, media_id: int) -> tuple[float, float] | None:
    with connect() as conn:
        found = value(
            conn,
            "SELECT ARRAY[latitude, longitude] FROM media WHERE id = %(id)s AND latitude IS NOT NULL",
            id=media_id,
        )
    return found and (found[0], found[1])


def open_tray(page: Page, way: str, *key: str) -> None:
    """Open the files without a place by a click, a tap or a key; the focus goes there last of all."""
    getattr(page.get_by_role("button", name="Place them on the map"), way)(*key)
    waiting.true(page, "document.activeElement.matches('#tray-of-map [data-close-tray]')")


def test_files_stand_on_the_map_coloured_by_year_and_by_who_placed_them(page: Page, placed):
    """A65: coloured by year with a legend; what a person placed has another shape."""
    ready(page)
    expect(page.locator(".pin")).to_have_count(2)
    expect(page.locator(".pin:not(.by-hand) b")).to_have_text("3")
    expect(page.locator(".pin:not(.by-hand) rect")).to_have_count(2)
    expect(page.locator(".pin.by-hand")).to_have_count(1)
    expect(page.locator("#years button")).to_have_text(["20151", "20213"])
    page.locator("#years button", has_text="2015").click()
    expect(page.locator(".pin:not(.by-hand) b")).to_have_text("2")
    expect(page).to_have_url(re.compile("hidden=2015"))
    page.reload()
    expect(page.locator("#years button", has_text="2015")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".pin:not(.by-hand) b")).to_have_text("2")


def test_moving_the_map_asks_anew_and_the_address_keeps_the_place(page: Page, placed):
    """A65: re-query on pan."""
    ready(page)
    with page.expect_response(lambda answer: "/api/map?" in answer.url):
        page.get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(re.compile(r"at=7/"))
    with page.expect_response(lambda answer: "/api/map?" in answer.url):
        page.locator("#ground").press("ArrowUp")
    ready(page, "/map?at=9/41.15/-8.61")
    expect(page.locator(".pin")).to_have_count(1)
    expect(page.locator(".strip h2")).to_be_visible()
    expect(page.locator(".strip-pictures a")).to_have_count(1)


def test_a_single_file_opens_and_a_cluster_lists_its_pictures(page: Page, placed):
    """A65: a click opens the detail."""
    ready(page)
    page.locator(".pin-seat:has(.pin:not(.by-hand))").click()
    expect(page.locator(".strip-pictures a")).to_have_count(3)
    expect(page.locator(".strip")).to_contain_text("3 files in this area")
    page.get_by_role("button", name="Back to what is in view").click()
    expect(page.locator(".strip-pictures a")).to_have_count(4)
    page.locator(".pin-seat:has(.by-hand)").click()
    expect(page).to_have_url(re.compile(rf"/media/{placed['porto']}"))


def test_a_rectangle_becomes_a_search(page: Page, placed):
    ready(page)
    page.get_by_role("button", name="Select a rectangle").click()
    pin = page.locator(".pin:not(.by-hand)").bounding_box()
    page.mouse.move(pin["x"] - 60, pin["y"] - 40)
    page.mouse.down()
    page.mouse.move(pin["x"] + 100, pin["y"] + 100, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile("area="))
    expect(page.locator(".drawn-area")).to_have_count(1)
    expect(page.locator(".pin")).to_have_count(1)
    expect(page.locator(".strip")).to_contain_text("3 files in this area")
    page.get_by_role("link", name="Show in library").click()
    expect(page.locator(".tile")).to_have_count(3)


def test_a_lasso_holds_what_lies_within_its_shape_and_can_be_taken_off(page: Page, placed):
    ready(page)
    page.get_by_role("button", name="Draw around pictures").click()
    pin = page.locator(".pin.by-hand").bounding_box()
    x, y = pin["x"] + 22, pin["y"] + 22
    page.mouse.move(x - 60, y - 50)
    page.mouse.down()
    for to in ((x + 60, y - 50), (x + 70, y + 30), (x, y + 60), (x - 70, y + 30)):
        page.mouse.move(*to, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("area="))
    expect(page.locator(".strip")).to_contain_text("1 file in this area")
    page.get_by_role("link", name=re.compile("Remove the filter")).click()
    expect(page.locator(".strip-pictures a")).to_have_count(4)


def test_filters_hold_on_the_map_and_what_has_no_place_is_counted_and_listed(page: Page, placed):
    ready(page, f"{IBERIA}&from=2021-06-15")
    expect(page.locator(".pin")).to_have_count(1)
    expect(page.locator(".strip-pictures a")).to_have_count(1)
    expect(page.locator("#unplaced")).to_have_text("2 without a place")
    page.locator("#unplaced").click()
    expect(page.locator(".tile")).to_have_count(2)


def test_a_file_dragged_onto_the_map_gets_its_place_and_can_be_taken_back(page: Page, placed, connect):
    """A66: add coordinates to a file, in the database and not in the file."""
    ready(page)
    open_tray(page, "click")
    tile = page.locator(f".unplaced[data-id='{placed['lost']}']")
    tile.hover()
    page.mouse.down()
    page.mouse.move(600, 300, steps=5)
    expect(page.locator(".dragged-file")).to_be_visible()
    page.mouse.move(640, 420, steps=3)
    page.mouse.up()
    expect(tile).to_have_count(0)
    latitude, longitude = where(connect, placed["lost"])
    assert abs(latitude - 40) < 10
    assert abs(longitude + 6) < 15
    expect(page.locator("#unplaced")).to_have_text("1 without a place")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#unplaced")).to_have_text("2 without a place")
    assert where(connect, placed["lost"]) is None


def test_by_keyboard_files_are_chosen_and_set_at_the_middle_of_the_map(page: Page, placed, connect):
    strip = waiting.Held(page, "**/map/strip?*")
    with page.expect_request("**/map/strip?*"):
        ready(page)
    open_tray(page, "press", "Enter")  # also while the pictures in view are waited for
    strip.let_go()
    for name in ("lost", "stray"):
        page.locator(f".unplaced[data-id='{placed[name]}']").press("Space")
    expect(page.locator("[data-chosen]")).to_have_text("2 selected")
    page.locator("#ground").press("Enter")
    expect(page.locator(".unplaced")).to_have_count(0)
    assert (
        where(connect, placed["lost"]) == where(connect, placed["stray"]) == pytest.approx((40, -6), abs=0.1)
    )


def test_a_finger_that_holds_a_file_drags_it(
    browser: Browser, context: BrowserContext, site: str, page: Page, placed, connect
):
    phone = browser.new_context(
        base_url=site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone.add_cookies(context.cookies())
    page = phone.new_page()
    ready(page)
    open_tray(page, "tap")
    box = page.locator(f".unplaced[data-id='{placed['lost']}']").bounding_box()
    finger = phone.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    touch("touchStart", (box["x"] + 30, box["y"] + 30))
    expect(page.locator(".dragged-file")).to_be_visible()
    touch("touchMove", (200, 500))
    touch("touchMove", (190, 260))
    touch("touchEnd")
    expect(page.locator(f".unplaced[data-id='{placed['lost']}']")).to_have_count(0)
    assert where(connect, placed["lost"])
    page.locator("#toasts").get_by_role("button", name="Undo").tap()
    expect(page.locator("#toasts")).to_contain_text("Undone")
    assert where(connect, placed["lost"]) is None
    phone.close()


def test_going_to_a_place_by_its_name(page: Page, placed):
    """P13: offline place names."""
    ready(page)
    page.get_by_role("combobox", name="Go to a place").fill("reykj")
    expect(page.get_by_role("option").first).to_contain_text("Reykjavík")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"at=\d+/64\.\d+/-21\.\d+"))
    page.get_by_role("combobox", name="Go to a place").fill("48°51'30\"N 2°17'40\"E")
    expect(page.get_by_role("option").first).to_contain_text("48.85833° N, 2.29444° E")


def test_chosen_files_of_the_grid_are_placed_with_the_picker(page: Page, album: Album, connect):
    """A66: by the arrow keys, a name, or coordinates; Enter sets the place."""
    one, *_ = album.keep([("one.jpg", shot("coffee.png", 1))])
    assert where(connect, one) is None
    page.goto("/")
    page.locator(".tile").hover()
    page.locator(".tile .check").click()
    page.get_by_role("button", name="Set place").click()
    dialog = page.get_by_role("dialog", name="Set the place")
    dialog.get_by_role("combobox").fill("38.7169, -9.1399")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog.locator("output")).to_have_text("38.71690° N, 9.13990° W")
    page.keyboard.press("ArrowUp")
    expect(dialog.locator("output")).not_to_have_text("38.71690° N, 9.13990° W")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("Place set")
    assert where(connect, one) == pytest.approx((38.72, -9.14), abs=0.1)


def test_hostile_names_stand_as_text_on_a_map_that_shows_all_there_is(page: Page, connect):
    file(connect, "<img src=x onerror=alert(1)>.jpg", **LISBON)
    file(connect, "<script>alert(1)</script>.jpg", **PORTO)
    ready(page, "/map")
    expect(page.locator(".pin")).to_have_count(2)
    expect(page.locator(".pin-seat", has_text="<img src=x onerror=alert(1)>.jpg")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/map$"))


def test_an_empty_map_says_why(page: Page):
    ready(page, "/map")
    expect(page.locator("#atlas-note")).to_contain_text("No picture has a place yet")


def test_a_nonsensical_address_still_shows_the_map(page: Page, placed):
    ready(page, "/map?at=3/95/0&hidden=abc")
    expect(page.locator("#years button")).to_have_count(2)
    ready(page, "/map?at=x/y/z&at=&hidden=1e9")
    expect(page.locator("#years button")).to_have_count(2)


def test_tiles_are_shown_once_they_come_and_the_outline_when_they_stop(
    browser: Browser, database, album: Album, connect
):
    """Tiles by setting, the bundled outline when tiles cannot be had; the page asks no one but us."""
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "teal").save(picture, "PNG")
    pool = pooled(database, 8)
    with (
        tile_server() as source,
        served(application(database, album.folder, pool, map_tiles=source.template)) as site,
    ):
        source.body = picture.getvalue()
        context = browser.new_context(base_url=site)
        context.add_cookies([{"name": "session", "value": session(connect, account(connect)), "url": site}])
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/map?at=3/40/-6")
        expect(page.locator(".tiles img.leaflet-tile-loaded").first).to_be_visible()
        expect(page.locator(".map-source")).to_have_text("© OpenStreetMap contributors")
        assert all(url.startswith((site, "blob:")) for url in asked)
        source.status = 500
        page.goto("/map?at=5/-20/100")
        expect(page.locator(".outline canvas").first).to_be_visible()
        expect(page.locator(".map-source")).to_contain_text("Natural Earth")
        expect(page.locator(".city").first).to_be_visible()
        context.close()
