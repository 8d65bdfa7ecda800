"""Every screen, light and dark, on a desktop and a phone: axe finds nothing serious, nothing is cut off.

`make screens` writes the pictures of all of them to `var/screens/`.
"""

import os
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.e2e.pages import waiting
from tests.e2e.pages.album import shot
from tests.e2e.pages.house import SCREENS, furnish
from tests.e2e.pages.points import mark
from tests.integration.files import files as fill

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = """() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations"],
})"""
VIEWS = {
    "desktop-light": ({"width": 1280, "height": 800}, "light"),
    "desktop-dark": ({"width": 1280, "height": 800}, "dark"),
    "phone-light": ({"width": 390, "height": 844}, "light"),
    "phone-dark": ({"width": 390, "height": 844}, "dark"),
}
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("view", ["desktop-light", "phone-dark"])
def test_the_grid_with_chosen_files_can_be_used_by_everybody(page: Page, connect, view: str):
    """WCAG 2.2: the bars of what can be done with them cover nothing that can be pressed or has the focus."""
    fill(connect, 90)
    show(page, "/", view)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    for action in ("favourite", "album", "place", "alike"):  # of each part that comes with the first choice
        expect(page.locator(f"#actions [data-action={action}]")).to_be_visible()
    assert troubles(page) == []
    for key in [*["ArrowDown"] * 8, *["ArrowUp"] * 8]:
        page.keyboard.press(key)
        assert page.evaluate(UNCOVERED), f"the tile that {key} leads to lies below a bar"
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Search")).to_be_visible()


# The corners of what has the focus, a little within, are seen.
UNCOVERED = """(() => {
    const held = document.activeElement.closest(".tile");
    const { left, right, top, bottom } = held.getBoundingClientRect();
    const corners = [[left + 9, top + 9], [right - 9, bottom - 9]];
    return corners.every(([x, y]) => held.contains(document.elementFromPoint(x, y)));
})()"""


@pytest.mark.timeout(1800)
def test_every_screen_can_be_read_and_used_by_everybody(root: Page, album, connect):
    """WCAG 2.2 AA as far as axe can tell, and no page is wider than its window."""
    numbers = furnish(album, connect)
    wrong = []
    for name, path in SCREENS.items():
        if path == "/sign-in":  # from here on nobody is signed in
            root.context.clear_cookies()
        for view in VIEWS if folder() else ("desktop-light", "phone-dark"):
            show(root, path.format(**numbers), view)
            if folder():
                folder().mkdir(parents=True, exist_ok=True)
                root.screenshot(path=folder() / f"{name}-{view}.png")
            wrong += [f"{name} {view}: {trouble}" for trouble in troubles(root)]
    assert wrong == []


@pytest.mark.parametrize("view", VIEWS)
def test_points_over_a_picture_can_be_chosen_by_everybody(root: Page, album, landmark_models, view: str):
    (media_id,) = album.keep([("eileen.jpg", shot("astronaut.png"))])
    mark(album, media_id, shot("astronaut.png"))
    show(root, f"/media/{media_id}", view)
    root.locator("details.points summary").click()
    for layer in ("mesh", "iris", "body"):
        root.locator(f"[data-layer={layer}]").click()
        expect(root.locator(f".layer.{layer} path").last).to_be_visible()
    assert troubles(root) == []
    if folder():
        folder().mkdir(parents=True, exist_ok=True)
        root.screenshot(path=folder() / f"points-{view}.png")


def folder() -> Path | None:
    """Where the pictures go, if they are wanted."""
    wanted = os.environ.get("SCREENS")
    return ROOT / wanted if wanted else None


def show(page: Page, path: str, view: str) -> None:
    size, scheme = VIEWS[view]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    answer = page.goto(path)
    assert answer, path
    assert answer.status == 200, path
    page.wait_for_load_state("load")
    if path == "/map":
        expect(page.locator(".strip h2")).to_be_visible()
        expect(page.locator(".pin-seat").first).to_be_visible()
    waiting.pictures(page)


def troubles(page: Page) -> list[str]:
    """What is wrong with the screen that is shown."""
    page.evaluate(AXE)
    found = [
        f"{rule['id']}: {node['target'][0]} ({node['failureSummary'].splitlines()[1].strip()})"
        for rule in page.evaluate(RULES)["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"][:3]
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wider} px wider than its window"] if wider > 0 else [])
