"""Waiting for something that a page's own script can tell.

Playwright's `wait_for_function` asks again from within the page, by `eval`, which the content security policy
forbids: it holds where the first answer is yes, and fails the test where the page is a little slower.
"""

from typing import Any

from playwright.sync_api import Page

from tests.e2e.running import until

PATIENCE = 10.0  # seconds


def true(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until an expression, or a function of `arg`, is true in the page."""
    until(lambda: page.evaluate(expression, arg), PATIENCE)


def pictures(page: Page) -> None:
    """Wait for all pictures that are not left for later."""
    true(page, "[...document.images].every((image) => image.complete || image.loading === 'lazy')")
