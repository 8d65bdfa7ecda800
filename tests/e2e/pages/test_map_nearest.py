"""The map in a browser: a click beside the pictures chooses the nearest, as pins and as heat."""

import math

from playwright.sync_api import Page, expect

from tests.e2e.pages import waiting
from tests.e2e.pages.iberia import LISBON, PORTO, ready
from tests.integration.files import file


def test_a_click_on_the_ground_lists_the_nearest_pictures_also_where_they_glow(page: Page, placed, connect):
    """P28: a heat layer, and a click that selects the nearest images."""
    for n in range(30):
        file(connect, f"{n}.jpg", taken_at="2021-05-01", **PORTO)
    ready(page)
    page.get_by_role("button", name="Show as heat").click()
    expect(page.locator("canvas.warmth")).to_be_visible()
    data = "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
    waiting.true(page, f"{data}.some(Boolean)", page.locator("canvas.warmth").element_handle())
    porto, lisbon = (spot(page, place) for place in (PORTO, LISBON))
    page.mouse.click(porto[0] + 40, porto[1] - 40)
    expect(page.locator(".strip")).to_contain_text("31 files in this area")
    page.mouse.click(lisbon[0] - 60, lisbon[1] + 30)
    expect(page.locator(".strip")).to_contain_text("3 files in this area")
    page.get_by_role("button", name="Back to what is in view").click()
    expect(page.locator(".strip h2")).not_to_have_text("Selected pictures")


def spot(page: Page, place: dict[str, float]) -> tuple[float, float]:
    """Where a place lies in the window, by the projection of the map at zoom 6 around 40° N, 6° W."""
    box = page.locator("#ground").bounding_box()
    assert box
    here, middle, world = turn(place), turn({"latitude": 40, "longitude": -6}), 256 * 2**6
    x, y = (world * (here[axis] - middle[axis]) for axis in (0, 1))
    return box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y


def turn(place: dict[str, float]) -> tuple[float, float]:
    """A place as fractions of the map of the world (Mercator)."""
    up = math.asinh(math.tan(math.radians(place["latitude"])))
    return (place["longitude"] + 180) / 360, (1 - up / math.pi) / 2
