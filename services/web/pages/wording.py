"""The sections of a search of several words: in a row, all of them, some of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request

from services.web.context import connection
from services.web.filters import LONGEST, Filters, parse
from services.web.pages import why
from services.web.pages.query import Query as Address
from services.web.pages.sections import Day, Month
from services.web.words import _
from shared.db import media, texts
from shared.db.census import Held
from shared.db.connection import Connection
from shared.db.facets import held
from shared.db.media import Tile
from shared.query import partly, reading
from shared.query.printer import written
from shared.query.tree import Query, Words

FEW = 20  # files; a search that finds more needs no others
MOST = 60  # files with some of the words


@dataclass(frozen=True)
class SomeWords:
    """The best files with some of the words, how many there are, and the search that finds just these."""

    tiles: tuple[Tile, ...]
    found: Held
    query: Address
    evidence: dict[int, str]


def add_to(bp: Blueprint) -> None:
    """Add this part's route."""
    bp.add_url_rule("/search/some", view_func=some_words)


def some_words() -> str:
    """The files that hold some of the words of a search, to be put below those that hold all."""
    filters = parse(request.args)
    with connection() as conn:
        return render_template("_some_words.html", some=found(conn, filters))


def words(filters: Filters) -> tuple[Words, ...]:
    """The words of a search that is nothing but several of them; else none."""
    return () if filters.plain else partly.plain(reading.read(filters.q).query)


def some(filters: Filters) -> Address | None:
    """The search for files with some of the words; None for one that is not of several words."""
    asked = partly.some(words(filters))
    question = written(Query(asked)) if asked else ""
    if not question or len(question) > LONGEST or filters.like:
        return None
    return Address.of(filters.model_copy(update={"q": question}))


def found(conn: Connection, filters: Filters) -> SomeWords | None:
    """The best files with some of the words: with the most of them, and of these the newest."""
    query = some(filters)
    if query is None:
        return None
    asked = replace(filters.selection, sort="newest")
    tiles: list[Tile] = []
    for condition in partly.steps(words(filters)):
        part = replace(asked, query=condition)
        tiles += media.page(conn, part, limit=MOST - len(tiles)).items
        if len(tiles) >= MOST:
            break
    whole = replace(asked, query=partly.some(words(filters)))
    count = held(conn, whole) if len(tiles) >= MOST else Held(len(tiles), exact=True)
    return SomeWords(tuple(tiles), count, query, why.lines(conn, [tile.id for tile in tiles], filters))


def sections(filters: Filters, page: media.Page) -> dict[str, object]:
    """What the page of a search of several words shows otherwise, where it finds few files."""
    whole = not (page.next or filters.after or filters.ahead)
    shown: dict[str, object] = {"further": None, "some": None}
    if not words(filters) or not whole or len(page.items) >= FEW:
        return shown
    shown["further"] = some(filters)
    with connection() as conn:
        if not page.items:
            shown["some"] = found(conn, filters)
        elif filters.sort == "newest":
            shown |= {"months": grouped(conn, filters, page.items), "timed": False}
    return shown


def grouped(conn: Connection, filters: Filters, tiles: Sequence[Tile]) -> list[Month]:
    """All files of a search of several words: those that hold them in a row, and then the others."""
    query = texts.worded(partly.in_a_row(words(filters)))
    exact = texts.holding(conn, query, [tile.id for tile in tiles]) if query else set()
    return [
        *_section("row", _("Exactly these words"), [tile for tile in tiles if tile.id in exact]),
        *_section("all", _("All of these words"), [tile for tile in tiles if tile.id not in exact]),
    ]


def _section(key: str, name: str, tiles: Sequence[Tile]) -> list[Month]:
    return [Month(key, name, (Day("", "", "", tuple(tiles)),), note=f"{len(tiles)}")] if tiles else []
