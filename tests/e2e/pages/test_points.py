"""Points over the picture in a browser: meshes, irises, bodies and hands (P32)."""

import re

import pytest
from playwright.sync_api import Page, expect

from shared.domain import Box, Finding, Outline
from tests.e2e.pages.album import Album, roll, shot
from tests.e2e.pages.film import clip
from tests.e2e.pages.test_accessibility import troubles

HERE = Box(0.25, 0.25, 0.5, 0.5)
RING = ((0, 0), (0.02, 0), (0, -0.02), (-0.02, 0), (0, 0.02))  # an iris: its middle, right, top, left, bottom


def face(**more):
    """A face whose points lie in a grid, in the middle of the picture."""
    grid = tuple((0.25 + n % 22 / 44, 0.25 + n // 22 / 44) for n in range(468))
    irises = tuple((x + a, 0.4 + b) for x in (0.4, 0.6) for a, b in RING)
    return Finding(score=0.9, box=HERE, outline=Outline("face", grid + irises), **more)


BODY = Finding(
    score=0.9,
    box=HERE,
    outline=Outline(
        "body", tuple((0.2 + n / 100, 0.9 - n / 100) for n in range(33)), (1.0,) * 23 + (0.1,) * 10
    ),
)
HAND = Finding(
    score=0.6, box=HERE, outline=Outline("left hand", ((0.5, 0.5), (0.6, 0.4)) * 10 + ((0.5, 0.5),))
)
LOVE = Finding(label="love sign", score=0.6, box=HERE, parent=HAND)


@pytest.fixture
def portrait(album: Album) -> int:
    (media_id,) = album.keep([("eileen.jpg", shot("astronaut.png"))])
    album.find(media_id, "mesh", face())
    album.find(media_id, "pose", BODY, HAND, LOVE)
    return media_id


def layer(page: Page, name: str):
    return page.locator(f".layer.{name} path:not(.shade)")


def choose(page: Page, name: str) -> None:
    if not page.locator("details.points[open]").count():
        page.get_by_text("Points", exact=True).first.click()
    page.get_by_role("button", name=name).click()


def test_points_are_fetched_once_they_are_asked_for_and_lie_over_the_picture(page: Page, portrait: int):
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if request.url.endswith("/outlines") else None
    )
    page.goto(f"/media/{portrait}")
    expect(page.get_by_text("Points", exact=True).first).to_be_visible()
    assert asked == []
    choose(page, "Face meshes 1")
    expect(layer(page, "mesh")).to_be_visible()
    drawn, picture = layer(page, "mesh").bounding_box(), page.locator(".picture").bounding_box()
    assert drawn
    assert picture
    assert drawn["x"] == pytest.approx(picture["x"] + picture["width"] / 4, abs=4)
    assert drawn["width"] == pytest.approx(picture["width"] * 21 / 44, abs=8)
    expect(layer(page, "iris")).to_have_count(0)
    for name in ("Irises 2", "Bodies 1", "Hands 1"):
        choose(page, name)
    for name in ("iris", "body", "hand"):
        expect(layer(page, name)).to_be_visible()
    expect(page.locator(".layer.hand text")).to_have_text("love sign")
    assert len(asked) == 1
    assert troubles(page) == []
    choose(page, "Bodies 1")
    expect(layer(page, "body")).to_be_hidden()


def test_what_is_less_sure_than_the_slider_is_not_drawn(page: Page, album: Album, portrait: int):
    album.find(portrait, "detect", Finding(label="person", score=0.95, box=HERE))
    page.goto(f"/media/{portrait}")
    for name in ("Bodies 1", "Hands 1"):
        choose(page, name)
    expect(layer(page, "hand")).to_be_visible()
    page.locator("#sure").fill("75")
    expect(layer(page, "hand")).to_be_hidden()
    expect(layer(page, "body")).to_be_visible()


def test_layers_that_were_chosen_are_drawn_over_the_next_picture_too(page: Page, album: Album):
    newer, older = album.keep(roll(2))
    for media_id in (newer, older):
        album.find(media_id, "pose", BODY)
    page.goto(f"/media/{newer}")
    choose(page, "Bodies 1")
    expect(layer(page, "body")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"/media/{older}$"))
    expect(layer(page, "body")).to_be_visible()


def test_a_picture_of_nobody_offers_no_points(page: Page, album: Album):
    (media_id,) = album.keep([("cat.jpg", shot("chelsea.png"))])
    album.find(media_id, "detect", Finding(label="cat", score=0.95, box=HERE))
    page.goto(f"/media/{media_id}")
    expect(page.get_by_role("button", name="Objects 1")).to_be_visible()
    expect(page.locator("details.points")).to_have_count(0)


def test_in_a_film_only_the_faces_of_its_second_are_drawn(page: Page, album: Album):
    (media_id,) = album.keep([("cat.webm", clip(8))])
    album.find(media_id, "mesh", face(start=0.0), face(start=3.5))
    page.goto(f"/media/{media_id}")
    choose(page, "Face meshes 1")
    expect(layer(page, "mesh")).to_have_count(2)
    expect(layer(page, "mesh").first).to_be_visible()
    expect(layer(page, "mesh").last).to_be_hidden()
