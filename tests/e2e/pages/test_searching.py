"""The search box in a browser: completion by keyboard and pointer, help, and what is said of a question."""

from playwright.sync_api import Page, expect

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
