"""Without a connection: said so, healed by itself, and pages of our own (P33)."""

from playwright.sync_api import Page, expect


def test_a_lost_connection_is_shown_and_heals_by_itself(page: Page):
    page.goto("/status")
    expect(page.get_by_text("Connection lost")).to_be_hidden()
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.get_by_text("Connection lost")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Connection lost")).to_be_hidden(timeout=30_000)


def test_without_a_connection_there_is_a_page_that_says_so(page: Page):
    page.goto("/account")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    page.context.set_offline(False)  # it comes back by itself
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
