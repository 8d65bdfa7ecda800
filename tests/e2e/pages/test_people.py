"""One's own account and everyone's, in a browser."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.pages.conftest import Troubles
from tests.integration.web import PASSWORD, account, link, session

NEW = "a bittern in the sedge"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def root(context: BrowserContext, site: str, connect) -> Page:
    """A page of an admin."""
    token = session(connect, account(connect, "root", "admin"))
    context.add_cookies([{"name": "session", "value": token, "url": site}])
    page, troubles = context.new_page(), Troubles()
    troubles.watch(page)
    yield page
    troubles.check()


def test_a_person_changes_their_password_and_signs_in_with_it(page: Page):
    page.goto("/account")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password again").fill(NEW)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("status").first).to_contain_text("counts from now on")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Drop your pictures here")).to_be_visible()


def test_whoever_came_by_a_link_chooses_a_first_password_without_an_old_one(context: BrowserContext, connect):
    page = context.new_page()
    page.goto(f"/welcome/{link(connect)}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Account").click()
    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    expect(page.get_by_label("Present password")).to_have_count(0)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password again").fill(NEW)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_label("Present password")).to_be_visible()


def test_a_token_is_shown_once_and_revoked(page: Page):
    page.goto("/account")
    page.get_by_label("Name").fill("Backup script")
    page.get_by_role("button", name="Make a token").click()
    shown = page.get_by_label("The new token")
    expect(shown).to_have_text(re.compile(r"^bb_[\w-]{43}$"))
    expect(shown).to_be_in_viewport()
    page.goto("/account")
    expect(page.get_by_label("The new token")).to_have_count(0)
    page.get_by_role("button", name="Revoke: the token Backup script").click()
    expect(page.get_by_text("No tokens yet.")).to_be_visible()


def test_sessions_are_told_apart_and_all_end_together(browser: Browser, page: Page, site: str):
    page.goto("/account")
    expect(page.get_by_text("this one")).to_have_count(1)
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_admin_adds_someone_who_comes_in_by_the_link(root: Page, browser: Browser, site: str):
    root.goto("/account")
    root.get_by_role("link", name="Users").click()
    root.get_by_label("Name").fill("Grace Hopper")
    root.get_by_label("Role").select_option("viewer")
    root.get_by_role("button", name="Add", exact=True).click()
    address = root.get_by_label("The link").inner_text()
    other = browser.new_context(base_url=site)
    grace = other.new_page()
    grace.goto(address)
    grace.get_by_role("button", name="Sign in").click()
    grace.get_by_role("link", name="Account").click()
    expect(grace.get_by_role("heading", name="Grace Hopper")).to_contain_text("viewer")
    expect(grace.get_by_role("link", name="Users")).to_have_count(0)
    root.get_by_label("Change Grace Hopper").click()
    root.locator("summary", has_text="Remove for good").nth(0).click()
    root.get_by_role("button", name="Remove for good: Grace Hopper").click()
    expect(root.get_by_text("Grace Hopper")).to_have_count(0)
    grace.goto("/account")
    expect(grace.get_by_role("heading", name="Sign in")).to_be_visible()
    other.close()


def test_the_menu_of_a_person_closes_with_escape_and_a_click_elsewhere(root: Page, connect):
    account(connect, "eve", "viewer")
    root.goto("/people")
    for close in (lambda: root.keyboard.press("Escape"), lambda: root.mouse.click(20, 400)):
        root.get_by_label("Change eve").click()
        expect(root.get_by_role("button", name="Disable: eve")).to_be_visible()
        close()
        expect(root.get_by_role("button", name="Disable: eve")).to_be_hidden()


@pytest.mark.parametrize("path", ["/account", "/people"])
def test_nothing_is_wider_than_a_small_phone(root: Page, path: str):
    root.set_viewport_size(PHONE)
    root.goto(path)
    assert root.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(root.locator(".tabs [aria-current], h1").last).to_be_in_viewport(ratio=1)
    root.get_by_role("button", name="More").click()
    account_link = root.get_by_role("link", name="Account", exact=True)
    account_link.scroll_into_view_if_needed()
    expect(account_link).to_be_in_viewport()
