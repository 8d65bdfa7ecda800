"""The web application on a database of each test's own, and Chromium that looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from services.web import feed, live
from shared.db.connection import Connect, pooled
from tests.e2e.pages import iberia
from tests.e2e.pages.album import BADGE, FACE, PERSON, Album, shot
from tests.e2e.pages.serving import served
from tests.integration.conftest import connect, database, server, template
from tests.integration.web import account, application, session

__all__ = ["connect", "database", "server", "template"]

NEWS = 0.1  # seconds between two looks for news


@dataclass
class Troubles:
    """What a page must never do: open a dialog, break the content policy, or fail in a script."""

    dialogs: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("dialog", self._dialog)
        page.on("console", lambda said: self._said(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _dialog(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _said(self, text: str) -> None:
        if "Content Security Policy" in text or "Trusted" in text:
            self.violations.append(text)

    def check(self) -> None:
        assert (self.dialogs, self.violations, self.errors) == ([], [], [])


@pytest.fixture
def album(connect: Connect, tmp_path: Path) -> Album:
    """An empty library to fill."""
    return Album(connect, tmp_path)


@pytest.fixture
def placed(connect: Connect) -> dict[str, int]:
    """Files on the map of `iberia`, and two without a place."""
    return iberia.files(connect)


@pytest.fixture
def site(database: str, album: Album, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of the application on that library; it tells at once what moved."""
    monkeypatch.setattr(feed, "PERIOD", NEWS)
    monkeypatch.setattr(live, "PERIOD", NEWS)
    app = application(database, album.folder, pooled(database, 8))
    with served(app) as address:
        yield address
    keepers = app.extensions["keepers"]
    while not keepers.empty():
        if keeper := keepers.get():
            keeper._decoder.close()


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A browser window that is signed in nowhere."""
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: str, connect: Connect) -> Iterator[Page]:
    """A page of a member; no dialog, policy violation or script error happens on it."""
    token = session(connect, account(connect, "ada", "member"))
    context.add_cookies([{"name": "session", "value": token, "url": site}])
    page = context.new_page()
    troubles = Troubles()
    troubles.watch(page)
    yield page
    troubles.check()


@pytest.fixture
def root(page: Page, site: str, connect: Connect) -> Page:
    """The page of an admin, for whom there are the most screens."""
    token = session(connect, account(connect, "root", "admin"))
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "session", "value": token, "url": site}])
    return page


@pytest.fixture
def portrait(album: Album) -> int:
    """An astronaut, with everything found in her picture."""
    media_id = album.keep([("Trips/eileen.jpg", shot("astronaut.png"))])[0]
    album.find(media_id, "detect", *PERSON)
    album.find(media_id, "faces", *FACE)
    album.find(media_id, "ocr", *BADGE)
    return media_id
