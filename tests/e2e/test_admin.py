"""Users and settings as an admin meets them in a browser, on the running stack (P1, P2, P6, H35, A60)."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests import samples
from tests.e2e.running import Running, until

PHONE = {"width": 390, "height": 844}


@contextmanager
def invited(page: Page, browser: Browser, stack: Running, name: str, role: str) -> Iterator[Page]:
    """Add a person, and let them come in by their link in a browser of their own."""
    page.goto("/people")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Role").select_option(role)
    page.get_by_role("button", name="Add", exact=True).click()
    address = page.get_by_label("The link").inner_text()
    context = browser.new_context(base_url=stack.address)
    theirs = context.new_page()
    theirs.goto(address)
    theirs.get_by_role("button", name="Sign in").click()
    theirs.wait_for_url(lambda url: "/welcome/" not in url)
    yield theirs
    context.close()


def open_person(page: Page, name: str) -> None:
    """Go to the page about somebody, until its scripts listen."""
    page.goto("/people")
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_url("**/people/*")
    page.wait_for_load_state()


def test_a_person_sees_only_the_folder_that_an_admin_gave_them(page: Page, browser: Browser, stack: Running):
    """P1, H35: the grid, the search, a picture's own address and the map know of nothing else."""
    for number, folder in enumerate(("confined", "elsewhere")):
        (stack.inbox / folder).mkdir(parents=True, exist_ok=True)
        photo = samples.photo(stack.folder / f"{folder}-lapwing.jpg", seed=880 + number)
        photo.rename(stack.inbox / folder / photo.name)
    own = until(lambda: stack.files("confined-lapwing"))[0]["id"]
    other = until(lambda: stack.files("elsewhere-lapwing"))[0]["id"]
    with invited(page, browser, stack, "Lena", "viewer") as theirs:
        open_person(page, "Lena")
        page.get_by_label("Only below the folder").fill("confined")
        expect(page.locator("#part")).to_contain_text("They see 1 of")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status").first).to_contain_text("Saved")
        theirs.goto("/?q=lapwing")
        expect(theirs.locator(f"a[href*='/media/{own}']").first).to_be_visible()
        expect(theirs.locator(f"a[href*='/media/{other}']")).to_have_count(0)
        answer = theirs.goto(f"/media/{other}")
        assert answer
        assert answer.status == 404
        expect(theirs.get_by_role("link", name="Activity")).to_have_count(0)
        theirs.goto("/account")
        expect(theirs.get_by_text("You see a part of the library")).to_be_visible()


def test_a_search_that_says_nothing_is_refused_beside_its_field(page: Page, browser: Browser, stack: Running):
    with invited(page, browser, stack, "Mira", "member"):
        open_person(page, "Mira")
        page.get_by_label("Only what this search finds").fill("<b>herons</b>")
        expect(page.locator("#part")).to_contain_text("cannot be read")
        page.get_by_role("button", name="Save").click()
        field = page.get_by_label("Only what this search finds")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_value("<b>herons</b>")
        expect(page.locator("#field-query-wrong")).to_contain_text("This is no search")


def test_analyzers_are_steered_and_a_mistake_stands_beside_its_field(page: Page):
    """Hours without times are not saved; then they are, and the card says so without a new page."""
    page.goto("/settings")
    card = page.locator("#ocr")
    card.get_by_label("Lowest score shown").fill("250")
    card.get_by_label("only between").check()
    card.get_by_role("button", name="Save").click()
    expect(card.locator("#ocr-least-wrong")).to_contain_text("At most 100")
    expect(card.locator("#ocr-from-wrong")).to_contain_text("time of day")
    expect(card.get_by_label("Lowest score shown")).to_have_value("250")
    times, zone = card.get_by_label("From").bounding_box(), card.get_by_label("Time zone").bounding_box()
    assert times
    assert zone
    assert times["y"] == zone["y"]
    card.get_by_label("Lowest score shown").fill("35")
    card.get_by_label("From").fill("22:00")
    card.get_by_label("Until").fill("06:30")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".saved")).to_be_visible()
    page.reload()
    expect(card.get_by_label("Until")).to_have_value("06:30")
    expect(card.get_by_label("Lowest score shown")).to_have_value("35")
    card.get_by_label("at any time").check()
    card.get_by_label("Lowest score shown").fill("0")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".saved")).to_be_visible()


