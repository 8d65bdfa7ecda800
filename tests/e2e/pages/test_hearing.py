"""What others say of a file that is open stands beside it without a new page; a lost connection is told."""

from playwright.sync_api import Page, expect

from shared.db import marks, tags
from shared.db.connection import Connect
from tests.e2e.pages.album import Album, roll

HEARD = """() => {
    const { body } = document;
    window.heard = new Promise((tell) => body.addEventListener("live:change", () => setTimeout(tell)));
}"""


def test_marks_of_others_appear_and_what_is_being_typed_is_left_alone(
    page: Page, album: Album, connect: Connect
):
    """H27: tags are pushed live to everybody who looks."""
    media_id = album.keep(roll(1))[0]
    page.goto(f"/media/{media_id}")
    with connect() as conn:
        tags.change(conn, [media_id], "ben", add=["harbour"])
        marks.favour(conn, [media_id], "ben", on=True)
    expect(page.locator(".chip")).to_have_text(["harbour"])
    expect(page.locator("#heart-button")).to_have_attribute("aria-pressed", "true")
    page.locator("#new-comment").fill("half a sen")
    page.evaluate(HEARD)
    with connect() as conn:
        tags.change(conn, [media_id], "ben", add=["boats"])
    page.evaluate("window.heard")
    expect(page.locator("#new-comment")).to_have_value("half a sen")
    page.locator("#new-comment").fill("")
    page.locator("#new-comment").blur()
    expect(page.locator(".chip")).to_have_text(["boats", "harbour"])


def test_a_lost_connection_is_told_over_a_picture_too(page: Page, album: Album):
    media_id = album.keep(roll(1))[0]
    page.goto(f"/media/{media_id}")
    lost = page.get_by_text("Connection lost")
    page.context.set_offline(True)
    expect(lost).to_be_visible(timeout=30_000)
    expect(lost).to_be_in_viewport(ratio=1)
    page.context.set_offline(False)
    expect(lost).to_be_hidden(timeout=30_000)


def test_on_a_phone_a_lost_connection_leaves_the_search_box_its_room(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    lost, box = page.get_by_text("Connection lost"), page.locator("form.search")
    before = box.bounding_box()
    page.context.set_offline(True)
    expect(lost).to_be_in_viewport(ratio=1, timeout=30_000)
    assert box.bounding_box() == before
    page.context.set_offline(False)
