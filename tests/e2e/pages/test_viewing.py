"""Living in the viewer: turning without loading, slideshow, what boxes lead to, editing in place."""

import re

import pytest
from playwright.sync_api import Page, expect

from shared.domain import Box, Finding
from tests.e2e.pages.album import CAT, Album, roll, shot
from tests.e2e.pages.film import clip
from tests.e2e.running import until


def opened(page: Page, media_id: int, query: str = "") -> None:
    """The viewer, with its scripts at work."""
    page.goto(f"/media/{media_id}{query}")
    expect(page.locator("html")).to_have_class("scripts")


def at(page: Page, media_id: int) -> None:
    expect(page).to_have_url(re.compile(rf"/media/{media_id}(\?|$)"))


def test_turning_keeps_the_page_and_jumps_reach_the_ends(page: Page, album: Album):
    """P31, H37: arrows, home, end, ten on; no page is loaded, so nothing flashes."""
    ids = album.keep(roll(12))
    opened(page, ids[0])
    page.evaluate("document.body.dataset.same = 'page'")
    for key, reached in (
        ("ArrowRight", ids[1]),
        ("End", ids[-1]),
        ("PageUp", ids[1]),
        ("Control+ArrowRight", ids[-1]),
        ("Home", ids[0]),
        ("ArrowLeft", ids[0]),
    ):
        page.keyboard.press(key)
        at(page, reached)
        expect(page.locator("main")).to_have_attribute("data-media", str(reached))
    assert page.evaluate("document.body.dataset.same") == "page"
    expect(page).to_have_title("IMG_4000.jpg – Bowerbird")


def test_a_picture_smaller_than_the_window_stands_in_its_middle(page: Page, album: Album):
    (small,) = album.keep([("small.jpg", shot("coffee.png"))])
    opened(page, small)
    stage, picture = page.locator("#stage").bounding_box(), page.locator(".picture").bounding_box()
    assert stage
    assert picture
    assert picture["height"] < stage["height"] - 100
    above = picture["y"] - stage["y"]
    assert above == pytest.approx((stage["height"] - picture["height"]) / 2, abs=1)


def test_zooming_ends_at_five_times_the_original(page: Page, portrait: int):
    """P32: pan and zoom to 500 %."""
    opened(page, portrait)
    for _ in range(12):
        page.keyboard.press("+")
    expect(page.locator(".percent")).to_have_text("500 %")
    page.locator(".percent").click()
    expect(page.locator(".canvas.zoomed")).to_have_count(0)


def test_a_finger_wipes_to_the_next_picture(page: Page, album: Album):
    newer, older = album.keep(roll(2))
    opened(page, newer)
    page.evaluate(
        """() => {
            const stage = document.querySelector("#stage");
            const touch = (x) => new Touch({ identifier: 1, target: stage, clientX: x, clientY: 300 });
            const [here, there] = [[touch(500)], [touch(300)]];
            stage.dispatchEvent(new TouchEvent("touchstart", { touches: here, changedTouches: here }));
            stage.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: there }));
        }"""
    )
    at(page, older)


def test_the_slideshow_goes_on_by_itself_is_held_and_ends(page: Page, album: Album):
    """P32: slideshow, from the last picture on at the first."""
    ids = album.keep(roll(3))
    opened(page, ids[0])
    page.keyboard.press("s")
    page.locator("#show select").select_option("1")
    for reached in (ids[1], ids[2], ids[0]):
        page.wait_for_url(re.compile(rf"/media/{reached}$"))  # tells of each, however short it is there
    expect(page.locator(".panel")).to_be_hidden()
    page.locator("[data-show-does=hold]").click()
    expect(page.locator("[data-show-does=hold]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#show")).to_be_hidden()
    expect(page.locator(".panel")).to_be_visible()


def test_an_objects_box_leads_to_more_with_it(page: Page, portrait: int):
    """A63: a box can be clicked."""
    opened(page, portrait)
    page.keyboard.press("o")
    page.locator(".layer.object rect").click(position={"x": 30, "y": 30})
    page.get_by_role("link", name="More with it").click()
    expect(page).to_have_url(re.compile(r"/\?object=person$"))


