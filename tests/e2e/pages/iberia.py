"""A map of Spain and Portugal with a few files on it."""

from playwright.sync_api import Page

from shared.db.connection import Connect
from tests.integration.files import file

LISBON = {"latitude": 38.7169, "longitude": -9.1399}
SINTRA = {"latitude": 38.79, "longitude": -9.39}
PORTO = {"latitude": 41.15, "longitude": -8.61}
IBERIA = "/map?at=6/40/-6"


def files(connect: Connect) -> dict[str, int]:
    """Three files around Lisbon of two years, one in Porto that a person put there, two without a place."""
    return {
        "old": file(connect, "old.jpg", taken_at="2015-05-01", **LISBON),
        "new": file(connect, "new.jpg", taken_at="2021-05-01", **LISBON),
        "sintra": file(connect, "sintra.jpg", taken_at="2021-06-01", **SINTRA),
        "porto": file(connect, "porto.jpg", taken_at="2021-07-01", placed_by="ada", **PORTO),
        "lost": file(connect, "lost.jpg", taken_at="2022-01-01"),
        "stray": file(connect, "stray.jpg", taken_at="2022-01-02"),
    }


def ready(page: Page, address: str = IBERIA) -> None:
    page.goto(address)
    page.wait_for_selector("#ground[data-drawn]")
