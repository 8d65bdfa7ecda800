"""Files brought in through the browser go on after everything that may come between (A22, A70)."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.e2e.handing import ALONGSIDE, BODIES, CHANGED_MIND, HANDLE, MANY, PASTE, REMEMBERED
from tests.e2e.running import Running, until

PART = 8 << 20  # bytes, as static/js/upload/sending.js has it


@pytest.fixture
def photo() -> Iterator[Callable[..., Path]]:
    """Makes photos of content that no library knows; `side` pixels of noise make them long.

    They lie in the system's own folder: browsers give no folder out that lies in /dev, as `--basetemp` may.
    """

    def make(name: str, side: int = 64) -> Path:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng().integers(0, 255, (side, side, 3), dtype=np.uint8)
        Image.fromarray(noise).save(file)
        return file

    with TemporaryDirectory(prefix="bowerbird-", dir="/tmp") as made:
        folder = Path(made)
        yield make


@pytest.fixture
def held(page: Page) -> Iterator[list[Route]]:
    """Parts behind the first of each file are held back until the test lets them go on."""
    routes: list[Route] = []
    page.route("**/api/uploads/*", lambda route: hold(route, routes))
    yield routes
    page.unroute_all(behavior="ignoreErrors")


def hold(route: Route, routes: list[Route]) -> None:
    if route.request.method == "PATCH":
        routes.append(route)
    else:
        route.continue_()


def choose(page: Page, *files: Path, folder: bool = False) -> None:
    """Choose as in a browser that gives no handles."""
    page.evaluate("delete window.showOpenFilePicker")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder" if folder else "Choose files").first.click()
    chooser.value.set_files(files[0] if folder else list(files))


def really_drop(page: Page, *files: Path) -> None:
    """Let the browser itself drop files of the disk on the page, as a file manager would."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}

    def drag(kind: str) -> None:
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})

    drag("dragEnter")
    drag("dragOver")
    expect(page.locator("#drop")).to_be_visible()
    drag("dragOver")  # the browser knows by now that the page takes it
    drag("drop")


def kept(stack: Running, file: Path, path: str | None = None) -> bool:
    """Whether the library has this file byte for byte under its path."""
    original = stack.data / "storage" / "originals" / (path or file.name)
    return original.is_file() and digest(original) == digest(file)


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha512").hexdigest()


def test_a_dropped_folder_keeps_its_hierarchy(page: Page, stack: Running, photo):
    inner = photo("Summer/day 1/été.png")
    photo("Summer/.DS_Store.png").rename(inner.parent.parent / ".DS_Store")
    outer = photo("Summer/<b>: bold.png")
    page.goto("/status")
    really_drop(page, inner.parent.parent)
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.locator(".title")).to_have_text("2 files added")
    assert kept(stack, inner, "Summer/day 1/été.png")
    assert kept(stack, outer, "Summer/<b>: bold.png")
    expect(tray.get_by_text("Summer/<b>: bold.png")).to_be_visible()


def test_one_file_and_all_are_paused_and_go_on(page: Page, stack: Running, photo, held):
    files = [photo(f"pause {n}.bmp", side=1800) for n in (1, 2)]
    assert files[0].stat().st_size > PART
    page.goto("/upload")
    choose(page, *files)
    tray = page.get_by_role("complementary", name="Uploads")
    until(lambda: len(held) == 2 or page.wait_for_timeout(20))
    expect(tray.locator(".sum")).to_contain_text(" MB of ")
    tray.get_by_role("button", name="Pause: pause 1.bmp").click()
    expect(tray.locator(".file.paused .name")).to_have_text("pause 1.bmp")
    tray.get_by_role("button", name="Pause all").click()
    expect(tray.locator(".file.paused")).to_have_count(2)
    expect(tray.locator(".title")).to_have_text("Paused: 0 of 2 files")
    page.unroute_all(behavior="ignoreErrors")
    tray.get_by_role("button", name="Resume all").click()
    expect(tray.locator(".title")).to_have_text("2 files added")
    assert all(kept(stack, file) for file in files)
    expect(tray.get_by_role("link", name="Show them")).to_have_attribute("href", "/?batch=" + batch(page))