def test_another_model_is_chosen_and_the_worker_goes_on_with_it(page: Page):
    """A60: the worker is told, begins anew by itself, and goes back to what it is set to."""

    def choose(model: str) -> None:
        page.goto("/settings")
        card.get_by_label("Model", exact=True).select_option(model)
        card.get_by_role("button", name="Save").click()
        expect(card.locator(".saved")).to_be_visible()
        until(lambda: page.reload() and not card.locator(".changing").count(), seconds=60, pause=0.5)
        expect(card.get_by_label("Model", exact=True)).to_have_value(model)

    card = page.locator("#ocr")
    choose("rapidocr")
    expect(card.locator("header .quiet")).not_to_contain_text("tesseract", ignore_case=True)
    choose("")
    expect(card.locator(".state").first).not_to_have_text("waiting for something")


def test_an_analyzer_is_switched_off_and_on_with_the_keyboard(page: Page):
    page.goto("/settings")
    card = page.locator("#speech")
    switch = card.get_by_role("switch")
    switch.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(card.get_by_text("off", exact=True)).to_be_visible()
    card.get_by_role("switch").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(card.get_by_text("off", exact=True)).to_have_count(0)


def test_a_folder_of_the_inbox_gets_a_label_and_leaves_files_alone(page: Page, stack: Running):
    """P2: a rule that is written on the page is what ingest does with the next file."""
    folder = stack.inbox / "labelled"
    folder.mkdir(parents=True, exist_ok=True)
    page.goto("/settings/sources")
    page.get_by_label("Folder below").fill("../secret")
    page.get_by_role("textbox", name="Label").fill("Old camera")
    page.get_by_label("Leave alone").fill("*.gif")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#field-folder-wrong")).to_contain_text("below the inbox")
    expect(page.get_by_label("Leave alone")).to_have_value("*.gif")
    page.get_by_label("Folder below").fill("labelled")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Old camera")).to_be_visible()
    samples.photo(folder / "left.gif", seed=890)
    samples.photo(stack.folder / "avocet.jpg", seed=891).rename(folder / "avocet.jpg")
    kept = until(lambda: stack.files("avocet"))[0]["id"]
    page.goto("/settings/sources")
    page.get_by_role("link", name="1 file").click()
    expect(page.locator(f"a[href*='/media/{kept}']").first).to_be_visible()
    assert (folder / "left.gif").is_file()


def test_everyone_chooses_how_pages_look(page: Page):
    """P6: kept with the account, so another browser of the same person has it too."""
    page.emulate_media(color_scheme="light")
    page.goto("/account")
    light = page.evaluate("getComputedStyle(document.body).color")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_label("Rows of pictures").select_option("huge")
    page.locator("#appearance button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).color") != light
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--row')") == "360px"
    page.goto("/account")
    page.get_by_label("Colours").select_option("auto")
    page.get_by_label("Rows of pictures").select_option("medium")
    page.locator("#appearance button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "auto")


def test_what_may_leave_the_machine_is_listed_and_off(page: Page):
    page.goto("/outbound")
    expect(page.get_by_text("no telemetry")).to_be_visible()
    expect(page.locator(".connection .state").get_by_text("on", exact=True)).to_have_count(0)
    expect(page.get_by_text("MAP_TILES")).to_be_visible()


def test_nothing_is_wider_than_a_phone(page: Page):
    page.set_viewport_size(PHONE)
    for path in ("/settings", "/settings/sources", "/settings/seasons", "/outbound", "/people", "/account"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
