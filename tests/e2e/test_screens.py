"""The README's pictures: made from a real library of freely licensed photos that come with scikit-image."""

import os
import shutil
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from shared.settings import Settings
from tests.conftest import ROOT
from tests.e2e.pages import waiting
from tests.e2e.pages.album import shot
from tests.e2e.running import Running, until

SCREENS = ROOT / "docs/screens"
LARGEST = 300_000  # bytes

# Public domain or CC0: NASA, SpaceX and the photographers say so.
PHOTOS = (
    *("coffee.png", "chelsea.png", "rocket.jpg", "astronaut.png", "hubble_deep_field.jpg", "camera.png"),
    *("rocket.jpg", "grass.png", "coffee.png", "chelsea.png", "brick.png", "hubble_deep_field.jpg"),
    *("astronaut.png", "coffee.png", "gravel.png", "rocket.jpg", "chelsea.png"),
)
CROPS = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 1.0, 0.75, 0.9, 1.5, 1.78, 0.8, 1.0, 1.0, 1.0, 1.0)
NEWEST = datetime(2024, 9, 21, 17, 30)


def test_the_pictures_of_the_readme_can_be_made(browser: Browser, own_stack, tmp_path: Path):
    """`make screens` writes them to docs/screens."""
    running: Running = own_stack()
    _fill(running.inbox)
    running.start()
    context = browser.new_context(
        base_url=running.address, viewport={"width": 1200, "height": 750}, color_scheme="light"
    )
    page = context.new_page()
    page.goto(running.link)
    page.get_by_role("button", name="Sign in").click()
    until(lambda: len(running.files()) == len(PHOTOS), 60)
    _wait_for_analyses(page, running)
    _library(page, tmp_path / "library.png")
    _viewer(page, tmp_path / "viewer.png")
    context.close()
    for made in tmp_path.glob("*.png"):
        assert made.stat().st_size < LARGEST
        if "SCREENS" in os.environ or not (SCREENS / made.name).exists():
            SCREENS.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, SCREENS / made.name)


def _fill(inbox: Path) -> None:
    inbox.mkdir(parents=True)
    for number, (name, crop) in enumerate(zip(PHOTOS, CROPS, strict=True)):
        taken = NEWEST - timedelta(hours=number * 41)
        (inbox / f"IMG_{4200 - number}.jpg").write_bytes(shot(name, number, taken, crop))


def _wait_for_analyses(page: Page, running: Running) -> None:
    """Objects and faces need weights; without them the pictures are taken without what they find."""
    weights = (Path(running.environment.get("MODELS_DIR", "/nowhere")) / Settings.detect_model).exists()
    page.goto("/status")
    for analyzer in ("detect", "faces", "ocr") if weights else ("ocr",):
        done = page.locator(f"[data-analyzer={analyzer}] .done dd")
        expect(done).to_have_text(str(len(PHOTOS)), timeout=120_000)


def _library(page: Page, file: Path) -> None:
    page.goto("/")
    expect(page.locator(".tile")).to_have_count(len(PHOTOS))
    _save(page, file)


def _viewer(page: Page, file: Path) -> None:
    page.goto("/")
    page.locator(".tile a").nth(3).click()
    page.wait_for_url("**/media/*")
    for key in "oft":
        page.keyboard.press(key)
    _save(page, file)


def _save(page: Page, file: Path) -> None:
    """A palette of 256 colours makes a picture of photos small enough for a README."""
    page.mouse.move(600, 5)
    waiting.pictures(page)
    page.wait_for_timeout(400)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(224, kmeans=2, dither=Image.Dither.NONE).save(file, optimize=True)
