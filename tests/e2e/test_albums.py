"""Albums and shared links in a browser: filled, put in order, saved from searches, seen by strangers."""

import re
from collections.abc import Iterator
from uuid import uuid4

import psycopg2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.running import Running
from tests.e2e.test_grid import signed_in

ADD = """
    INSERT INTO media (sha512, size, path, name, kind, mime, width, height, taken_at, taken_from, source,
                       batch_id, model)
    SELECT sha512(gen_random_uuid()::text::bytea), 1, %(camera)s || '/' || n || '.jpg', 'A' || n || '.jpg',
           'image', 'image/jpeg', 300, 200, '1988-03-01'::timestamp + n * interval '1 hour', 'exif', 'albums',
           %(batch)s, %(camera)s
      FROM generate_series(1, %(count)s) AS n RETURNING id
"""


@pytest.fixture(scope="module")
def desk(stack: Running, browser: Browser) -> Iterator[BrowserContext]:
    """A window on a desk, signed in once for these tests."""
    context = signed_in(stack, browser.new_context(base_url=stack.address))
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    page = desk.new_page()
    yield page
    page.close()


@pytest.fixture
def camera(stack: Running) -> str:
    """The name of a camera, and of a folder, that took files of its own: five, an hour apart."""
    name = f"Album {uuid4().hex[:8]}"
    conn = psycopg2.connect(stack.database_url)
    with conn, conn.cursor() as cursor:
        cursor.execute("INSERT INTO batch (source, via) VALUES ('albums', 'inbox') RETURNING id")
        cursor.execute(ADD, {"batch": cursor.fetchone()[0], "count": 5, "camera": name})
    conn.close()
    return name


def order(page: Page, kind: str = ".tile") -> list[str]:
    """The numbers of the files in the order in which they are shown."""
    return [tile.get_attribute("data-id") or "" for tile in page.locator(kind).all()]


def made(page: Page, camera: str) -> str:
    """The address of an album of all files of the camera, made of their folder."""
    page.goto(f"/folders?folder={camera}")
    page.get_by_role("button", name="Make an album of this folder").click()
    page.wait_for_url("**/albums/*")
    expect(page.locator(".tile")).to_have_count(5)
    return page.url


def test_chosen_files_go_into_a_new_album_and_undo_takes_them_out(page: Page, camera: str):
    """A67: add by choosing in the grid."""
    page.goto(f"/?camera={camera}")
    page.locator(".tile .check").nth(0).check()
    page.locator(".tile .check").nth(1).check()
    page.locator("[data-action=album]").click()
    dialog = page.get_by_role("dialog", name="Add to an album")
    dialog.get_by_role("textbox").fill(f"<i>{camera}</i>")
    dialog.get_by_role("button", name="Create").click()
    expect(page.locator(".toast")).to_contain_text(f"2 added to “<i>{camera}</i>”")
    album = page.locator(".toast a").get_attribute("href") or ""
    page.locator(".toast .undo").click()
    expect(page.locator(".toast", has_text="Undone")).to_be_visible()
    page.goto(album)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"<i>{camera}</i>")
    expect(page.get_by_role("heading", name="This album is empty")).to_be_visible()


