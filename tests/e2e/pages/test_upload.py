"""Files brought in through the browser."""

import base64
import re

from playwright.sync_api import Page, expect

from tests.e2e.pages.album import Album, shot

DROP = """
([files, type]) => {
  const transfer = new DataTransfer();
  for (const [name, data] of files) {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    transfer.items.add(new File([bytes], name));
  }
  window.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}
"""


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    sent = [[name, base64.b64encode(data).decode()] for name, data in files]
    for kind in ("dragover", "drop"):
        page.evaluate(DROP, [sent, kind])


def test_files_dropped_on_the_library_are_added_with_their_progress(page: Page):
    """A22: drag and drop."""
    page.goto("/")
    drop(page, ("cup.jpg", shot("coffee.png")), ("cat.jpg", shot("chelsea.png")))
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.locator(".title")).to_have_text("2 files added")
    expect(tray.locator(".file.done")).to_have_count(2)
    expect(page.locator(".tile")).to_have_count(2)


def test_a_veil_says_where_a_dragged_file_may_fall(page: Page):
    page.goto("/status")
    page.evaluate(DROP, [[["a.jpg", ""]], "dragover"])
    expect(page.get_by_text("Drop to add to your library")).to_be_visible()


def test_a_known_file_is_noticed_and_leads_to_the_one_that_is_here(page: Page, album: Album):
    """A14: the same content is never kept twice."""
    media_id = album.keep([("cup.jpg", shot("coffee.png"))])[0]
    page.goto("/upload")
    drop(page, ("again.jpg", shot("coffee.png")))
    link = page.get_by_role("link", name="already here")
    expect(link).to_have_attribute("href", f"/media/{media_id}")
    expect(page.locator("#tray .sum")).to_have_text("1 file already here")


def test_chosen_files_carry_the_label_of_their_source(page: Page):
    """A12: a source label on every file of a batch."""
    page.goto("/upload")
    page.get_by_label("Label for what you add").fill("Ada's phone")
    page.evaluate("delete window.showOpenFilePicker")  # a test can answer the older dialog only
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files({"name": "cup.jpg", "mimeType": "image/jpeg", "buffer": shot("coffee.png")})
    expect(page.locator(".file.done")).to_have_count(1)
    page.goto("/?source=Ada's phone")
    expect(page.locator(".tile")).to_have_count(1)


def test_a_chosen_folder_keeps_its_structure(page: Page, tmp_path):
    """A2: the hierarchy of folders."""
    (tmp_path / "trip" / "day 1").mkdir(parents=True)
    (tmp_path / "trip" / "day 1" / "cup ü.jpg").write_bytes(shot("coffee.png"))
    (tmp_path / "trip" / ".DS_Store").write_bytes(b"litter")
    page.goto("/upload")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(tmp_path / "trip")
    expect(page.locator(".file .name")).to_have_text(["trip/day 1/cup ü.jpg"])
    page.get_by_role("link", name="added").click()
    expect(page.locator("#panel")).to_contain_text("trip/day 1/cup ü.jpg")


def test_what_cannot_be_read_is_kept_and_says_why(page: Page):
    page.goto("/upload")
    drop(page, ("letter.jpg", b"dear reader"))
    expect(page.locator(".file .state")).to_contain_text("text/plain")


def test_a_lost_connection_is_waited_for(page: Page):
    page.goto("/upload")
    page.route("**/api/uploads**", lambda route: route.abort())
    drop(page, ("cup.jpg", shot("coffee.png")))
    expect(page.locator(".file.stuck .state")).to_contain_text("connection was lost")
    page.unroute("**/api/uploads**")
    expect(page.locator(".file.done")).to_have_count(1)


def test_a_failure_says_the_reason_of_the_server_and_can_be_tried_again(page: Page):
    page.goto("/upload")
    page.route(
        "**/api/uploads",
        lambda route: route.fulfill(status=507, json={"detail": "1.0 GiB of disk space are free."}),
    )
    drop(page, ("cup.jpg", shot("coffee.png")))
    expect(page.locator(".file.failed .state")).to_have_text(re.compile("disk .* full: 1.0 GiB"))
    page.unroute("**/api/uploads")
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(".file.done")).to_have_count(1)
