"""The status page in a browser."""

from playwright.sync_api import Page, expect

from shared.db import analyses, inbox, scrubs, workers
from shared.db.connection import Connect
from shared.db.workers import Identity
from tests.e2e.pages.album import CAT, Album, roll, shot
from tests.integration.declared import Declared

CRASH = "The decoder stopped: it took more than 20 s."


def numbers(page: Page, analyzer: str) -> dict[str, str]:
    shown = page.locator(f"[data-analyzer={analyzer}] .numbers div").all()
    return {cell.locator("dt").inner_text(): cell.locator("dd").inner_text() for cell in shown}


def test_each_analyzer_tells_what_waits_is_done_and_failed(page: Page, album: Album):
    """A51: job visibility."""
    ids = album.keep(roll(4))
    album.find(ids[0], "detect", *CAT)
    album.fail(ids[1], "detect", CRASH)
    page.goto("/status")
    shown = numbers(page, "detect")
    assert (shown["waiting"], shown["done"], shown["failed"]) == ("2", "1", "1")
    expect(page.get_by_role("heading", name="Looking at your files")).to_be_visible()
    expect(page.get_by_role("link", name="1 failed")).to_have_attribute("href", "#troubles")


def test_the_page_refreshes_itself(page: Page, album: Album):
    ids = album.keep(roll(2))
    album.plan("detect")
    page.goto("/status")
    expect(page.locator("[data-analyzer=detect] .done dd")).to_have_text("0")
    album.find(ids[0], "detect", *CAT)
    expect(page.locator("[data-analyzer=detect] .done dd")).to_have_text("1")


def test_nothing_is_swapped_while_nothing_changes(page: Page, album: Album):
    album.keep(roll(1))
    album.plan("detect")
    page.goto("/status")
    page.evaluate("document.querySelector('#work').dataset.same = 'yes'")
    with page.expect_response("**/status/work?*") as answered:
        pass
    assert answered.value.status == 204
    assert page.locator("#work[data-same=yes]").count() == 1


def test_a_failed_file_shows_its_reason_and_can_be_tried_again(page: Page, album: Album):
    """X3: a failure is seen and can be repeated."""
    ids = album.keep(roll(2))
    for media_id in ids:
        album.fail(media_id, "detect", CRASH)
    page.goto("/status")
    trouble = page.locator(".trouble")
    expect(trouble).to_contain_text(CRASH)
    expect(trouble.locator("li")).to_have_count(2)
    trouble.locator("li").first.get_by_role("button", name="Retry").click()
    expect(trouble.locator("li")).to_have_count(1)
    expect(page.locator("[data-analyzer=detect] .waiting dd")).to_have_text("1")


def test_all_files_of_one_reason_are_tried_again_at_once(page: Page, album: Album):
    ids = album.keep(roll(3))
    album.fail(ids[0], "detect", CRASH)
    album.fail(ids[1], "detect", CRASH)
    album.fail(ids[2], "detect", "The picture is broken.")
    page.goto("/status")
    page.get_by_role("button", name="Retry all 2").click()
    expect(page.locator(".trouble")).to_have_count(1)
    expect(page.locator(".trouble")).to_contain_text("The picture is broken.")


def test_an_analyzer_is_paused_and_goes_on(page: Page, album: Album):
    album.plan("ocr")
    page.goto("/status")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused: what runs ends")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_what_a_blocked_analyzer_waits_for_is_said(page: Page, album: Album, connect):
    album.keep(roll(1))
    album.plan("detect")
    with connect() as conn:
        analyses.block(conn, "detect", "yolo26n.onnx is not there; run `bowerbird models fetch`.")
    page.goto("/status")
    expect(page.locator("[data-analyzer=detect]")).to_contain_text("run `bowerbird models fetch`")
    assert numbers(page, "detect")["blocked"] == "1"