def test_a_texts_box_copies_it_and_says_so(page: Page, portrait: int):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, portrait)
    page.keyboard.press("t")
    page.locator(".layer.read rect").first.click()
    page.get_by_role("button", name="Copy text").click()
    expect(page.locator(".about button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "NASA"


def described(at: float) -> tuple[float, ...]:
    return (at, *(0.0,) * 127)


def test_a_faces_box_leads_to_similar_faces_with_their_distance(page: Page, album: Album):
    """A63, A69: click a face, see who looks alike."""
    ids = album.keep(roll(3))
    for place, media_id in enumerate(ids):
        face = Finding(label="face", score=0.9, box=Box(0.3, 0.3, 0.3, 0.3), embedding=described(0.3 * place))
        album.find(media_id, "faces", face)
    opened(page, ids[0])
    page.keyboard.press("f")
    page.locator(".layer.face rect").click()
    page.get_by_role("link", name="Similar faces").click()
    expect(page.locator(".distance")).to_have_text(["0.300"])
    expect(page.locator("#nearness")).to_have_class("ready")
    page.get_by_label("How alike").fill("0.8")
    expect(page.locator(".distance")).to_have_text(["0.300", "0.600"])


def test_what_is_less_sure_than_the_slider_says_is_hidden(page: Page, album: Album):
    """P32: the score slider filters labels."""
    media_id = album.keep([("cat.jpg", shot("chelsea.png"))])[0]
    album.find(media_id, "detect", *CAT)
    opened(page, media_id)
    page.keyboard.press("o")
    page.get_by_label("At least").fill("50")
    expect(page.locator(".things li:visible")).to_have_text([re.compile("cat")])
    expect(page.locator(".layer.object .found:visible")).to_have_count(1)
    page.reload()
    expect(page.locator(".things li:visible")).to_have_count(1)


def test_keys_mark_a_file_and_each_mark_can_be_undone(page: Page, portrait: int):
    """A62, A66: favourite, stars, tags, comments; an undo stands beside what was done."""
    opened(page, portrait)
    page.keyboard.press("h")
    expect(page.locator("#heart-button")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("4")
    expect(page.locator(".stars .on")).to_have_count(4)
    page.keyboard.press("g")
    page.locator("#new-tag").press_sequentially("space")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text(["space"])
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.locator("#new-comment").press_sequentially("so <b>calm</b>")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".comments p")).to_have_text("so <b>calm</b>")
    page.locator(".toast", has_text="Comment added").get_by_role("button", name="Undo").click()
    expect(page.locator(".comments p")).to_have_count(0)
    expect(page.locator(".chip")).to_have_text(["space"])


def test_a_form_that_was_just_put_in_the_place_of_another_sends_at_once(page: Page, portrait: int):
    """Without a moment in which it would load the page anew, and what is typed then would be lost."""
    opened(page, portrait)
    page.evaluate(AT_ONCE)
    page.keyboard.press("4")
    expect(page.locator(".comments p")).to_have_text("at once")
    expect(page.locator(".stars .on")).to_have_count(4)
    assert page.evaluate("document.body.dataset.same") == "page"


AT_ONCE = """
() => {
  document.body.dataset.same = "page";
  document.body.addEventListener("htmx:afterSwap", () => setTimeout(() => {
    const text = document.querySelector("#new-comment");
    text.value = "at once";
    text.form.requestSubmit();
  }, 8), { once: true });
}
"""


def test_date_and_place_are_edited_in_place_and_put_back(page: Page, portrait: int):
    """A62: edit date and position; errors stand beside the field."""
    opened(page, portrait)
    page.keyboard.press("d")
    page.get_by_label("Taken at").fill("1999-12-31T23:59:00")
    page.locator(".edit[open]").get_by_role("button", name="Save").click()
    expect(page.locator(".when")).to_have_text("Fri, 31 December 1999, 23:59")
    expect(page.locator("#remarks")).to_contain_text("Set by ada")
    page.keyboard.press("m")
    page.get_by_label("Latitude").fill("north")
    page.locator(".edit[open]").get_by_role("button", name="Save").click()
    expect(page.locator("#fault-latitude")).to_be_visible()
    expect(page.get_by_label("Latitude")).to_have_value("north")
    page.get_by_label("Latitude").fill("51.5")
    page.get_by_label("Longitude").fill("-0.12")
    page.locator(".edit[open]").get_by_role("button", name="Save").click()
    expect(page.locator("#remarks")).to_contain_text("51.50000° N, 0.12000° W · set by ada")
    page.locator("summary", has=page.locator(".where")).click()
    page.get_by_role("button", name="Put back what the file says").click()
    expect(page.locator("#remarks")).to_contain_text("48.85833° N, 2.29444° E, 35 m · from the file")


def test_the_place_is_picked_on_a_map(page: Page, album: Album):
    """A66: add coordinates to a photo."""
    media_id = album.keep([("cat.jpg", shot("chelsea.png", 1))])[0]
    opened(page, media_id)
    expect(page.locator(".where")).to_have_text("No place")
    page.keyboard.press("m")
    page.get_by_role("button", name="On the map").click()
    page.get_by_role("button", name="Set place").click()
    expect(page.locator("#remarks")).to_contain_text("set by ada")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_file_that_goes_to_the_trash_leaves_the_stage_to_the_next(page: Page, album: Album):
    ids = album.keep(roll(3))
    opened(page, ids[1])
    page.keyboard.press("Delete")
    at(page, ids[2])
    expect(page.locator("main")).to_have_attribute("data-media", str(ids[2]))
    page.keyboard.press("ArrowLeft")
    at(page, ids[0])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_have_text(re.compile("Undone"))


@pytest.fixture
def film(album: Album) -> int:
    """Twelve seconds in which something is said."""
    media_id = album.keep([("clip.webm", clip(12))])[0]
    album.find(
        media_id,
        "speech",
        Finding(text="the <i>first</i> words", start=0.5, end=2.0, language="en"),
        Finding(text="the last words", start=9.0, end=11.0, language="en"),
    )
    return media_id


def second(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video.player').currentTime"))


def test_keys_move_in_a_film(page: Page, film: int):
    """H37: space, j and l, ctrl with the arrows, single frames."""
    opened(page, film)
    until(lambda: page.evaluate("document.querySelector('.player').readyState") > 1)
    for key, reached in (("l", 5.0), ("j", 0.0), ("Control+ArrowRight", 10.0), (",", 9.96), (".", 10.0)):
        page.keyboard.press(key)
        until(lambda reached=reached: second(page) == pytest.approx(reached, abs=0.02))
    page.keyboard.press("Control+ArrowLeft")
    page.keyboard.press("k")
    until(lambda: not page.evaluate("document.querySelector('video.player').paused"))
    page.keyboard.press("Space")
    until(lambda: page.evaluate("document.querySelector('video.player').paused"))


def test_the_line_of_a_film_shows_what_is_where_and_seeks(page: Page, film: int):
    opened(page, film)
    until(lambda: page.evaluate("document.querySelector('.player').readyState") > 1)
    expect(page.locator(".scrub rect.spoken")).to_have_count(2)
    line = page.get_by_label("Place in the recording")
    box = line.bounding_box()
    assert box
    spoken = page.locator(".scrub rect.spoken").last.bounding_box()
    assert spoken
    assert spoken["y"] + spoken["height"] <= box["y"] + box["height"] / 2
    assert spoken["x"] > box["x"] + box["width"] / 3
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".glance time")).to_have_text(re.compile("0:0[56]"))
    page.mouse.down()
    page.mouse.up()
    until(lambda: second(page) == pytest.approx(6, abs=0.5))


def test_words_are_found_in_the_transcript(page: Page, film: int):
    opened(page, film)
    page.get_by_label("Find in what is spoken").fill("FIRST")
    expect(page.locator(".transcript li:visible")).to_have_text(["0:00the <i>first</i> words"])
    expect(page.locator(".transcript mark")).to_have_text("first")
