"""How long the server takes for every page and every part that htmx swaps, in libraries of two sizes.

The promise is held to what a reader waits for.  Beside it stands how much of that the server's processes
themselves were busy: on a machine that does other things too, the difference is what they waited for.
"""

import statistics
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bench import screen, usage
from bench.libraries import application, library, serving
from bench.options import Options
from bench.report import Figure, p95
from bench.shapes import ASKERS, CONFINED, MAPS, PAGES, SWAPPED, Asker
from services.cli.stack.postgres import Cluster
from shared.db import reach
from shared.db.connection import Connect, connector
from shared.db.connection import value as ask
from tests.integration.web import account, session

SMALL, LARGE = 0.05, 0.1  # seconds that a page may take, p95, up to 50,000 files and beyond
TIMES, WARM = 60, 8  # requests that are timed, and before them


_BACKENDS = """
    SELECT array_agg(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
    """


@dataclass(frozen=True)
class Target:
    """A running application over a library of so many files: its process, and how to reach its database."""

    address: str
    files: int
    newest: int
    pid: int
    connect: Connect

    @property
    def limit(self) -> float:
        """Seconds that a page of this library may take, p95."""
        return SMALL if self.files <= 50_000 else LARGE

    def pids(self) -> list[int]:
        """The processes that answer: the application's, and those of the database that it speaks to."""
        with self.connect() as conn:
            backends = ask(conn, _BACKENDS)
        return [*(process.pid for process in usage.tree(self.pid)), *(backends or ())]


def measure(options: Options) -> Iterator[Figure]:
    """The libraries, one after the other, on an embedded server."""
    with serving(options.keep or options.folder) as server:
        for files in options.sizes:
            with _target(options, server, files) as target:
                cookie = _signed_in(target.connect, "ada", "admin")
                yield from _everyone(target, options, cookie)
                for asker in ASKERS:
                    yield from _confined(target, options, asker)
                if options.asks("screen"):
                    yield from screen.measure(target.address, cookie, files)


@contextmanager
def _target(options: Options, server: Cluster, files: int) -> Iterator[Target]:
    url = library(server, files)
    connect = connector(url)
    with connect() as conn:
        newest = ask(conn, "SELECT max(id) FROM media")
    with application(options.folder, url) as (address, pid):
        yield Target(address, files, newest, pid, connect)


def _everyone(target: Target, options: Options, cookie: str) -> Iterator[Figure]:
    for name, path in options.chosen(PAGES | MAPS):
        for swap in (False, True) if name in SWAPPED else (False,):
            yield _timed(target, f"{name}{' (swap)' if swap else ''}", path, cookie=cookie, swap=swap)


def _confined(target: Target, options: Options, asker: Asker) -> Iterator[Figure]:
    shapes = {f"{name}, for one {asker.words}": path for name, path in CONFINED.items()}
    cookie = _signed_in(target.connect, asker.name, "viewer", asker)
    for name, path in options.chosen(shapes):
        yield _timed(target, name, path, cookie=cookie)


def _signed_in(connect: Connect, name: str, role: str, asker: Asker | None = None) -> str:
    """A session of a new account."""
    account_id = account(connect, f"{name} {time.time_ns()}", role)  # type: ignore[arg-type]
    if asker:
        with connect() as conn:
            reach.restrict(conn, account_id, asker.folder, asker.query)
    return session(connect, account_id)


def _timed(target: Target, name: str, path: str, *, cookie: str, swap: bool = False) -> Figure:
    headers = {"Cookie": f"session={cookie}"} | ({"HX-Request": "true"} if swap else {})
    asked = partial(_asked, target, path)
    for turn in range(WARM):
        _fetch(asked(turn), headers)
    spans, busy, pids = [], [], target.pids()
    for turn in range(WARM, WARM + TIMES):
        before, began = usage.clock(pids), time.perf_counter()
        _fetch(asked(turn), headers)
        spans.append(time.perf_counter() - began)
        busy.append(usage.clock(pids) - before)
    told = f"median {1000 * statistics.median(spans):.0f} ms, processors {1000 * p95(busy):.0f} ms (p95)"
    title = f"{name}, {target.files:,} files, p95"
    return Figure(title, p95(spans), "s", limit=target.limit, note=told)


def _fetch(url: str, headers: dict[str, str]) -> None:
    """Read an answer to its end; a file that the asker may not see is answered by 404, which counts too."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise


def _asked(target: Target, path: str, turn: int) -> str:
    year = 5 + turn % 15
    return target.address + path.format(
        n=turn % 30, yy=f"{year:02}", later=f"{year + 4:02}", month=f"{1 + turn % 12:02}",
        album=1 + turn % 40, newest=target.newest,
        media=1 + (turn * 7919 * 13 + 1) % (target.files - 1) // 1000 * 1000 + 2,
    )  # fmt: skip
