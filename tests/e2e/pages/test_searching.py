"""The search box in a browser: completion by keyboard and pointer, help, and what is said of a question."""

import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.pages.test_accessibility import troubles
from tests.integration.web import photo


def test_a_question_is_completed_by_keyboard_and_answered(page: Page, connect):
    photo(connect, "1.jpg", labels="dog", model="Canon EOS 5D")
    photo(connect, "2.jpg", labels="dog cat", model="NIKON D90")
    page.goto("/")
    box, offers = page.locator("#q"), page.locator("#completion li")
    box.press_sequentially("dog cam")
    expect(offers.first).to_contain_text("camera:")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert troubles(page) == []
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "completion-0")
    box.press("Enter")
    expect(box).to_have_value("dog camera:")
    box.press_sequentially("can")
    expect(offers).to_have_text(["Canon EOS 5D"])
    offers.first.click()
    expect(box).to_have_value('dog camera:"Canon EOS 5D" ')
    expect(box).to_be_focused()
    expect(page.locator(".tile")).to_have_count(1)
    box.press_sequentially("(")
    expect(page.locator(".asked.mistake")).to_contain_text("never closed")
    expect(page.locator(".asked mark")).to_have_text("(")
    box.press_sequentially("tag")
    expect(offers.first).to_contain_text("tag:")
    box.press("Escape")
    expect(page.locator("#completion")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.locator("#syntax summary").click()
    expect(page.get_by_text("near:Bastia within 20km")).to_be_visible()
    assert troubles(page) == []


def test_an_answer_that_comes_late_keeps_the_active_option(page: Page, connect):
    photo(connect, "1.jpg", labels="dog", model="Canon EOS 5D")
    page.goto("/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    box, options = page.locator("#q"), page.locator("#completion li")
    with page.expect_response("**/complete?q=dog+ca&*"):
        box.press_sequentially("dog ca")
    expect(options.first).to_contain_text("camera:")
    page.route("**/complete?q=dog+came*", hold)
    page.route("**/complete?q=dog+cam&*", hold)
    with page.expect_request("**/complete?q=dog+cam&*"):
        box.press("m")
    box.press("ArrowDown")
    with page.expect_response("**/complete?q=dog+cam&*"):
        held[0].continue_()
    expect(box).to_have_attribute("aria-activedescendant", "completion-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    with page.expect_request("**/complete?q=dog+came&*"):
        box.press("e")
    box.press("Enter")
    expect(box).to_have_value("dog camera:")
    page.unroute_all(behavior="ignoreErrors")


def test_files_with_some_of_the_words_stand_below_and_the_choice_is_of_those_above(page: Page, connect):
    row = photo(connect, "1.jpg", text="dog beach", taken_at="2020-01-01 12:00")
    both = photo(connect, "2.jpg", text="a beach and a dog", taken_at="2020-01-02 12:00")
    one = photo(connect, "3.jpg", text="a dog", taken_at="2020-01-03 12:00")
    page.goto("/?q=dog+beach+")
    expect(page.locator("#results h2")).to_have_text(
        ["Exactly these words1", "All of these words1", "Some of these words1"]
    )
    expect(page.locator(".some .tile")).to_have_attribute("data-id", str(one))
    assert troubles(page) == []
    page.locator(f"#m{both}").hover()
    page.locator(f"#m{both} .check").click()
    expect(page.locator(".tile.chosen")).to_have_count(1)
    page.locator(f"#m{row}").click(modifiers=["Shift"])
    expect(page.locator(".tile.chosen")).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator(f"#m{one} a").click()
    expect(page).to_have_url(re.compile(f"/media/{one}[?]"))
    expect(page.locator("a.turn")).to_have_count(0)


def test_a_sentence_becomes_a_question_that_can_be_edited(page: Page, connect):
    photo(connect, "1.jpg", labels="woman", taken_at="2019-07-01 12:00")
    photo(connect, "2.jpg", labels="woman", taken_at="2019-01-01 12:00")
    page.goto("/?q=a+woman+in+summer+2019")
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.locator("#q")).to_have_value("a woman in summer 2019")
    page.get_by_text("Edit this search").click()
    expect(page.locator("#q")).to_have_value(
        "(woman or female or lady or women or girl) date in [2019-06-01:2019-08-31]"
    )
    expect(page.locator(".tile")).to_have_count(1)


def test_a_search_that_is_too_long_says_so_and_is_neither_sent_nor_cut(page: Page, connect):
    photo(connect, "1.jpg", labels="dog")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "?q=" in request.url else None)
    long = "dog or " * 2000 + "dog"
    for address in ("/", "/albums"):
        page.goto(address)
        box = page.locator("#q")
        box.fill(long)
        box.press("Enter")
        said = box.evaluate("(box) => box.validationMessage")
        assert said == f"A search has at most 500 characters, this one has {len(long):,}."
        expect(box).to_have_value(long)
    page.wait_for_timeout(400)  # the box waits 250 ms until it asks
    assert asked == []
    box.fill("dog")
    box.press("Enter")
    expect(page.locator(".tile")).to_have_count(1)