def test_a_part_leaves_without_holding_the_page_up(page: Page, stack: Running, photo):
    """A buffer of 8 MB is copied by the thread that draws the page; of a blob only its name is handed on."""
    page.goto("/upload")
    page.evaluate(BODIES)
    choose(page, photo("smooth.bmp", side=1800))
    expect(page.locator("#tray .title")).to_have_text("1 file added")
    assert page.evaluate("window.bodies") == ["Blob", "Blob"]


def batch(page: Page) -> str:
    href = page.get_by_role("link", name="Show them").get_attribute("href") or ""
    number = href.partition("batch=")[2]
    assert number.isdigit()
    return number


def test_after_a_reload_the_same_file_goes_on_where_it_was(page: Page, stack: Running, photo, held):
    """One that is too large to be copied is asked for again, and nobody loses it unasked."""
    file = photo("reload.bmp", side=1800)
    page.goto("/upload")
    page.evaluate("document.querySelector('#tray').dataset.copyEach = '1000'")
    choose(page, file)
    until(lambda: held or page.wait_for_timeout(20))
    until(lambda: page.evaluate(REMEMBERED) == [0] or page.wait_for_timeout(20))
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.goto("/status")
    assert questions == ["beforeunload"], "nobody loses an upload unasked"
    page.unroute_all(behavior="ignoreErrors")
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.locator(".left")).to_contain_text("1 file left to send")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(beginning(request)))
    choose(page, file)
    expect(tray.locator(".title")).to_have_text("1 file added")
    expect(tray.locator(".left")).to_be_hidden()
    assert kept(stack, file)
    assert list(filter(None, sent)) == [str(PART)], "nothing of it was sent twice"
    page.reload()
    expect(tray).to_be_hidden()


def test_a_chosen_file_that_is_small_goes_on_by_its_copy(page: Page, stack: Running, photo, held):
    """Where the browser gives no handle; the copy is gone once the file is safe."""
    file = photo("Copied/copy.bmp", side=1800)
    page.goto("/upload")
    choose(page, file.parent, folder=True)
    until(lambda: held or page.wait_for_timeout(20))
    until(lambda: page.evaluate(REMEMBERED) == [file.stat().st_size] or page.wait_for_timeout(20))
    goes_on(page, "Copied/copy.bmp")
    assert kept(stack, file, "Copied/copy.bmp")
    until(lambda: page.evaluate(REMEMBERED) == [] or page.wait_for_timeout(20))


def test_another_tab_goes_on_with_what_one_that_was_left_was_sending(page: Page, stack: Running, photo, held):
    file = photo("closed.bmp", side=1800)
    page.goto("/upload")
    choose(page, file)
    until(lambda: held or page.wait_for_timeout(20))
    until(lambda: page.evaluate(REMEMBERED) == [file.stat().st_size] or page.wait_for_timeout(20))
    other = page.context.new_page()
    other.goto("/status")
    other.wait_for_function(ALONGSIDE)
    expect(other.locator("#tray")).to_be_hidden()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    expect(other.locator("#tray .title")).to_have_text("1 file added")
    assert kept(stack, file)


def test_a_file_chosen_by_its_handle_goes_on_by_itself(page: Page, stack: Running, photo, held):
    """As Chromium gives it: nothing is copied, whatever its size."""
    file = photo("chosen.bmp", side=1800)
    page.goto("/upload")
    content = base64.b64encode(file.read_bytes()).decode()
    page.evaluate(HANDLE, [file.name, content])
    page.get_by_role("button", name="Choose files").first.click()
    until(lambda: held or page.wait_for_timeout(20))
    until(lambda: page.evaluate(REMEMBERED) == [0] or page.wait_for_timeout(20))
    goes_on(page, file.name)
    assert kept(stack, file)


