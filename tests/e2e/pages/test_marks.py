"""Actions on chosen files in the grid: marks, tags, words, dates, the trash and back (A62, A66, H27)."""

import os
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared.db import marks, tags, trash
from shared.db.connection import run, value
from tests.e2e.pages.album import Album
from tests.integration.web import photo

HOSTILE = "<img src=x onerror=alert(1)>"


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page where `MARKS_SCREENS` names a folder."""
    if folder := os.environ.get("MARKS_SCREENS"):
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.fixture
def files(page: Page, album: Album) -> list[int]:
    """Six files in the grid, newest first."""
    originals = album.folder / "storage/originals"
    originals.mkdir(parents=True)
    made = []
    for n in range(6):
        (originals / f"{n}.jpg").write_bytes(b"%d" % n)
        path, taken = f"{n}.jpg", f"2024-09-2{6 - n} 17:30:00"
        made.append(photo(album.connect, f"IMG_{4000 - n}.jpg", path=path, taken_at=taken, colour="#446688"))
    page.goto("/")
    return made


def choose(page: Page, *ids: int) -> None:
    for media_id in ids:
        page.locator(f"#m{media_id} .check").check()
    expect(page.locator("#actions [data-action=trash]")).to_be_visible()


def act(page: Page, action: str) -> None:
    page.locator(f"#actions [data-action={action}]").click()


def held(album: Album, sql: str, **parameters: object) -> object:
    with album.connect() as conn:
        return value(conn, sql, **parameters)


def test_favourites_are_marked_at_once_and_taken_back(page: Page, album: Album, files: list[int]):
    choose(page, *files[:2])
    act(page, "favourite")
    expect(page.locator(".toast")).to_contain_text("2 files marked as favourites")
    expect(page.locator(".tile .loved")).to_have_count(2)
    shot(page, "favourite")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".tile .loved")).to_have_count(0)
    expect(page.locator(".toast")).to_have_text("Undone×")
    assert held(album, "SELECT count(*) FROM media WHERE favourite") == 0


def test_files_move_to_the_trash_and_come_back(page: Page, album: Album, files: list[int]):
    choose(page, *files[:3])
    act(page, "trash")
    expect(page.locator(".tile")).to_have_count(3)
    expect(page.locator(".filters .count")).to_have_text("3 files")
    expect(page.locator(".toast")).to_contain_text("Moved 3 files to the trash")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".tile")).to_have_count(6)
    expect(page.locator(".filters .count")).to_have_text("6 files")
    assert held(album, "SELECT count(*) FROM media WHERE trashed_at IS NULL") == 6


def test_where_nothing_is_left_the_page_says_so_until_it_is_undone(page: Page, files: list[int]):
    choose(page, *files)
    act(page, "trash")
    expect(page.get_by_role("heading", name="Drop your pictures here")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".tile")).to_have_count(6)


def test_tags_are_typed_suggested_and_taken_away(page: Page, album: Album, files: list[int]):
    """H27: Enter and comma add, a minus takes away, tags in use are suggested."""
    with album.connect() as conn:
        tags.change(conn, files[3:4], "ada", add=["holidays", HOSTILE])
        tags.change(conn, files[:1], "ada", add=["wrong"])
    choose(page, *files[:2])
    act(page, "tag")
    dialog = page.locator("#tagging")
    expect(dialog.locator(".tags .tag")).to_have_text(["wrong"])
    expect(dialog.locator(".suggested").get_by_text(HOSTILE)).to_be_visible()
    field = dialog.get_by_label("Add a tag")
    field.press_sequentially("hol")
    dialog.get_by_role("button", name="Add holidays").click()
    field.press_sequentially("sea,-wrong")
    field.press("Enter")
    field.press_sequentially("garden")
    shot(page, "tags")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Tags of 2 files changed")
    with album.connect() as conn:
        assert tags.common(conn, files[:2]) == ["garden", "holidays", "sea"]
    page.goto("/?q=garden")
    expect(page.locator(".tile")).to_have_count(2)


def test_a_date_that_is_wrong_is_told_in_the_dialog_and_nothing_typed_is_lost(
    page: Page, album: Album, files: list[int]
):
    choose(page, files[0])
    act(page, "date")
    dialog = page.locator("#dating")
    taken = dialog.get_by_label("Taken, on a clock at the place")
    expect(taken).to_have_value(re.compile("2024-09-26T17:30"))
    taken.fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Give a whole date")
    dialog.get_by_label("Shift").check()
    dialog.get_by_label("Hours").fill("2")
    dialog.get_by_label("Minutes").fill("99")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("from 0 to 59")
    expect(dialog.get_by_label("Hours")).to_have_value("2")
    shot(page, "date")
    dialog.get_by_label("Minutes").fill("30")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Date changed")
    assert str(held(album, "SELECT taken_at FROM media WHERE dated_by = 'ada'")) == "2024-09-26 20:00:00"


def test_stars_and_comments_are_given_to_several(page: Page, album: Album, files: list[int]):
    choose(page, *files[:2])
    act(page, "rating")
    page.locator("#rating").get_by_label("4 stars").check()
    shot(page, "stars")
    page.locator("#rating").get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("2 files rated")
    choose(page, *files[:2])
    act(page, "comment")
    dialog = page.locator("#commenting")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("alert")).to_have_text("Write something first.")
    dialog.locator("textarea").fill(HOSTILE)
    dialog.get_by_role("button", name="Add").click()
    expect(page.locator(".toast").last).to_contain_text("Comment added to 2 files")
    assert held(album, "SELECT count(*) FROM comment WHERE text = %(text)s", text=HOSTILE) == 2
    assert held(album, "SELECT count(*) FROM media WHERE rating = 4") == 2


def test_a_change_that_went_on_meanwhile_is_not_undone_and_said_so(
    page: Page, album: Album, files: list[int]
):
    choose(page, *files[:2])
    act(page, "favourite")
    expect(page.locator(".toast .undo")).to_be_visible()
    with album.connect() as conn:
        marks.favour(conn, files[:1], "eve", on=False)
    page.locator(".toast .undo").click()
    expect(page.locator(".toast.bad")).to_contain_text("nothing was undone")


def test_the_trash_gives_back_what_is_chosen_and_asks_before_it_removes(
    page: Page, album: Album, files: list[int]
):
    with album.connect() as conn:
        run(conn, "UPDATE account SET role = 'admin'")
        trash.discard(conn, files, "ada")
    page.goto("/trash")
    expect(page.locator(".chosen-count")).to_have_text("0 selected")
    boxes = page.locator(".check")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator(".chosen-count")).to_have_text("3 selected")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="back in the library")).to_contain_text("3 files")
    expect(boxes).to_have_count(3)
    expect(page.locator(".chosen-count")).to_have_text("0 selected")  # the script is there
    page.get_by_role("button", name="Empty trash").click()
    page.get_by_role("button", name="Cancel").click()
    assert held(album, "SELECT count(*) FROM media WHERE doomed") == 0
    page.get_by_role("button", name="Empty trash").click()
    expect(page.get_by_role("heading", name="Delete all 3 files for good?")).to_be_visible()
    page.locator("#sure").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    assert held(album, "SELECT count(*) FROM media WHERE doomed") == 3


def test_the_chosen_files_are_downloaded_together(page: Page, album: Album, files: list[int], tmp_path: Path):
    choose(page, *files[:3])
    with page.expect_download() as begun:
        act(page, "download")
    begun.value.save_as(tmp_path / "all.zip")
    assert sorted(zipfile.ZipFile(tmp_path / "all.zip").namelist()) == [
        "IMG_3998.jpg", "IMG_3999.jpg", "IMG_4000.jpg",
    ]  # fmt: skip
    expect(page.locator(".toast")).to_contain_text("The download of 3 files begins")
