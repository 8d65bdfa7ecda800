"""What a person waits for in the browser: the first pictures, smooth scrolling, and how much is sent."""

import gzip
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
        yield _scrolled(page, f"longest task while scrolling, {files:,} files")
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


def _scrolled(page: Page, name: str) -> Figure:
    """The longest task of the main thread while somebody scrolls down; 0 ms for none of 50 ms and more.

    The note says what the longest took of a processor: what it waited for one is not the page's doing.
    """
    page.goto("/")
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    with _traced(page) as tasks:
        page.mouse.move(600, 400)
        for _ in range(SCROLLS):
            page.mouse.wheel(0, 700)
            page.wait_for_timeout(60)
    longest = float(page.evaluate("window.longest"))
    return Figure(name, longest, "ms", limit=50, note=f"processor {max(tasks):.0f} ms at most")


@contextmanager
def _traced(page: Page) -> Iterator[list[float]]:
    """Milliseconds that each task of the page's main thread took of a processor meanwhile."""
    protocol = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    ended: list[bool] = []
    protocol.on("Tracing.dataCollected", lambda some: events.extend(some["value"]))
    protocol.on("Tracing.tracingComplete", lambda _: ended.append(True))
    protocol.send("Tracing.start", {"traceConfig": {"includedCategories": ["toplevel"]}})
    spans: list[float] = []
    yield spans
    protocol.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(50)
    threads = [
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    ]
    spans.extend(
        event["tdur"] / 1000
        for event in events
        if "tdur" in event and (event["pid"], event["tid"]) in threads
    )


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
