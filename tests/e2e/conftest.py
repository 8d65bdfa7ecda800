"""A running stack for each file of browser tests, and a browser that is signed in to it."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import CORPUS, skip_or_fail
from tests.e2e.running import Running

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

expect.set_options(timeout=15_000)  # ms; only what fails takes as long


@pytest.fixture(scope="session")
def settings() -> dict[str, str]:
    """The weights of this machine, where there are any; else the stack waits for them."""
    folder = os.environ.get("MODELS_DIR") or str(CORPUS / "models")
    return {"MODELS_DIR": folder} if Path(folder).is_dir() else {}


@pytest.fixture(scope="module")
def stack(settings: dict[str, str]) -> Iterator[Running]:
    """A `bowerbird run` with an empty library, shared by the tests of a file."""
    with _folder() as make:
        running = make(settings)
        running.start()
        yield running


@pytest.fixture
def own_stack(settings: dict[str, str]) -> Iterator[Callable[..., Running]]:
    """Makes stacks that belong to one test; they are not started yet."""
    with _folder() as make:
        yield lambda **more: make(settings | more)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the system's packages."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        skip_or_fail("no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(stack: Running, browser: Browser) -> Iterator[Page]:
    """A page of a browser that is signed in to the stack as the admin."""
    link = stack.answer("link")["link"]
    context = browser.new_context(base_url=stack.address)
    page = context.new_page()
    page.goto(link)
    if "/welcome/" in page.url:
        page.locator("form button, form [type=submit]").first.click()
    page.wait_for_url(lambda url: "/welcome/" not in url)
    yield page
    context.close()


class _folder:  # noqa: N801  # used as a function
    """Makes stacks in temporary folders; stops and removes them in the end."""

    def __enter__(self) -> Callable[[dict[str, str]], Running]:
        self._made: list[Running] = []
        return self._make

    def __exit__(self, *_: object) -> None:
        for running in self._made:
            running.stop(signal.SIGTERM)
            shutil.rmtree(running.folder, ignore_errors=True)

    def _make(self, settings: dict[str, str]) -> Running:
        self._made.append(Running(Path(tempfile.mkdtemp(prefix="bowerbird-e2e-")), settings))
        return self._made[-1]