def test_an_original_that_is_not_as_it_was_kept_is_listed(page: Page, album: Album, connect):
    (flipped,) = album.keep([("flipped.jpg", shot("coffee.png"))])
    with connect() as conn:
        begun = scrubs.begin(conn, steady=True)
        verdict = scrubs.Verdict("a/flipped.jpg", flipped, 0, "changed", "its SHA-512 is now 0123456789ab…")
        scrubs.note(conn, begun.id, [verdict, scrubs.Verdict("b/stray.jpg", None, 0, "stray", "of no file")])
    page.goto("/status")
    expect(page.get_by_role("heading", name="Not as they were kept")).to_be_visible()
    expect(page.get_by_text("changed: its SHA-512 is now 0123456789ab…")).to_be_visible()
    expect(page.get_by_text("b/stray.jpg")).to_be_visible()
    page.get_by_role("link", name="a/flipped.jpg").click()
    page.wait_for_url(f"**/media/{flipped}")


def test_files_that_cannot_be_read_and_those_left_in_the_inbox_are_listed(page: Page, album: Album, connect):
    album.keep([("letter.jpg", b"dear reader")])
    with connect() as conn:
        inbox.report(conn, {"pipe": "this is no file"})
    page.goto("/status")
    expect(page.locator("#troubles")).to_contain_text("letter.jpg")
    expect(page.locator("#troubles")).to_contain_text("text/plain")
    expect(page.locator("#troubles")).to_contain_text("this is no file")


def test_a_failed_retry_button_works_without_javascript(browser, page: Page, site: str, album: Album):
    album.fail(album.keep([("cup.jpg", shot("coffee.png"))])[0], "detect", CRASH)
    bare = browser.new_context(base_url=site, java_script_enabled=False)
    bare.add_cookies(page.context.cookies())
    plain = bare.new_page()
    plain.goto("/status")
    plain.get_by_role("button", name="Retry").click()
    expect(plain.locator(".trouble")).to_have_count(0)
    bare.close()


def test_one_worker_is_paused_and_resumed_on_the_page(page: Page, album: Album, connect: Connect):
    who = Identity("detect@attic:1", "detect", "attic", "1.0+0003")
    with connect() as conn:
        workers.seen(conn, who, Declared("detect"))
    page.goto("/status")
    row = page.locator("[data-worker='detect@attic:1']")
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("takes nothing new")
    row.get_by_role("button", name="Drain").click()
    expect(row).to_contain_text("then itself")
    row.get_by_role("button", name="Resume").click()
    expect(row.locator(".state")).to_have_text("idle")


def test_a_worker_that_ends_leaves_the_page_by_itself(page: Page, album: Album, connect: Connect):
    who = Identity("detect@attic:1", "detect", "attic")
    with connect() as conn:
        workers.seen(conn, who, Declared("detect"))
    page.goto("/status")
    expect(page.locator(".worker")).to_have_count(1)
    with connect() as conn:
        workers.gone(conn, who.name)
    expect(page.locator(".worker")).to_have_count(0)


def test_a_reason_is_hidden_and_shown_again(page: Page, album: Album):
    album.fail(album.keep(roll(1))[0], "detect", CRASH)
    page.goto("/status")
    page.get_by_role("button", name="Hide").click()
    expect(page.locator(".trouble")).to_have_count(0)
    page.get_by_role("link", name="1 reason is hidden").click()
    page.get_by_role("button", name="Show again").click()
    expect(page.get_by_role("button", name="Show again")).to_have_count(0)
    page.goto("/status")
    expect(page.locator(".trouble")).to_contain_text(CRASH)


def test_a_reason_of_many_files_shows_some_and_leads_to_all(page: Page, album: Album):
    for media_id in album.keep(roll(6)):
        album.fail(media_id, "detect", CRASH)
    page.goto("/status")
    expect(page.get_by_role("button", name="Retry all 6")).to_be_visible()
    expect(page.locator(".trouble li")).to_have_count(4)
    page.get_by_role("link", name="All 6 files").click()
    expect(page.locator(".trouble li")).to_have_count(6)


def test_the_page_says_so_when_all_that_is_left_is_paused(page: Page, album: Album):
    album.keep(roll(2))
    album.plan("detect")
    page.goto("/status")
    expect(page.get_by_role("heading", level=1)).to_have_text("Looking at your files")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Looking at your files")
