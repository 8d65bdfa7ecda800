"""The viewer in a browser: zoom, boxes, turning pages, recordings."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared.domain import Box, Finding
from tests import samples
from tests.e2e.pages import waiting
from tests.e2e.pages.album import CAT, Album, roll, shot
from tests.e2e.pages.film import clip
from tests.e2e.running import until
from tests.integration.web import analysed


def scale(page: Page) -> float:
    return page.evaluate(
        "Number(getComputedStyle(document.querySelector('.canvas')).getPropertyValue('--scale') || 1)"
    )


def test_the_wheel_the_keys_and_a_double_click_zoom_and_dragging_pans(page: Page, portrait: int):
    """A62: zoom and pan."""
    page.goto(f"/media/{portrait}")
    picture = page.locator(".picture")
    picture.hover()
    page.mouse.wheel(0, -400)
    until(lambda: scale(page) > 1.5)
    page.keyboard.press("0")
    assert scale(page) == 1
    page.keyboard.press("+")
    assert scale(page) == pytest.approx(1.4)
    page.keyboard.press("0")
    picture.dblclick(position={"x": 100, "y": 100})
    assert scale(page) == 2.5
    before = picture.bounding_box()
    page.mouse.down()
    page.mouse.move(300, 300, steps=4)
    page.mouse.up()
    after = picture.bounding_box()
    assert before
    assert after
    assert (after["x"], after["y"]) != (before["x"], before["y"])


def test_zoomed_in_the_original_takes_the_place_of_the_preview(page: Page, portrait: int):
    page.goto(f"/media/{portrait}")
    page.locator(".picture").dblclick()
    expect(page.locator(".picture")).to_have_attribute("src", re.compile("/original$"))


def test_boxes_are_shown_by_kind_over_the_right_part_of_the_picture(page: Page, portrait: int):
    """A63: the overlay of what was found."""
    page.goto(f"/media/{portrait}")
    expect(page.locator(".layer.face .found")).to_be_hidden()
    page.keyboard.press("f")
    box = page.locator(".layer.face rect").bounding_box()
    picture = page.locator(".picture").bounding_box()
    assert box
    assert picture
    assert box["x"] - picture["x"] == pytest.approx(0.33 * picture["width"], abs=3)
    assert box["height"] == pytest.approx(0.28 * picture["height"], abs=5)
    expect(page.locator(".layer.object .found")).to_be_hidden()
    page.get_by_role("button", name="Text 2").click()
    expect(page.locator(".layer.read rect").first).to_be_visible()


def test_a_row_of_what_was_found_shows_its_box(page: Page, portrait: int):
    """A63: pointing at a row highlights its box."""
    page.goto(f"/media/{portrait}")
    page.get_by_role("button", name="NASA").hover()
    expect(page.locator(".layer.read .found.lit")).to_have_count(1)
    expect(page.locator(".layer.read .lit title")).to_have_text("NASA 88%")


def test_boxes_that_were_switched_on_stay_on_for_the_next_picture(page: Page, album: Album):
    newer, older = album.keep(roll(2))
    for media_id in (newer, older):
        album.find(media_id, "detect", *CAT)
    page.goto(f"/media/{newer}")
    page.keyboard.press("o")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"/media/{older}$"))
    expect(page.locator(".layer.object rect").first).to_be_visible()


def test_the_arrows_stay_within_the_search_and_escape_leads_back_to_it(page: Page, album: Album):
    """A62: previous and next."""
    ids = album.keep(roll(4))
    for media_id in (ids[0], ids[3]):
        album.find(media_id, "detect", *CAT)
    page.goto("/?object=cat")
    page.locator(".tile a").first.click()
    expect(page).to_have_url(re.compile(f"/media/{ids[0]}\\?object=cat"))
    page.wait_for_load_state()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"/media/{ids[3]}\\?object=cat"))
    expect(page.locator(".turn.older")).to_have_count(0)
    page.wait_for_load_state()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/\?object=cat"))
    expect(page.locator(".tile")).to_have_count(2)


def test_the_panel_says_what_is_known_and_from_where(page: Page, portrait: int):
    page.goto(f"/media/{portrait}")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Fri, 17 May 2024, 16:40")
    expect(panel).to_contain_text("1/250 s · f/2.8 · ISO 400 · 50 mm (as 75 mm)")
    expect(panel).to_contain_text("from EXIF")
    expect(panel).to_contain_text("48.85833° N, 2.29444° E, 35 m")
    panel.get_by_text("Raw metadata").click()
    expect(panel.locator(".raw")).to_contain_text("Bower")


def test_the_original_is_downloaded_under_its_name(page: Page, portrait: int):
    """A1: byte for byte."""
    page.goto(f"/media/{portrait}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "eileen.jpg"
    assert Path(download.value.path()).read_bytes() == shot("astronaut.png")


def test_an_analysis_can_be_asked_for_again(page: Page, portrait: int):
    """A31: run again for one file."""
    page.goto(f"/media/{portrait}")
    work = page.locator("#analyses > li", has_text="Objects")
    expect(work).to_contain_text("done")
    work.get_by_role("button", name="Analyse again").click()
    expect(page.locator("#analyses > li", has_text="Objects")).to_contain_text("waiting")


def test_what_an_analyzer_finds_meanwhile_can_be_shown(page: Page, album: Album, connect):
    media_id = album.keep([("cup.jpg", shot("coffee.png"))])[0]
    album.plan("detect")
    page.goto(f"/media/{media_id}")
    expect(page.locator("#analyses")).to_contain_text("waiting")
    analysed(connect, media_id, "detect", CAT)
    page.get_by_role("link", name="Show what was found").click()
    expect(page.get_by_role("button", name="cat 94%")).to_be_visible()


def test_a_file_without_a_picture_says_why(page: Page, album: Album):
    """S7: kept, listed, with the reason."""
    media_id = album.keep([("notes.jpg", b"this is no picture")])[0]
    page.goto(f"/media/{media_id}")
    expect(page.get_by_role("heading", name="No picture of this file")).to_be_visible()
    expect(page.locator("#panel .note.bad")).to_contain_text("text/plain")


@pytest.fixture
def film(album: Album) -> int:
    """Eight seconds in which something is said and seen."""
    media_id = album.keep([("clip.webm", clip(8))])[0]
    album.find(
        media_id,
        "speech",
        Finding(text="the first words", start=0.5, end=2.0, language="en"),
        Finding(text="the last words", start=5.0, end=7.5, language="en"),
    )
    album.find(media_id, "detect", Finding(label="clock", score=0.8, start=5.0, box=Box(0.5, 0.5, 0.2, 0.2)))
    return media_id


def at(page: Page) -> float:
    return page.evaluate("document.querySelector('.player').currentTime")


def test_a_line_of_the_transcript_seeks_the_video_and_is_marked_while_it_is_heard(page: Page, film: int):
    page.goto(f"/media/{film}")
    waiting.true(page, "document.querySelector('.player').readyState > 1")
    page.evaluate("document.querySelector('.player').playbackRate = 0.0625")  # or the words may pass unseen
    page.get_by_role("button", name="0:05 the last words").click()
    waiting.true(page, "document.querySelector('.player').currentTime >= 5")
    expect(page.locator(".transcript .now")).to_have_text(re.compile("the last words"))


def test_boxes_of_a_video_show_in_their_second(page: Page, film: int):
    page.goto(f"/media/{film}")
    waiting.true(page, "document.querySelector('.player').readyState > 1")
    page.keyboard.press("o")
    expect(page.locator(".layer.object .found")).to_be_hidden()
    page.get_by_role("button", name="clock 80%").click()
    waiting.true(page, "document.querySelector('.player').currentTime >= 5")
    expect(page.locator(".layer.object rect")).to_be_visible()


def test_what_was_found_is_marked_where_it_is_on_the_line_below_a_video(page: Page, film: int):
    page.goto(f"/media/{film}")
    line = page.locator(".scrub svg").bounding_box()
    clock = page.locator(".scrub rect.object").bounding_box()
    assert line
    assert clock
    assert (clock["x"] - line["x"]) / line["width"] == pytest.approx(5 / 8, abs=0.02)
    assert line["y"] <= clock["y"] < line["y"] + line["height"]


def test_a_sound_recording_has_a_player_and_a_transcript(page: Page, album: Album, tmp_path: Path):
    media_id = album.keep([("memo.wav", samples.wav(tmp_path / "memo.wav", seconds=4).read_bytes())])[0]
    album.find(media_id, "speech", Finding(text="remember the milk", start=2.0, end=3.5, language="en"))
    page.goto(f"/media/{media_id}")
    waiting.true(page, "document.querySelector('audio.player').readyState > 1")
    page.get_by_role("button", name="0:02 remember the milk").click()
    waiting.true(page, "document.querySelector('.player').currentTime >= 2")


def test_an_object_leads_to_all_files_that_show_it(page: Page, album: Album):
    ids = album.keep(roll(3))
    for media_id in ids[:2]:
        album.find(media_id, "detect", *CAT)
    page.goto("/")
    page.locator(f"#m{ids[0]} a").click()
    page.get_by_role("link", name="All with cat").click()
    expect(page).to_have_url(re.compile(r"/\?object=cat$"))
    expect(page.locator(".tile")).to_have_count(2)


def test_a_box_over_the_whole_picture_does_not_keep_it_from_being_moved(page: Page, portrait: int):
    page.goto(f"/media/{portrait}")
    page.keyboard.press("o")
    page.mouse.dblclick(500, 500)
    assert scale(page) == 2.5
    before = page.locator(".picture").bounding_box()
    page.mouse.down()
    page.mouse.move(400, 430, steps=4)
    page.mouse.up()
    assert page.locator(".picture").bounding_box() != before
