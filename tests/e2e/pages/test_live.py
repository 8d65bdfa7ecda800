"""The live page in a browser: a video is watched, boxes are drawn, a camera that is not there is told of."""

import re

import pytest
from playwright.sync_api import expect

from shared import glancing
from shared.analyzer import FrameAnalyzer
from shared.db import analyses, workers
from shared.db.connection import value
from shared.db.workers import Identity
from shared.domain import Box, Finding, Outline
from tests import samples
from tests.e2e.pages import waiting
from tests.e2e.pages.test_accessibility import troubles
from tests.e2e.running import until

PAINTED = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((part, place) => place % 4 === 3 && part > 0);
}"""

COLOURED = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const near = (place) => [COLOUR].every((part, n) => Math.abs(data[place + n] - part) < 12);
    const places = Array.from({ length: data.length / 4 }, (_, n) => 4 * n);
    return places.some((place) => data[place + 3] > 250 && near(place));
}"""
LAYERS = {  # what is switched on, and the colour that it is drawn in
    "Face mesh": "215, 184, 255",
    "Irises": "111, 240, 255",
    "Bodies": "255, 157, 118",
    "Hands": "200, 242, 107",
}
GRID = Outline(
    "face",
    tuple((0.2 + n % 23 / 40, 0.2 + n // 23 / 40) for n in range(468))
    + ((0.4, 0.4), (0.5, 0.4), (0.4, 0.3), (0.3, 0.4), (0.4, 0.5)) * 2,
)


class Lookout(FrameAnalyzer):
    """Sees a clock that is sure and a bird that is not."""

    engine = model = "lookout"

    def __init__(self, name):
        self.name, self.sizes = name, []

    def look(self, image):
        self.sizes.append(image.size)
        if self.name == "faces":
            yield Finding(label="face", score=0.9, box=Box(0.1, 0.1, 0.1, 0.2))
            return
        yield Finding(label="clock", score=0.8, box=Box(0.25, 0.25, 0.5, 0.5))
        yield Finding(label="bird", score=0.45, box=Box(0.0, 0.0, 0.2, 0.2))


@pytest.fixture
def lookouts(connect, database, monkeypatch):
    monkeypatch.setattr(workers, "_SILENT", 600.0)  # nothing beats for them
    held, ends = {}, []
    for name in ("detect", "faces"):
        held[name] = Lookout(name)
        with connect() as conn:
            analyses.register(conn, held[name])
            workers.seen(conn, Identity(f"{name}@house:1", name), held[name])
        ends.append(glancing.begin(held[name], lambda: None, database))
    yield held
    for end in ends:
        end.set()


@pytest.fixture
def clip(tmp_path):
    return samples.video(tmp_path / "clip.webm", seconds=3, more=["-c:v", "libvpx", "-an", "-g", "5"])


def test_a_video_is_looked_at_while_it_plays_and_stays_in_the_browser(page, connect, lookouts, clip):
    page.goto("/live")
    assert troubles(page) == []
    page.locator("#file").set_input_files(clip)
    seen = page.locator("#seen")
    expect(seen).to_contain_text("clock", timeout=20_000)
    expect(seen).to_contain_text("face")
    expect(seen).to_contain_text("bird")
    waiting.true(page, PAINTED, page.locator("#boxes").element_handle())
    expect(page.locator("#figures")).to_have_text(re.compile(r"[\d.]+ pictures a second · \d+ ms"))
    assert max(lookouts["detect"].sizes[0]) <= 640
    assert troubles(page) == []

    page.get_by_label("Lowest score").fill("0.6")
    expect(seen).not_to_contain_text("bird")
    page.get_by_label("Faces").uncheck()
    expect(seen).to_have_text("clock")
    page.get_by_label("Brightness").fill("1.5")
    page.get_by_label("Grey").fill("1")
    shown = page.locator("#live").evaluate("video => video.style.filter")
    assert "brightness(1.5)" in shown
    assert "grayscale(1)" in shown
    page.get_by_role("button", name="As it is").click()
    assert "brightness(1)" in page.locator("#live").evaluate("video => video.style.filter")
    pace = page.locator("#pace polyline")  # has a point for each answer
    expect(pace).to_have_attribute("points", re.compile(r"^\S+ \S+ \S+"))
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#scene")).to_be_hidden()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    until(lambda: count(connect, "glance") == 0)
    page.wait_for_timeout(800)  # in which several pictures would have been sent
    assert asked == []
    assert count(connect, "glance") == count(connect, "media") == 0


def count(connect, table):
    with connect() as conn:
        return value(conn, f"SELECT count(*) FROM {table}")


class Marker(FrameAnalyzer):
    """Sees a face, a body and a hand, which shows something."""

    engine = model = "marker"

    def __init__(self, name):
        self.name = name

    def look(self, image):
        here = Box(0.25, 0.25, 0.5, 0.5)
        if self.name == "mesh":
            yield Finding(score=0.9, box=here, outline=GRID)
            return
        hand = Finding(score=0.9, box=here, outline=Outline("left hand", GRID.points[:21]))
        yield Finding(score=0.9, box=here, outline=Outline("body", GRID.points[:33], (1.0,) * 33))
        yield hand
        yield Finding(label="fist", score=0.9, box=here, parent=hand)


def employed(connect, database, marker):
    with connect() as conn:
        analyses.register(conn, marker)
        workers.seen(conn, Identity(f"{marker.name}@house:1", marker.name), marker)
    return glancing.begin(marker, lambda: None, database)


def test_points_of_faces_bodies_and_hands_are_drawn_each_by_itself(
    page, connect, database, clip, monkeypatch
):
    monkeypatch.setattr(workers, "_SILENT", 600.0)  # nothing beats for them
    ends = [employed(connect, database, Marker(name)) for name in ("mesh", "pose")]
    page.goto("/live")
    canvas = page.locator("#boxes")
    for name in ("Objects", "Faces"):
        page.get_by_label(name, exact=True).uncheck()
    page.locator("#file").set_input_files(clip)
    for name, colour in LAYERS.items():
        page.get_by_label(name, exact=True).check()
        waiting.true(page, COLOURED.replace("COLOUR", colour), canvas.element_handle())
        page.get_by_label(name, exact=True).uncheck()
    page.get_by_label("Gestures").check()
    expect(page.locator("#seen")).to_have_text("fist")
    waiting.true(
        page, f"canvas => !({COLOURED.replace('COLOUR', LAYERS['Hands'])})(canvas)", canvas.element_handle()
    )
    assert troubles(page) == []
    for end in ends:
        end.set()


def test_a_camera_that_is_not_there_is_told_of(page):
    page.goto("/live")
    page.get_by_role("button", name="Front camera").click()
    expect(page.locator("#trouble")).to_contain_text("hoose a video file")
    assert troubles(page) == []
