"""The pages in a browser that comes through nginx: TLS, HTTP/2, and files that nginx sends."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.e2e.pages import waiting
from tests.e2e.pages.conftest import Troubles
from tests.integration import conftest as servers
from tests.integration import front as fronts
from tests.integration.web import PASSWORD, account

front, shared_database = fronts.front, servers.shared_database


@pytest.fixture
def window(front, browser: Browser):
    """A browser that does not know our authority, and what it heard."""
    context = browser.new_context(
        base_url=f"https://localhost:{front.https}",
        ignore_https_errors=True,
        viewport={"width": 1440, "height": 900},
    )
    context.set_default_timeout(8000)
    yield context
    context.close()


def test_a_person_signs_in_and_looks_at_a_picture(front, window):
    photo = io.BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(photo, "JPEG")
    sent = front.signed_in("/api/upload", "POST", body=photo.getvalue(), X_Bowerbird_Path="teal.jpg")
    assert sent.status == 201, sent.body
    account(front.connect, "grace")
    page, troubles = window.new_page(), Troubles()
    troubles.watch(page)

    page.goto("/")
    page.get_by_label("Name").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    tile = page.locator("img[src*=thumbnail]").first
    expect(tile).to_be_visible()
    waiting.true(page, "image => image.naturalWidth > 0", tile.element_handle())
    [navigation] = page.evaluate("performance.getEntriesByType('navigation').map(e => e.nextHopProtocol)")
    assert navigation == "h2"

    with page.expect_response(re.compile(r"/preview(\?|$)")) as told:
        tile.click()
    page.wait_for_url(re.compile(r"/media/\d+"))
    large = page.locator("img[src*='/preview']").first
    waiting.true(page, "image => image.naturalWidth > 1000", large.element_handle())
    assert "immutable" in told.value.headers["cache-control"]
    assert "sandbox" in told.value.headers["content-security-policy"]
    [cookie] = window.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-session", True, True)
    troubles.check()
