"""An admin writes sidecars in a browser: all of them on the settings page, some from the grid (H29)."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared.db import marks
from tests.e2e.pages.album import Album, roll


@pytest.fixture
def rated(album: Album) -> list[int]:
    """Three files, two with stars."""
    ids = album.keep(roll(3))
    with album.connect() as conn:
        marks.rate(conn, ids[:2], "ada", 4)
    return ids


def lying(album: Album) -> int:
    return len(list((album.folder / "storage/originals").rglob("*.xmp")))


def test_the_settings_page_writes_all_and_says_so(root: Page, album: Album, rated):
    root.goto("/settings/xmp")
    expect(root.get_by_text("People said something of 2 files.")).to_be_visible()
    root.get_by_role("button", name="Write beside the originals").click()
    expect(root.get_by_text("2 sidecars were written.")).to_be_visible()
    assert lying(album) == 2


def test_chosen_files_are_downloaded_or_written(root: Page, album: Album, rated, tmp_path: Path):
    root.goto("/")
    root.locator(f"#m{rated[0]} .check").check()
    root.locator("#actions [data-action=sidecars]").click()
    root.get_by_label("Where to").select_option("zip")
    with root.expect_download() as download:
        root.get_by_role("button", name="Go", exact=True).click()
    download.value.save_as(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert len(archive.namelist()) == 1
    assert lying(album) == 0
    root.goto("/")
    root.locator(f"#m{rated[0]} .check").check()
    root.locator("#actions [data-action=sidecars]").click()
    root.get_by_role("button", name="Go", exact=True).click()
    expect(root.locator(".toast")).to_contain_text("1 sidecar written")
    assert lying(album) == 1
