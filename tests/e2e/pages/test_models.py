"""A new version in a browser: it is announced, compared, switched to and taken back, and nothing is lost."""

import pytest
from playwright.sync_api import Page, expect

from shared.db import analyses, candidates, editions, following, verdicts, workers
from shared.db.connection import Connect
from shared.db.workers import Identity
from shared.domain import Box, Finding
from tests.e2e.pages.album import CAT, Album, roll
from tests.e2e.pages.film import film
from tests.e2e.pages.test_accessibility import troubles
from tests.integration.declared import Declared
from tests.integration.tried import labels, look
from tests.integration.web import analysed

BIRD = Finding(label="bird", score=0.8, box=Box(0.5, 0.5, 0.3, 0.3))
OLD = [{"cat", "couch"}] * 4
NEW = [{"cat"}, {"bird", "cat"}, *OLD[2:]]  # the bird of the first is rejected
WAITS = "Objects 2 has looked at 2 of 4 files; version 1 serves until"


@pytest.fixture
def library(album: Album, connect: Connect) -> list[int]:
    """Four files at which version 1 looked; version 2 has seen two of them otherwise."""
    ids = album.keep(roll(4))
    for media_id in ids:
        album.find(media_id, "detect", *CAT)
    for media_id in ids[:2]:
        analysed(connect, media_id, "detect", (CAT[0], BIRD), version=2, serves=False)
    return ids


def followed(connect: Connect) -> None:
    """What the dispatcher does a second later."""
    going = True
    while going:
        with connect() as conn:
            going = following.catch_up(conn)


def objects(connect: Connect, ids: list[int]) -> list[set[str]]:
    """What search knows of the objects in these files, once it has followed."""
    followed(connect)
    return [{"cat", "couch", "bird"} & set(labels(connect, one)) for one in ids]


def test_a_new_version_is_announced_compared_switched_to_and_taken_back(
    root: Page, connect: Connect, library
):
    with connect() as conn:
        verdicts.give(conn, library[0], verdicts.Anchor("bird", "object"), "rejected", by="root")
    root.goto("/status")
    notice = root.locator("[data-analyzer=detect] .successor")
    expect(notice).to_contain_text(f"{WAITS} you switch.")
    assert troubles(root) == []
    notice.get_by_role("link", name="Compare").click()
    expect(root.get_by_role("heading", name="beside")).to_be_visible()
    expect(root.get_by_text("2 files that both looked at.")).to_be_visible()
    row = root.get_by_role("row", name="bird")
    expect(row.get_by_role("cell").nth(1)).to_have_text("2")
    assert troubles(root) == []
    assert objects(connect, library) == OLD

    root.goto("/settings")
    card = root.locator("#detect")
    expect(card.locator(".successor")).to_contain_text(f"{WAITS} you switch.")
    assert troubles(root) == []
    card.get_by_role("button", name="Switch", exact=True).click()
    expect(root.get_by_text("Switched on")).to_be_visible()
    assert objects(connect, library) == NEW

    root.goto("/settings")
    expect(root.locator("#detect .successor")).to_have_count(0)
    root.locator("#detect").get_by_role("button", name="Go back to the former").click()
    expect(root.get_by_text("Taken back on")).to_be_visible()
    assert objects(connect, library) == OLD
    expect(root.locator(".successor")).to_contain_text(WAITS)
    root.get_by_role("button", name="Go forward again").click()
    expect(root.get_by_text("Switched on")).to_be_visible()
    assert objects(connect, library) == NEW


def test_others_read_of_it_and_cannot_switch(page: Page, library):
    page.goto("/status")
    notice = page.locator("[data-analyzer=detect] .successor")
    expect(notice).to_contain_text(f"{WAITS} an admin switches.")
    expect(notice.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_when_a_version_serves_is_chosen_on_the_page_of_models(root: Page, library, width):
    root.set_viewport_size({"width": width, "height": 844})
    root.goto("/settings/analyzers/detect/models")
    choice = root.get_by_label("A new version of this analyzer serves")
    expect(choice).to_have_value("ask")
    choice.select_option("as soon as everything has been looked at")
    root.locator(".follow").get_by_role("button", name="Save").click()
    expect(root.locator(".successor")).to_contain_text("serves until it has looked at all of them")
    panel, chosen = (root.locator(one).first.bounding_box() for one in (".panel", ".follow select"))
    assert chosen["x"] + chosen["width"] < panel["x"] + panel["width"]
    assert troubles(root) == []
    root.get_by_label("A new version of this analyzer serves").select_option("file by file")
    root.locator(".follow").get_by_role("button", name="Save").click()
    expect(root.locator(".successor")).to_have_count(0)


def test_looking_again_at_everything_serves_nobody_before_the_switch(
    root: Page, album: Album, connect: Connect
):
    (media_id,) = album.keep(roll(1))
    album.find(media_id, "detect", *CAT)
    other = Declared("detect", model="large.onnx@1")
    with connect() as conn:
        analyses.register(conn, other)  # its workers took another model
        workers.seen(conn, Identity("detect@attic:1", "detect"), other)
    root.goto("/settings")
    root.get_by_role("button", name="Look again at everything").click()
    expect(root.locator("#detect [role=status]")).to_contain_text("another model saw 1 file")
    with connect() as conn:
        edition = editions.candidate(conn, "detect").id
        candidates.take_up(conn, edition, other)
    look(connect, media_id, "bird", edition=edition)
    assert objects(connect, [media_id]) == [{"cat", "couch"}]
    root.goto("/settings")
    notice = root.locator("#detect .successor")
    expect(notice).to_contain_text("large.onnx has looked at 1 of 1 files")
    notice.get_by_role("button", name="Switch", exact=True).click()
    expect(root.get_by_text("Switched on")).to_be_visible()
    assert objects(connect, [media_id]) == [{"bird"}]
    root.get_by_role("button", name="Go back to the former").click()
    expect(root.get_by_text("Taken back on")).to_be_visible()
    assert objects(connect, [media_id]) == [{"cat", "couch"}]


def test_a_film_is_compared_on_the_frame_of_the_finding(root: Page, album: Album, connect: Connect):
    reel = film(album)
    here = Box(0.3, 0.05, 0.4, 0.9)
    found = [Finding("person", score=0.9, box=here, start=second) for second in (0.0, 5.0)]
    cats = [Finding("cat", score=0.9, box=Box(0.5, 0.1, 0.4, 0.8), start=second) for second in (10.0, 15.0)]
    dog = Finding("dog", score=0.7, box=Box(0.0, 0.2, 0.3, 0.6), start=15.0)
    analysed(connect, reel, "detect", [*found, *cats, dog], version=2, serves=False)
    root.goto("/settings/analyzers/detect/models")
    example = root.locator(".example")
    expect(example).to_contain_text("where they differ most")
    for side in example.locator(".side").all():
        expect(side.locator("video.drawn")).to_have_count(1, timeout=15_000)
        expect(side.locator("svg")).to_be_visible()
        shown = side.locator("video").evaluate("film => film.currentTime")
        assert shown == pytest.approx(15.0, abs=0.3)
    expect(example.locator("rect.gained")).to_have_count(2)
    expect(example.locator("rect.lost")).to_have_count(1)
    assert troubles(root) == []
