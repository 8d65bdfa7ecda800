"""What is deleted for good leaves the disk of the running stack, and downloads say when they break off."""

import hashlib
import http.client
import os
import zipfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from shared.storage import Storage
from tests.e2e.running import Running, until

FOLDER = "to the trash"


@pytest.fixture
def kept(stack: Running, tmp_path: Path) -> Path:
    """Where the original of a new photo lies."""
    return keep(stack, tmp_path)


def keep(stack: Running, tmp_path: Path) -> Path:
    made = tmp_path / "photo.png"
    Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3)).save(made)
    name = f"{FOLDER}/{os.urandom(4).hex()}.png"
    stack.drop(made, name)
    original = stack.data / "storage/originals" / name
    until(original.exists)
    until(lambda: stack.files(f'"{original.stem}"'))
    return original


def test_a_file_is_marked_trashed_restored_and_removed_for_good(page: Page, stack: Running, kept: Path):
    derived = Storage(stack.data / "storage").derived(
        hashlib.sha512(kept.read_bytes()).hexdigest(), "preview.jpg"
    )
    assert derived.exists()
    page.goto(f"/?q={kept.stem}")
    page.locator(".tile .check").check()
    page.locator("#actions [data-action=download]").wait_for()
    with page.expect_download() as begun:
        page.locator("#actions [data-action=download]").click()
    assert zipfile.ZipFile(begun.value.path()).read(kept.name) == kept.read_bytes()
    page.locator("#actions [data-action=trash]").click()
    expect(page.locator(".toast").filter(has_text="Moved 1 file to the trash")).to_be_visible()
    page.goto("/trash")
    expect(page.locator(".left").first).to_have_text("30 days left")
    page.locator(".tile", has_text=kept.name).locator(".check").check()
    expect(page.locator(".chosen-count")).to_have_text("1 selected")
    page.get_by_role("button", name="Delete for good").click()
    page.locator("#sure").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("deleted for good").first).to_be_visible()
    until(lambda: not kept.exists() and not derived.exists(), 60)
    assert stack.files(f'"{kept.stem}"') == []


def test_a_download_that_lacks_a_file_breaks_off_where_the_client_sees_it(
    page: Page, stack: Running, kept: Path, tmp_path: Path
):
    other = keep(stack, tmp_path)
    [file] = stack.files(f'"{kept.stem}"')
    [gone] = stack.files(f'"{other.stem}"')
    assert gone["id"] > file["id"]
    other.rename(other.with_suffix(".away"))
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    place = urlsplit(stack.address)
    asked = f"/api/selection/download?id={file['id']}&id={gone['id']}"
    with closing(http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)) as client:
        client.request("GET", asked, headers={"Cookie": cookie})
        with client.getresponse() as answer, pytest.raises(http.client.IncompleteRead):
            answer.read()
    assert answer.status == 200
    other.with_suffix(".away").rename(other)
