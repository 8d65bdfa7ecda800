"""How long a search of a large library takes: filters, counts, facets, text, moments, map, similar faces.

What is asked differs from time to time; the promise is held to what a caller of `shared.db` waits for.
"""

import gc
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from werkzeug.datastructures import MultiDict

from bench import faces, known, usage
from bench.libraries import library, serving
from bench.options import Options
from bench.report import Figure, p95
from services.web.filters import parse
from shared.db import media, moments, places, recognition, resemblance
from shared.db.connection import Connect, Connection, pooled, rows, run, value
from shared.db.facets import facets, held
from shared.db.places import View
from shared.db.selection import Selection
from shared.mercator import FINEST, boxed

LIMIT, FACES, MAP = 0.05, 0.02, 0.1  # seconds, p95
RECALL, NEAREST = 0.95, 50
TIMES, WARM = 100, 10
SETTLED = 500  # questions about other faces that are asked first, until most of the index is in memory
COMPARED = 60  # faces whose nearest are compared with the exact answer
ZOOMS = range(19)
TOGETHER = 5.0  # seconds within which things are at once
Given = dict[str, str | list[str]]
# Parameters of a search as in the address of the library; `{n}` is 0 to 29, `{yy}` a year.
FILTERS: dict[str, Given] = {
    "newest": {},
    "a label": {"object": "cat"},
    "two labels and a year": {"object": ["cat", "dog"], "from": "20{yy}-01-01", "to": "20{yy}-12-31"},
    "three or more": {"object": "person>=3"},
    "none of a label": {"object": "cat=0"},
    "a rare label": {"object": "heron"},
    "a camera and a kind": {"camera": "Model {n}", "kind": "video"},
    "a label in a folder": {"object": "person", "folder": "archive"},
    "a tag": {"tag": "tag {n}"},
    "an area": {"area": "40,5,50,15"},
    "a place": {"place": "Country {n}"},
    "a place and a label": {"place": "Country {n}", "object": "dog"},
    "odd dates and a label": {"object": "cat", "from": "20{yy}-01-17", "to": "20{yy}-11-05"},
}
TEXTS: dict[str, Given] = {
    "a word": {"q": "lighthouse"},
    "a frequent word": {"q": "cat"},
    "the beginning of a word": {"q": "light"},
    "two words": {"q": "thing {n}"},
    "a phrase": {"q": '"model {n} thing"'},
    "a word and not another": {"q": "lighthouse -cat"},
    "a word and a label": {"q": "lighthouse", "object": "person"},
    "a word that is nowhere": {"q": "zeppelin"},
}
QUESTIONS: dict[str, Given] = {
    "and, or, not": {"q": "(object:cat or object:dog) and not object:car"},
    "a range": {"q": "year in [2010:2012] and object:heron"},
    "a comparison": {"q": "rating >= 4 and kind:video"},
    "count": {"q": "count(person) >= 3"},
    "exists": {"q": "exists(gps) and object:dog"},
    "near": {"q": 'near:"Bastia" within 20km'},
    "a date": {"q": "date:20{yy} and object:dog"},
    "at most so many": {"q": "object:cat limit:200"},
    "said": {"q": 'said:"thing {n}"'},
}
MOMENTS: dict[str, Given] = {
    "seen": {"q": "object:cat"},
    "said": {"q": 'said:"thing {n}"'},
    "seen and said at once": {"q": '(object:dog said:"thing {n}") within 5s'},
    "two things at once": {"q": "(object:cat object:dog) within 5s"},
}


def measure(options: Options) -> Iterator[Figure]:
    """A library of the largest size, with so many faces."""
    gc.collect()
    gc.freeze()  # as the web process does
    files = max(options.sizes)
    with serving(options.keep or options.folder) as server:
        url = library(server, files)
        faces.ensure(url, min(options.faces, files))
        connect = pooled(url, 1)
        with connect() as conn:
            told = f"{files:,} files, {value(conn, 'SELECT count(*) FROM finding'):,} findings"
        for name, ask, limit in _asked():
            if options.asks(name):
                yield _timed(connect, f"{name}, {told}, p95", ask, limit)
        if options.asks("similar faces"):
            yield from _resembling(connect)
        if options.asks("new face"):
            known.ensure(url, min(options.faces, files))
            yield _recognised(connect)


Ask = Callable[[Connection, int], object]


@dataclass(frozen=True)
class _Id:
    finding_id: int


def _asked() -> Iterator[tuple[str, Ask, float]]:
    groups = {"filter": FILTERS, "text": TEXTS, "question": QUESTIONS}
    for group, shapes in groups.items():
        for name, given in shapes.items():
            for what, look in {"page": media.page, "count": held, "facets": facets}.items():
                yield f"{group}, {name}: {what}", partial(_search, look, given), LIMIT
    for name, given in MOMENTS.items():
        yield f"moments, {name}", partial(_search, _moments, given), LIMIT
    for zoom in ZOOMS:
        yield f"map at zoom {zoom:02}", partial(_look, zoom), MAP


