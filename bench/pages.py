"""How long the server takes for every page and every part that htmx swaps, in libraries of two sizes."""

import io
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from PIL import Image

from bench import rows, screen
from bench.report import Figure
from services.cli.stack.postgres import Cluster, cluster
from shared.db.connection import connector
from shared.db.migrate import migrate
from tests.e2e.running import until
from tests.integration.front import free, running
from tests.integration.web import account, session

SIZES = {50_000: 0.05, 1_000_000: 0.1}  # files, and seconds that a page may take, p95
TIMES = 20
# What a page is asked for; `{n}` differs from request to request, `{month}` is 1 to 12.
PAGES = {
    "library": "/",
    "library, a label": "/?object=cat",
    "library, two labels and a year": "/?object=cat&object=dog&from=20{yy}-01-01&to=20{yy}-12-31",
    "library, three filters": "/?camera=Model+{n}&kind=image&favourite=1",
    "library, a word": "/?q=lighthouse",
    "library, by name": "/?sort=name",
    "library, an area": "/?area=40,5,50,15",
    "filters": "/filters",
    "filters, a label": "/filters?object=cat",
    "filters, a camera and a year": "/filters?camera=Model+{n}&from=20{yy}-01-01&to=20{yy}-12-31",
    "viewer": "/media/{media}",
    "viewer in a search": "/media/{media}?object=person",
    "on this day": "/on-this-day?day={month}-11",
    "map": "/map",
    "map clusters, world": "/api/map?south=-85&west=-180&north=85&east=180&zoom=2",
    "map clusters, country": "/api/map?south=42&west=4&north=50&east=14&zoom=6",
    "map clusters, city": "/api/map?south=47&west=8&north=47.6&east=9&zoom=11",
    "albums": "/albums",
    "album": "/albums/{album}",
    "statistics": "/statistics",
    "statistics, a label": "/statistics?object=cat",
    "duplicates": "/duplicates",
    "trash": "/trash",
    "activity": "/status",
    "activity, work": "/status/work",
    "batches": "/status/batches",
    "upload": "/upload",
}
SWAPPED = ("library", "library, a label", "library, a word", "on this day")


def measure(folder: Path) -> Iterator[Figure]:
    """Both libraries, one after the other, on an embedded server."""
    server = cluster(folder)
    server.prepare()
    with _serving(server):
        for files, limit in SIZES.items():
            url = _library(server, files)
            with _application(folder, url) as address:
                cookie = session(connector(url), account(connector(url), "ada", "admin"))
                yield from _pages(address, cookie, files, limit)
                yield from screen.measure(address, cookie, files)


def _pages(address: str, cookie: str, files: int, limit: float) -> Iterator[Figure]:
    for name, path in PAGES.items():
        for swap in (False, True) if name in SWAPPED else (False,):
            title = f"{name}{' (swap)' if swap else ''}, {files:,} files, p95"
            yield _timed(title, address + path, cookie=cookie, files=files, limit=limit, swap=swap)


def _timed(name: str, url: str, *, cookie: str, files: int, limit: float, swap: bool = False) -> Figure:
    headers = {"Cookie": f"session={cookie}"} | ({"HX-Request": "true"} if swap else {})
    spans = []
    for turn in range(TIMES + 2):
        asked = url.format(
            n=turn % 30, yy=f"{5 + turn % 19:02}", month=f"{1 + turn % 12:02}", album=1 + turn % 40,
            media=1 + (turn * 7919 * 13 + 1) % (files - 1) // 1000 * 1000 + 2,
        )  # fmt: skip
        began = time.perf_counter()
        with urllib.request.urlopen(urllib.request.Request(asked, headers=headers)) as answer:
            answer.read()
        spans.append(time.perf_counter() - began)
    return Figure(name, statistics.quantiles(spans[2:], n=20)[-1], "s", limit=limit)


def _library(server: Cluster, files: int) -> str:
    """A migrated database of so many files; its URL."""
    name = f"library_{files}"
    _run(server.url, f"CREATE DATABASE {name}")
    url = server.url.replace("/postgres?", f"/{name}?", 1)
    written = io.BytesIO()
    Image.effect_noise((256, 192), 60).convert("RGB").save(written, "WEBP", quality=60)
    with connector(url)() as conn:
        migrate(conn)
    with connector(url)() as conn:
        rows.fill(conn, files, written.getvalue())
    _run(url, "VACUUM ANALYZE")
    return url


def _run(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as conn:
        conn.autocommit = True
        with conn.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def _serving(server: Cluster) -> Iterator[None]:
    process = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _answers(server.url), 30)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def _application(folder: Path, url: str) -> Iterator[str]:
    port = free()
    settings = {"DATA": folder, "DATABASE_URL": url, "PORT": port, "MIN_FREE": 0, "MAP_TILES": ""}
    with running([sys.executable, "-m", "services.web"], port, folder / "web.log", **settings):
        yield f"http://127.0.0.1:{port}"
