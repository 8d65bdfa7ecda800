"""Evidence in a browser: why a search found a file, and what a person says of it (part 3, row 6)."""

import pytest
from playwright.sync_api import Page, expect

from shared.domain import Box, Finding
from tests.e2e.pages import waiting
from tests.e2e.pages.album import BADGE, PERSON, Album, shot
from tests.e2e.pages.film import film as make_film
from tests.integration.web import analysed

DOGS = (
    Finding(label="dog", score=0.9, box=Box(0.1, 0.1, 0.3, 0.3)),
    Finding(label="dog", score=0.6, box=Box(0.6, 0.5, 0.3, 0.3)),
)


@pytest.fixture
def portrait(album: Album) -> int:
    """An astronaut, and two dogs that are none."""
    (media_id,) = album.keep([("eileen.jpg", shot("astronaut.png"))])
    album.find(media_id, "detect", *PERSON, *DOGS)
    album.find(media_id, "ocr", *BADGE)
    return media_id


def evidence(page: Page):
    return page.locator(".why-found li")


def test_evidence_is_rejected_by_keys_and_stays_rejected_after_a_later_analysis(
    page: Page, album: Album, portrait: int
):
    page.goto(f"/media/{portrait}?q=dog")
    expect(evidence(page)).to_have_count(2)
    first = evidence(page).first.get_by_role("button", name="“dog” is wrong")
    first.focus()
    page.keyboard.press("Enter")
    expect(evidence(page)).to_have_count(1)
    expect(page.locator(".toast")).to_contain_text("Rejected")
    expect(page.locator(".struck")).to_contain_text("rejected by ada")
    expect(evidence(page).first.get_by_role("button", name="“dog” is wrong")).to_be_focused()
    page.keyboard.press("Enter")
    expect(evidence(page)).to_have_count(0)

    moved = Finding(label="dog", score=0.95, box=Box(0.12, 0.11, 0.29, 0.3))
    analysed(album.connect, portrait, "detect", [*PERSON, moved, DOGS[1]], version=2)
    page.goto(f"/media/{portrait}?q=person")
    expect(evidence(page)).to_have_count(1)
    expect(page.locator(".things")).not_to_contain_text("dog 95%")
    page.goto("/?q=dog")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_a_rejection_is_undone_by_the_note(page: Page, portrait: int):
    page.goto(f"/media/{portrait}?q=nasa")
    evidence(page).first.get_by_role("button", name="is wrong").click()
    expect(evidence(page)).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(evidence(page)).to_have_count(1)


def test_confirmed_evidence_names_who_confirmed_it(page: Page, portrait: int):
    page.goto(f"/media/{portrait}?q=dog")
    evidence(page).first.get_by_role("button", name="“dog” is right").click()
    expect(evidence(page).first).to_contain_text("by ada")
    page.reload()
    expect(evidence(page).first).to_contain_text("by ada")


def test_what_was_read_is_corrected_in_the_dialog_by_keys(page: Page, portrait: int):
    page.goto(f"/media/{portrait}?q=nasa")
    page.get_by_role("link", name="Is “NASA” right?").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#judging-dialog")
    expect(dialog).to_be_visible()
    text = dialog.get_by_label("It really says")
    expect(text).to_be_focused()
    page.keyboard.type("NASA Columbia")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".lines")).to_contain_text("NASA Columbia")
    expect(page.get_by_role("link", name="Is “NASA Columbia” right?")).to_be_focused()
    page.goto("/?q=columbia")
    expect(page.locator(".tile .why")).to_have_text("“NASA Columbia”")


def test_escape_closes_the_dialog_and_says_nothing(page: Page, portrait: int):
    page.goto(f"/media/{portrait}?q=dog")
    opener = page.get_by_role("link", name="Is “dog” right?")
    opener.click()
    dialog = page.locator("#judging-dialog")
    expect(dialog.get_by_role("button", name="No, nowhere in this file")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(evidence(page)).to_have_count(2)
    opener.click()
    dialog.get_by_role("button", name="No, nowhere in this file").click()
    expect(evidence(page)).to_have_count(0)


def at(page: Page, second: float) -> None:
    player = "document.querySelector('.player')"
    waiting.true(page, f"second => {player} && Math.abs({player}.currentTime - second) < 0.3", second)


def test_n_and_p_lead_from_moment_to_moment_of_the_search(page: Page, album: Album):
    made = make_film(album)
    page.goto(f"/media/{made}?q=said:the")
    waiting.true(page, "document.querySelector('.player').readyState > 0")
    expect(page.locator(".hits [data-seek]")).to_have_text(["0:02", "0:21"])
    for key, second in (("n", 2), ("n", 21), ("n", 21), ("p", 2)):
        page.keyboard.press(key)
        at(page, second)


def test_a_hit_of_the_moments_opens_the_film_there_and_n_goes_on(page: Page, album: Album):
    make_film(album)
    page.goto("/moments?q=said:the")
    page.locator(".moment a").first.click()
    page.wait_for_url("**/media/*")
    at(page, 2)
    page.keyboard.press("n")
    at(page, 21)


def test_n_draws_a_box_in_a_picture_and_its_name_is_the_reason(page: Page, album: Album, portrait: int):
    page.goto(f"/media/{portrait}")
    page.keyboard.press("n")
    picture = page.locator(".picture").bounding_box()
    assert picture
    page.mouse.move(picture["x"] + 60, picture["y"] + 60)
    page.mouse.down()
    page.mouse.move(picture["x"] + 200, picture["y"] + 200, steps=5)
    page.mouse.up()
    page.get_by_label("Who is this?").fill("Eileen")
    page.keyboard.press("Enter")
    expect(page.locator(".faces").get_by_role("link", name="Eileen")).to_be_visible()
    page.goto("/?q=person:Eileen")
    expect(page.locator(".tile .why")).to_have_text("Eileen")
    page.locator(".tile a").first.click()
    expect(evidence(page).first).to_contain_text("Eileen")
