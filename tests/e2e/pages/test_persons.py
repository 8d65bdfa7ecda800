"""People in a browser: from a group of faces to a name that holds (A46, A69, P29)."""

import io
from dataclasses import replace
from datetime import datetime
from zlib import crc32

import pytest
from playwright.sync_api import Page, expect

from shared.db import persons, regions
from shared.db.regions import Place
from shared.domain import PICTURE, Box, Finding
from tests.e2e.pages.album import Album, original, shot
from tests.e2e.pages.house import dispute
from tests.integration.faces import embedding, groups, ids, settle
from tests.integration.web import analysed

PLACE = Box(0.33, 0.13, 0.22, 0.28)  # of the face in the astronaut's picture


def chip() -> bytes:
    written = io.BytesIO()
    original("astronaut.png").crop((150, 50, 300, 200)).save(written, "WEBP")
    return written.getvalue()


def face(who: str, n: int, apart: float = 0.3) -> Finding:
    return Finding(
        label="face", score=0.95, box=PLACE, embedding=embedding(who, n, apart), chip=chip()
    )  # fmt: skip


def add(album: Album, who: str, count: int, start: int = 0, apart: float = 0.3) -> list[int]:
    """Photos with one face each, found and looked at."""
    numbers = range(start, start + count)
    ids = album.keep(
        [
            (
                f"{who}/{n}.jpg",
                shot(
                    "astronaut.png",
                    crc32(f"{who} {n}".encode()) % 997,
                    datetime(2024, 3, 1 + n),
                    title=f"{who} {n}",
                ),
            )
            for n in numbers
        ]
    )
    for n, media_id in zip(numbers, ids, strict=True):
        album.find(media_id, "faces", face(who, n, apart))
    settle(album.connect)
    return ids


@pytest.fixture
def eileen(album: Album) -> list[int]:
    return add(album, "eileen", 4)


def test_a_group_gets_a_name_and_new_pictures_find_to_it(page: Page, album: Album, eileen):
    """Cluster, name, a new photo, a rejection that lasts through another analysis."""
    page.goto("/persons")
    page.get_by_placeholder("Who is this?").fill("Eileen Collins")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Eileen Collins")).to_be_visible()
    (new,) = add(album, "eileen", 1, start=8)
    (far,) = add(album, "eileen", 1, start=9, apart=0.8)
    page.goto("/persons")
    page.get_by_role("link", name="Eileen Collins").click()
    expect(page.get_by_text("5 files")).to_be_visible()

    page.get_by_role("link", name="Look over").click()
    questions = page.locator(".question")
    expect(questions).to_have_count(2)
    expect(questions.first).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("status").filter(has_text="Not this person")).to_be_visible()
    expect(questions.nth(1)).to_be_focused()
    page.keyboard.press("y")
    expect(page.get_by_text("Nothing to look over")).to_be_visible()

    for n, media_id in ((8, new), (9, far)):
        seen = replace(face("eileen", n, 0.8 if n == 9 else 0.3), box=Box(0.34, 0.15, 0.2, 0.25))
        analysed(album.connect, media_id, "faces", [seen], version=2)
    settle(album.connect)
    (files,) = [held for held in groups(album.connect).values() if new in held]
    assert files == [*eileen, new]
    page.reload()
    expect(page.get_by_text("Nothing to look over")).to_be_visible()


def test_faces_of_nobody_are_chosen_with_shift_named_and_given_back(page: Page, album: Album, eileen):
    for who in ("carl", "dora", "emil"):
        add(album, who, 1)
    page.goto("/persons/loose")
    boxes = page.locator(".portrait .check")
    boxes.first.click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator(".chosen-count")).to_have_text("3 selected")
    page.get_by_placeholder("Who is this?").fill("Carl")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No face is left over")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".portrait")).to_have_count(3)


def test_in_the_viewer_a_face_is_named_and_a_pet_drawn_by_hand(page: Page, album: Album, eileen):
    page.goto(f"/media/{eileen[0]}")
    page.keyboard.press("f")
    page.locator(".found[data-face] rect").first.click()
    page.get_by_label("Who is this?").fill("Eileen")
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page.locator(".faces").get_by_role("link", name="Eileen")).to_be_visible()
    expect(page.locator(".overlay text", has_text="Eileen")).to_be_attached()

    page.keyboard.press("n")
    picture = page.locator(".picture").bounding_box()
    assert picture
    page.mouse.move(picture["x"] + 20, picture["y"] + picture["height"] * 0.6)
    page.mouse.down()
    page.mouse.move(picture["x"] + 160, picture["y"] + picture["height"] * 0.9, steps=5)
    page.mouse.up()
    page.get_by_label("Who is this?").fill("Rex")
    page.get_by_label("A pet").check()
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page.locator(".faces").get_by_role("link", name="Rex")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator(".faces").get_by_role("link", name="Rex")).not_to_be_attached()


def test_the_library_is_narrowed_to_people_in_the_panel(page: Page, album: Album, eileen):
    page.goto("/persons")
    page.get_by_placeholder("Who is this?").fill("Eileen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Eileen")).to_be_visible()
    album.keep([("other.jpg", shot("coffee.png", 5))])
    page.goto("/filters")
    page.locator("a.option", has_text="Eileen").click()
    expect(page.locator(".chip", has_text="Eileen")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(4)


def test_conflicts_with_xmp_are_answered_one_by_one_and_taken_back(page: Page, album: Album, eileen):
    with album.connect() as conn:
        persons.assign(conn, ids(conn, eileen[0]), "Eileen", "ada")
        dispute(conn, eileen[0], PLACE, "Aileen")
    page.goto("/persons")
    page.get_by_role("link", name="Conflicts 4").click()
    expect(page.get_by_role("heading", name="Conflicts with XMP")).to_be_visible()
    name = page.locator(".dispute", has_text="“Aileen”")
    expect(name).to_contain_text("“Eileen”")
    name.get_by_role("button", name="Take theirs").click()
    expect(page.get_by_text("What XMP says was taken over.")).to_be_visible()
    expect(page.locator(".dispute")).to_have_count(3)
    page.get_by_role("button", name="Keep mine: Stars of 0.jpg").click()
    expect(page.locator(".dispute")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".dispute")).to_have_count(3)
    page.goto("/persons?q=Aileen")
    expect(page.get_by_text("Aileen", exact=True)).to_be_visible()


def test_a_pet_is_asked_about_by_keyboard(page: Page, album: Album):
    """Named once, suggested in other photos, confirmed and rejected, each for good."""
    album.plan("classify")
    cats = album.keep([(f"cat {n}.jpg", shot("chelsea.png", n, datetime(2024, 5, 1 + n))) for n in range(3)])
    place = Box(0.1, 0.1, 0.8, 0.8)
    for n, media_id in enumerate(cats):
        album.find(media_id, "detect", Finding("cat", score=0.9, box=place))
        looks = (1.0, 0.1 * n) + (0.0,) * (PICTURE - 2)
        album.find(media_id, "classify", Finding(box=place, picture=looks))
    with album.connect() as conn:
        regions.name_region(conn, Place(cats[0], place), "Chelsea", "ada", kind="pet")
    page.goto("/persons")
    page.get_by_role("link", name="Chelsea").click()
    page.get_by_role("link", name="Look over 2").click()
    expect(page.get_by_text("Is this Chelsea?")).to_be_visible()
    expect(page.locator(".question").first).to_be_focused()
    page.keyboard.press("y")
    expect(page.get_by_role("status").filter(has_text="Confirmed")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("Nothing to look over")).to_be_visible()
    assert list(groups(album.connect).values()) == [cats[:2]]
