"""Pictures that look alike are found from an open one and from several that were chosen."""

from playwright.sync_api import Page, expect

from shared.domain import PICTURE, Finding
from tests.e2e.pages.album import Album, roll


def looking(scene: int, away: float = 0.0) -> Finding:
    """What a picture of a scene looks like; `away` of 1 is as far as another scene."""
    numbers = [0.0] * PICTURE
    numbers[scene], numbers[-1] = 1 - away, away
    length = sum(number * number for number in numbers) ** 0.5
    return Finding(picture=tuple(number / length for number in numbers))


def test_an_open_picture_and_chosen_ones_lead_to_what_looks_like_them(page: Page, album: Album):
    cat, kitten, beach, sand, dune, other = album.keep(roll(6))
    scenes = {
        cat: (0, 0.0),
        kitten: (0, 0.2),
        beach: (1, 0.0),
        sand: (1, 0.1),
        dune: (1, 0.3),
        other: (2, 0.0),
    }
    for media_id, (scene, away) in scenes.items():
        album.find(media_id, "classify", looking(scene, away))

    page.goto(f"/media/{beach}")
    page.locator("section.similar").scroll_into_view_if_needed()
    row = page.locator(".alike-row li")
    expect(row).to_have_count(2)
    assert [one.inner_text().strip() for one in row.all()] == ["0.11", "0.40"]
    page.get_by_role("link", name="All that look like this").click()
    expect(page.locator(".tile")).to_have_count(2)
    assert page.locator(".tile").first.get_attribute("data-id") == str(sand)
    expect(page.locator(".examples img")).to_have_count(1)

    page.goto("/")
    for media_id in (cat, beach):
        page.locator(f"#m{media_id} .check").check(force=True)
    page.get_by_role("button", name="More like these").click()
    page.wait_for_url("**/search?like=*")
    expect(page.locator(".tile")).to_have_count(3)
    order = [tile.get_attribute("data-id") for tile in page.locator(".tile").all()]
    assert order == [str(media_id) for media_id in (sand, kitten, dune)]
    expect(page.get_by_text("Most alike first").first).to_be_visible()
    page.get_by_role("link", name="Remove the filter like IMG_4000.jpg").click()
    expect(page.locator(".tile")).to_have_count(2)

    page.goto("/")
    page.locator(f"#m{cat} .check").check(force=True)
    page.get_by_role("button", name="Select all 6").click()
    page.get_by_role("button", name="More like these").click()
    page.wait_for_url("**/search?like=*")
    assert page.url.count("like=") == 6
