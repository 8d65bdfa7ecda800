"""What a person waits for in the browser: the first pictures, smooth scrolling, and how much is sent."""

import gzip
import shutil
import statistics
from collections.abc import Iterator

from playwright.sync_api import Page, Response, sync_playwright

from bench.report import Figure

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TIMES = 5
SCROLLS = 120
WATCH = """() => {
    window.longest = 0;
    new PerformanceObserver((seen) => {
        for (const entry of seen.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ type: "longtask" });
}"""
# Milliseconds until the last picture that is in sight at first was there.
PICTURES = """() => Math.max(...performance.getEntriesByType("resource")
    .filter((entry) => entry.name.includes("/thumbnail")).slice(0, 8).map((entry) => entry.responseEnd))"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


def measure(address: str, cookie: str, files: int) -> Iterator[Figure]:
    """The library page in Chromium on the same machine."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
        )
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "session", "value": cookie, "url": address}])
        page = context.new_page()
        paints, pictures = zip(*(_opened(page) for _ in range(TIMES)), strict=True)
        yield Figure(
            f"first paint of the grid, {files:,} files, median", statistics.median(paints), "ms", limit=500
        )
        yield Figure(
            f"first pictures of the grid, {files:,} files, median",
            statistics.median(pictures),
            "ms",
            limit=500,
        )
        yield Figure(f"longest task while scrolling, {files:,} files", _scrolled(page), "ms", limit=50)
        yield Figure(
            "JavaScript and CSS of the library, compressed", _weight(context.new_page()), "kB", limit=100
        )
        browser.close()


def _opened(page: Page) -> tuple[float, float]:
    """Milliseconds until something was painted, and until the pictures in sight were there."""
    page.goto("/")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    page.wait_for_load_state("networkidle")
    return page.evaluate(PAINT), page.evaluate(PICTURES)


def _scrolled(page: Page) -> float:
    """The longest task of the main thread while somebody scrolls down, ms; 0 for none."""
    page.goto("/")
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    page.mouse.move(600, 400)
    for _ in range(SCROLLS):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(60)
    return float(page.evaluate("window.longest"))


def _weight(page: Page) -> float:
    """Kilobytes of all scripts and sheets of the page as nginx would send them."""
    sizes: list[int] = []

    def weigh(answer: Response) -> None:
        if answer.request.resource_type in {"script", "stylesheet"} and answer.ok:
            sizes.append(len(gzip.compress(answer.body(), 6)))

    page.on("response", weigh)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    return sum(sizes) / 1000
