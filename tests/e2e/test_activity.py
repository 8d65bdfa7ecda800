"""What came in, and its way back to the inbox, on the running stack (issue 4, Activity)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.running import Running, until


@pytest.fixture
def drop(stack: Running, tmp_path: Path) -> Callable[[str, int], Path]:
    """Lays a photo of its own content into the inbox."""

    def lay(path: str, seed: int) -> Path:
        file = tmp_path / f"{seed}.png"
        noise = np.random.default_rng(seed).integers(0, 255, (64, 64, 3), dtype=np.uint8)
        Image.fromarray(noise).save(file)
        return stack.drop(file, path)

    return lay


def original(stack: Running, path: str) -> Path:
    return stack.data / "storage" / "originals" / path


def test_a_batch_is_seen_shown_and_given_back(page: Page, stack: Running, drop, tmp_path):
    page.goto("/status")
    for n in (1, 2):
        drop(f"Return me/{n}.png", 700 + n)
    until(lambda: all(original(stack, f"Return me/{n}.png").exists() for n in (1, 2)))
    newest = page.locator(".batch").first
    expect(newest).to_contain_text("Inbox")
    until(lambda: int(newest.locator(".new dd").inner_text()) >= 2 or page.wait_for_timeout(50))
    batch = newest.get_attribute("data-batch")
    page.goto(f"/?batch={batch}")
    expect(page.get_by_role("link", name="1.png")).to_be_visible()

    page.goto("/status")
    page.locator(f"#batch-{batch}").get_by_role("link", name="Return to the inbox").click()
    expect(page.get_by_role("heading", name="Return this batch to the inbox?")).to_be_visible()
    expect(page.locator(".effects")).to_contain_text("They leave the library")
    expect(page.locator(".effects")).to_contain_text(f"returned-{batch}")
    page.get_by_role("button", name="Return").click()
    card = page.locator(f"#batch-{batch}")
    expect(card).to_contain_text("went back to the inbox", timeout=20_000)

    folder = stack.inbox / f"returned-{batch}" / "Return me"
    for n in (1, 2):
        assert (folder / f"{n}.png").read_bytes() == (tmp_path / f"{700 + n}.png").read_bytes()
    page.goto(f"/?batch={batch}")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    drop("after.png", 710)
    until(lambda: original(stack, "after.png").exists())
    assert (folder / "1.png").exists(), "the inbox was looked through, and this was left alone"


def test_the_curve_and_the_history_are_there_on_a_phone(page: Page, stack: Running, drop):
    drop("phone.png", 720)
    until(lambda: original(stack, "phone.png").exists())
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/status")
    expect(page.locator(".batch").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    page.goto("/status/batches")
    expect(page.locator(".batch").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