def test_a_tile_is_dragged_onto_an_album(page: Page, camera: str):
    """A67: add by drag."""
    page.goto("/albums")
    page.locator(".new-album summary").first.click()
    page.get_by_label("Name", exact=True).fill(camera)
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/albums/*")
    page.goto(f"/?camera={camera}")
    box = page.locator(".tile").nth(2).bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 90, steps=4)
    spot = page.locator(".album-shelf li", has_text=camera)
    expect(page.locator(".album-shelf")).to_have_css("position", "fixed")
    target = spot.bounding_box()
    assert target
    for step in range(2, 6):  # the browser may take the first moves for the beginning of the drag
        page.mouse.move(target["x"] + 10 * step, target["y"] + 6 * step, steps=3)
    expect(spot).to_have_class("over")
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text(f"1 added to “{camera}”")


def test_an_album_is_put_in_order_by_hand_and_the_viewer_follows_it(page: Page, camera: str):
    """A67: the order of files, by keys and by drag."""
    album = made(page, camera)
    before = order(page)
    page.locator("summary", has_text="Oldest first").click()
    page.get_by_role("button", name="By hand").click()
    page.get_by_role("link", name="Arrange").click()
    page.wait_for_url("**arrange=1")
    page.get_by_role("button", name=re.compile("later")).first.press("Enter")
    expect(page.locator("#arranged")).to_have_text("Moved")
    with page.expect_response("**/order"):
        page.locator(".slot").nth(4).drag_to(page.locator(".slot").first, target_position={"x": 5, "y": 40})
    wanted = [before[n] for n in (4, 1, 0, 2, 3)]
    page.get_by_role("link", name="Done").click()
    page.wait_for_url(album)
    expect(page.locator(".tile").first).to_have_attribute("data-id", wanted[0])
    assert order(page) == wanted
    page.locator(".tile a").first.click()
    page.wait_for_url(f"**/media/{wanted[0]}?album=*")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/media/{wanted[1]}?album=*")
    page.keyboard.press("Escape")
    page.wait_for_url(album)


def test_a_file_is_taken_out_and_another_becomes_the_cover(page: Page, camera: str):
    made(page, camera)
    page.locator(".tile .check").first.check()
    page.locator("[data-action=album-cover]").click()
    expect(page.locator(".toast")).to_contain_text("cover")
    page.locator(".tile .check").first.check()
    page.locator("[data-action=album-out]").click()
    expect(page.locator(".tile")).to_have_count(4)
    page.locator(".toast .undo").click()
    expect(page.locator(".tile")).to_have_count(5)


def test_a_search_becomes_an_album_that_fills_itself_and_is_deleted_with_undo(page: Page, camera: str):
    page.goto(f"/?camera={camera}")
    page.get_by_role("link", name="Save or share").click()
    page.get_by_label("Name of the new album").fill("All of it")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/albums/\d+$"))
    expect(page.locator(".terms")).to_contain_text(camera)
    expect(page.locator(".tile")).to_have_count(5)
    page.get_by_role("link", name="Edit").click()
    page.locator("summary", has_text="Delete the album").click()
    page.get_by_role("button", name="Delete this album").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="All of it")).to_be_visible()


def test_a_stranger_sees_what_is_shared_after_the_password_and_turns_its_pages(
    page: Page, browser: Browser, stack: Running, camera: str
):
    """P30, H37: an album shared by a link."""
    made(page, camera)
    page.get_by_role("link", name="Share").click()
    page.get_by_label("Password, if you like").fill("a heron")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link").input_value()
    context = browser.new_context(base_url=stack.address)
    stranger = context.new_page()
    stranger.goto(link)
    stranger.get_by_label("Password").fill("a crane")
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("alert")).to_have_text("This is not the password.")
    stranger.get_by_label("Password").fill("a heron")
    stranger.keyboard.press("Enter")
    expect(stranger.locator(".tile")).to_have_count(5)
    shown = order(stranger)
    stranger.locator(".tile a").first.click()
    stranger.wait_for_url(f"**/{shown[0]}")
    stranger.keyboard.press("ArrowRight")
    stranger.wait_for_url(f"**/{shown[1]}")
    stranger.keyboard.press("Escape")
    stranger.wait_for_url(re.compile(rf"{re.escape(link)}(#.*)?$"))
    stranger.goto("/")
    stranger.wait_for_url("**/sign-in*")
    page.get_by_role("button", name=f"Revoke {camera}").click()
    expect(page.get_by_role("status").filter(has_text="leads nowhere")).to_be_visible()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Nothing is here")).to_be_visible()
    context.close()