def _search(
    look: Callable[[Connection, Selection], object], given: Given, conn: Connection, turn: int
) -> object:
    return look(conn, selection(given, turn))


def _moments(conn: Connection, asked: Selection) -> object:
    return moments.page(conn, asked, TOGETHER)


def selection(given: Given, turn: int) -> Selection:
    """What is asked for at one of the turns; raises for a question that cannot be read."""

    def filled(text: str) -> str:
        return text.replace("{n}", str(turn % 30)).replace("{yy}", f"{5 + turn % 19:02}")

    pairs = [
        (name, filled(one))
        for name, held in given.items()
        for one in ([held] if isinstance(held, str) else held)
    ]
    return parse(MultiDict(pairs), strict=True).selection


def _look(zoom: int, conn: Connection, turn: int) -> object:
    """The clusters of a window of 1600 by 900 pixels somewhere on land or sea."""
    random_place = random.Random(turn)
    width, height = 360 * 1600 / (256 << zoom), 170 * 900 / (256 << zoom)
    south = random_place.uniform(-60, 60) - min(height, 120) / 2
    west = random_place.uniform(-180, 180) - min(width, 360) / 2
    box = boxed(max(south, -85), west, min(south + height, 85), west + min(width, 359.9))
    return places.cells(conn, Selection(), View(box, min(zoom + 2, FINEST)))


def _resembling(connect: Connect) -> Iterator[Figure]:
    """How long it takes to find faces like one, and how many of the nearest are among them."""
    with connect() as conn:
        count = value(conn, "SELECT count(*) FROM face")
        found = rows(conn, _Id, "SELECT finding_id FROM face TABLESAMPLE SYSTEM (2) REPEATABLE (7)")
    ids = [one.finding_id for one in random.Random(7).sample(found, TIMES + SETTLED)]

    def ask(conn: Connection, turn: int) -> set[int]:
        near = resemblance.similar(conn, ids[turn], Selection(), within=9.0, limit=NEAREST)
        return {face.id for face in near}

    yield _timed(connect, f"similar faces, {count:,} faces, p95", ask, FACES, warm=SETTLED)
    shares = []
    for turn in range(COMPARED):
        with connect() as conn:
            near = ask(conn, turn)
        with connect() as conn:
            shares.append(len(near & _exactly(conn, ids[turn])) / NEAREST)
    title = f"recall of similar faces at {NEAREST}, {count:,} faces"
    note = f"least {min(shares):.2f} of {COMPARED}"
    yield Figure(title, statistics.mean(shares), "", limit=RECALL, better="above", note=note)


def _recognised(connect: Connect) -> Figure:
    """How long it takes to find out whose a face is that nobody has looked at, and to note it."""
    with connect() as conn:
        count = value(conn, "SELECT count(*) FROM face")
        found = rows(conn, _Id, "SELECT finding_id FROM face TABLESAMPLE SYSTEM (2) REPEATABLE (11)")
    ids = [one.finding_id for one in random.Random(11).sample(found, TIMES + SETTLED)]

    def ask(conn: Connection, turn: int) -> object:
        run(conn, "DELETE FROM belonging WHERE finding_id = %(id)s", id=ids[turn])
        return recognition.recognise(conn, ids[turn])

    return _timed(connect, f"one new face recognised, {count:,} faces, p95", ask, FACES, warm=SETTLED)


def _exactly(conn: Connection, finding_id: int) -> set[int]:
    """The nearest faces without the index."""
    run(conn, "SET LOCAL enable_indexscan = off")
    run(conn, "SET LOCAL max_parallel_workers_per_gather = 2")
    near = rows(
        conn,
        _Id,
        """
        SELECT finding_id FROM face
         ORDER BY embedding <-> (SELECT embedding FROM face WHERE finding_id = %(id)s) LIMIT %(most)s
        """,
        id=finding_id,
        most=NEAREST,
    )
    return {one.finding_id for one in near}


def _timed(connect: Connect, title: str, ask: Ask, limit: float, *, warm: int = WARM) -> Figure:
    spans, busy = [], []
    with connect() as conn:  # the only connection of the pool, so it is the one that answers
        pids = [os.getpid(), value(conn, "SELECT pg_backend_pid()")]
    for turn in range(-warm, TIMES):
        before, began = usage.clock(pids), time.perf_counter()
        with connect() as conn:
            ask(conn, turn)
        spans.append(time.perf_counter() - began)
        busy.append(usage.clock(pids) - before)
    took, worked = spans[warm:], busy[warm:]
    told = f"median {1000 * statistics.median(took):.1f} ms, processors {1000 * p95(worked):.1f} ms (p95)"
    return Figure(title, p95(took), "s", limit=limit, note=told)
