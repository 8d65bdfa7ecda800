"""A copy of the library in the browser: kept in step, browsed without a connection, removed (P33, H34)."""

import re

import pytest
from playwright.sync_api import expect

from shared.db import marks
from shared.db.connection import value
from tests.e2e.pages import waiting
from tests.e2e.pages.house import furnish
from tests.e2e.running import until

# The worker that is at work keeps what is looked at; and what it kept of the pictures that are in sight.
KEEPING = """(() => {
    const { controller } = navigator.serviceWorker;
    return controller?.scriptURL.endsWith("?keep=1") && controller.state === "activated";
})()"""
KEPT = """caches.open("bowerbird-seen-1").then((cache) => cache.keys()).then((held) => {
    const there = new Set(held.map(({ url }) => url));
    const seen = [...document.querySelectorAll(".tile img")].filter(({ naturalWidth }) => naturalWidth);
    return there.has(location.href) && seen.length > 0 && seen.every(({ src }) => there.has(src));
})"""
NAMES = """Promise.all([indexedDB.databases(), caches.keys()])
    .then(([stores, names]) => [...stores.map(({ name }) => name), ...names])"""


@pytest.fixture
def kept(page, album, connect):
    """The page of somebody who keeps a copy in this browser, and has looked at the library."""
    numbers = furnish(album, connect)
    with connect() as conn:
        numbers["files"] = value(conn, "SELECT count(*) FROM media WHERE trashed_at IS NULL")
    page.goto("/account")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("#device [data-told]")).to_contain_text("Nothing of the library is kept")
    page.get_by_role("button", name="Keep a copy in this browser").click()
    expect(page.locator("#device [data-told]")).to_contain_text(
        f"{numbers['files']} files, brought up to date"
    )
    expect(page.locator("#device [data-told]")).to_contain_text(re.compile(r"takes [\d.,]+ MB"))
    page.goto("/")  # the worker that keeps what is looked at comes now
    waiting.true(page, KEEPING)
    page.reload(timeout=30_000)
    waiting.true(page, KEPT)
    return numbers


def away(page, path="/map"):
    page.context.set_offline(True)
    page.goto(path)
    expect(page.locator("#copy")).to_be_visible()


def back(page):
    page.context.set_offline(False)


def test_on_a_phone_a_date_fits_into_its_field(page, kept):
    page.set_viewport_size({"width": 390, "height": 844})
    away(page)
    for label in ("From", "To"):
        box = page.get_by_label(label).bounding_box()
        assert box["width"] > 150
        assert box["x"] + box["width"] <= 390


def test_the_library_is_browsed_and_searched_without_a_connection(page, kept):
    away(page)
    expect(page.locator("#told")).to_contain_text(f"{kept['files']} files as they were on")
    expect(page.locator("#kept .tile")).to_have_count(kept["files"])
    expect(page.locator("#kept h2", has_text="September 2024")).to_be_visible()
    seen = page.locator("#kept .month", has_text="September 2024").locator(".tile img").first
    assert seen.evaluate("image => image.decode().then(() => image.naturalWidth > 0)"), "the kept thumbnail"
    page.get_by_label("Search").fill("cat")
    expect(page.locator("#kept .tile")).not_to_have_count(kept["files"])
    found = page.locator("#kept .tile").count()
    assert 0 < found < kept["files"]
    page.get_by_label("Search").fill("zebra")
    expect(page.locator("#none")).to_be_visible()
    page.get_by_label("Search").fill("")
    expect(page.locator("#kept .tile")).to_have_count(kept["files"])
    page.get_by_label("From").fill("2024-09-20")
    expect(page.locator("#kept .tile")).not_to_have_count(kept["files"])
    dates = page.locator("#kept .tile a").evaluate_all(
        "links => links.map((a) => a.getAttribute('aria-label'))"
    )
    assert dates
    assert all(label.split(", ")[-1] >= "2024-09-20" for label in dates)
    back(page)  # and by itself the page that was wanted comes
    expect(page.get_by_role("navigation", name="Main")).to_be_visible(timeout=20_000)


def test_the_copy_is_brought_up_to_date_with_what_changed_alone(page, connect, kept):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/copy/" in request.url else None)
    with connect() as conn:
        from shared.db import trash

        trash.discard(conn, [kept["media"]], "ada")
        marks.favour(conn, [kept["media"] + 1], "ada", on=True)
    page.goto("/account")
    page.get_by_role("button", name="Bring it up to date").click()
    expect(page.locator("#device [data-told]")).to_contain_text(f"{kept['files'] - 1} files")
    assert [url for url in asked if "/changes" in url]
    assert not [url for url in asked if "/leaf/" in url], "the changes were enough"
    away(page)
    expect(page.locator("#kept .tile")).to_have_count(kept["files"] - 1)
    back(page)


@pytest.mark.parametrize("way", ["remove", "sign out"])
def test_the_copy_is_removed(page, kept, way):
    if way == "remove":
        page.goto("/account")
        page.get_by_role("button", name="Remove the copy").click()
        expect(page.locator("#device [data-told]")).to_contain_text("Nothing of the library is kept")
    else:
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in**")
    until(lambda: not {"bowerbird-copy", "bowerbird-seen-1"} & set(page.evaluate(NAMES)))
    page.context.set_offline(True)
    page.goto("/map")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.locator("#copy")).to_be_hidden()
    back(page)


def test_nothing_is_kept_where_nobody_asked_for_it(page, album, connect):
    furnish(album, connect)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/copy/" in request.url else None)
    for path in ("/", "/account"):
        page.goto(path)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.evaluate(
            "new Promise((done) => requestIdleCallback(() => setTimeout(done)))"
        )  # it would begin then
    expect(page.locator("#device [data-told]")).to_contain_text("Nothing of the library is kept")
    assert asked == []
    assert "bowerbird-copy" not in page.evaluate(NAMES)


def test_a_device_without_room_shows_every_page_all_the_same(page, kept):
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1}
    )
    page.goto("/albums")  # the worker would keep this page, too
    expect(page.get_by_role("heading", name="Albums", level=1)).to_be_visible()
    expect(page.locator("#copy")).to_have_count(0)