def test_who_chooses_nothing_sees_nothing(page: Page):
    page.goto("/upload")
    page.evaluate(CHANGED_MIND)
    page.get_by_role("button", name="Choose files").first.click()
    until(lambda: page.evaluate("window.asked"))
    page.evaluate("new Promise((done) => setTimeout(done, 100))")  # what follows the answer has been done
    expect(page.locator("#tray")).to_be_hidden()


def goes_on(page: Page, name: str) -> None:
    """Leave for another page, unasked; the upload goes on there, and after a reload in the midst."""
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.get_by_role("navigation").get_by_role("link", name="Activity").first.click()
    page.wait_for_url("**/status")
    expect(row(page, name)).to_be_visible()
    assert questions == [], "nothing is lost that way"
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.locator(".title")).to_have_text("1 file added", timeout=15_000)


def beginning(request) -> str:
    """Where in the file the part begins that a request sends; empty for one that sends none."""
    ours = "/api/uploads" in request.url and request.method in {"POST", "PATCH"}
    return request.headers.get("upload-offset", "0") if ours else ""


def test_a_dropped_file_goes_on_by_itself_on_the_next_page(page: Page, stack: Running, photo, held):
    file = photo("handle.bmp", side=1800)
    page.goto("/upload")
    really_drop(page, file)
    until(lambda: held or page.wait_for_timeout(20))
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.unroute_all(behavior="ignoreErrors")
    page.get_by_role("navigation").get_by_role("link", name="Activity").first.click()
    page.wait_for_url("**/status")
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.locator(".title")).to_have_text("1 file added")
    assert kept(stack, file)
    assert questions == [], "nothing is lost that way"


def test_each_file_says_what_became_of_it(page: Page, stack: Running, photo, tmp_path):
    """A15, A22: new, known and unreadable ones, and one that is too large for this server."""
    new, letter = photo("new.bmp"), tmp_path / "letter.jpg"
    letter.write_text("dear reader")
    page.goto("/upload")
    choose(page, new)
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.locator(".title")).to_have_text("1 file added")
    until(lambda: page.evaluate(REMEMBERED) == [] or page.wait_for_timeout(20))
    page.reload()
    page.evaluate("document.querySelector('#tray').dataset.largest = '100000'")
    choose(page, new, letter, photo("large.bmp", side=400))
    expect(row(page, "new.bmp")).to_contain_text("already here")
    expect(row(page, "letter.jpg")).to_contain_text(
        "Kept as it is. A file of type text/plain is not a picture"
    )
    expect(row(page, "letter.jpg")).to_have_class("file done odd")
    expect(row(page, "large.bmp")).to_contain_text("It is too large")
    expect(tray.locator(".sum")).to_have_text(
        "1 file kept with a fault · 1 file already here · 1 file not added"
    )


def row(page: Page, name: str):
    return page.locator(".file").filter(has=page.get_by_text(name, exact=True))


def test_a_pasted_picture_gets_a_name_of_its_own(page: Page, stack: Running, photo):
    content = base64.b64encode(photo("clip.bmp").read_bytes()).decode()
    page.goto("/")
    page.evaluate(PASTE, content)
    expect(page.locator(".file .name")).to_have_text(re.compile(r"^Pasted 20\d\d-.*\.png$"))
    expect(page.locator("#tray .title")).to_have_text("1 file added")


def test_many_files_leave_the_page_light(page: Page):
    """Of those that went well only the last have a row, and all are counted."""
    page.goto("/status")
    answer = {"Upload-Offset": "5", "X-Bowerbird-Media": "1", "X-Bowerbird-Known": "0"}
    page.route("**/api/uploads", lambda route: route.fulfill(status=201, headers=answer))
    page.evaluate(MANY, 300)
    expect(page.locator("#tray .title")).to_have_text("300 files added", timeout=30_000)
    assert page.locator(".file").count() <= 60
