"""Waiting for something that a page's own script can tell.

Playwright's `wait_for_function` asks again from within the page, by `eval`, which the content security policy
forbids: it holds where the first answer is yes, and fails the test where the page is a little slower.
"""

from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Route

from tests.e2e.running import until

PATIENCE = 20.0  # seconds
LEFT = "context was destroyed"  # what Playwright says where another page came in the midst of a question

# Two looks at the place of the page, some pictures of the screen apart.
STILL = """new Promise((tell) => {
    const place = scrollY;
    setTimeout(() => requestAnimationFrame(() => tell(place === scrollY)), 150);
})"""


def true(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until an expression, or a function of `arg`, is true in the page."""
    until(lambda: _said(page, expression, arg), PATIENCE)


def _said(page: Page, expression: str, arg: Any) -> Any:
    try:
        return page.evaluate(expression, arg)
    except Error as error:
        if LEFT not in str(error):
            raise
        return None


def pictures(page: Page) -> None:
    """Wait for all pictures that are not left for later."""
    true(page, "[...document.images].every((image) => image.complete || image.loading === 'lazy')")


def scrolled(page: Page, down: int) -> None:
    """Wait until the page stands still, so many pixels down at least."""
    true(page, f"scrollY >= {down}")
    true(page, STILL)


class Held:
    """Requests for an address, held until they are let go; what comes later passes."""

    def __init__(self, where: Page | BrowserContext, address: str) -> None:
        self._routes: list[Route] = []
        self._holds = True
        where.route(address, self._come)

    def _come(self, route: Route) -> None:
        if self._holds:
            self._routes.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self._holds = False
        for route in self._routes:
            route.continue_()
