"""Moments of recordings: the seconds at which everything is there that a search asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared import amounts, joining
from shared.db import texts
from shared.db.connection import Connection, rows
from shared.db.lowering import lowered
from shared.db.media import TILE, Tile
from shared.db.moment_hits import hits as found_in
from shared.db.moment_terms import Term, of
from shared.db.orders import Cursor
from shared.db.search import FACE, Clauses, clauses
from shared.db.selection import Selection
from shared.domain import MediaKind
from shared.joining import Moment
from shared.query.tree import Together, Words, conjuncts

FILMS = 24  # on a page
ROUNDS = 6  # of so many films that are looked through for one page
KINDS = (MediaKind.VIDEO, MediaKind.AUDIO)


@dataclass(frozen=True)
class Film:
    """A recording and its moments, in order."""

    tile: Tile
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Page:
    """Some films, newest first; `next` is where it goes on, None at the end.  It may hold few films, even
    none, and go on all the same: only so many are looked through at once.
    """

    films: tuple[Film, ...]
    next: str | None


def page(conn: Connection, selection: Selection, window: float, after: Cursor | None = None) -> Page:
    """The moments of the newest films behind `after`; `window` as in `joining.moments`."""
    wanted, window = asked(conn, selection, window)
    found: list[Film] = []
    for _ in range(ROUNDS if wanted else 0):
        films = _films(conn, selection, after)
        held = moments(conn, [film.id for film in films], wanted, window)
        found += [Film(film, held[film.id]) for film in films if film.id in held]
        after = Cursor(films[-1].taken_at, films[-1].id) if len(films) == FILMS else None
        if after is None or len(found) >= FILMS // 2:
            break
    return Page(tuple(found), str(after) if after else None)


def asked(conn: Connection, selection: Selection, window: float) -> tuple[list[Term], float]:
    """What a search asks of a second, and within how many others.

    Of a question with `(…) within 5s` that part and its window; else every part that can be met at a
    second.  The other parts are asked of the whole file.
    """
    together = next((part for part in conjuncts(selection.query) if isinstance(part, Together)), None)
    if together:
        return [term for part in conjuncts(together.part) for term in of(conn, part)], together.seconds
    selection = lowered(conn, selection)
    seen = [amounts.wanted(text) for text in selection.objects]
    seen += [amounts.of(FACE, amount) for amount in selection.faces]
    plain = tuple(Words(word) for word in texts.sought(selection.text))
    terms = [Term(labels=(one.label,)) for one in seen if one.shown]
    terms += [term for part in (*plain, *conjuncts(selection.query)) for term in of(conn, part)]
    return terms, window


def moments(
    conn: Connection, ids: Sequence[int], wanted: Sequence[Term], window: float
) -> dict[int, tuple[Moment, ...]]:
    """The moments of each of these files that has any."""
    hits = found_in(conn, ids, wanted)
    joined = {media_id: joining.moments(held, len(wanted), window) for media_id, held in hits.items()}
    return {media_id: tuple(each) for media_id, each in joined.items() if each}


def _films(conn: Connection, selection: Selection, after: Cursor | None) -> list[Tile]:
    """The next films that have all that is asked for, at whatever seconds."""
    kinds = tuple(kind for kind in KINDS if not selection.kinds or kind in selection.kinds)
    if not kinds:
        return []
    found = timed(clauses(conn, replace(selection, kinds=kinds, sort="newest")))
    behind = f"({found.time}, {found.id}) < (%(after_time)s, %(after_id)s)" if after else "true"
    given: dict[str, Any] = {"after_time": after.taken_at, "after_id": after.id} if after else {}
    return rows(
        conn,
        Tile,
        f"""
        SELECT {TILE} FROM {found.source} WHERE {found.where} AND {behind}
         ORDER BY {found.time} DESC, {found.id} DESC LIMIT {FILMS}
        """,
        **found.parameters,
        **given,
    )


def timed(found: Clauses) -> Clauses:
    """The same, led by the index of labels that were found at a second where a label leads."""
    if not found.source.startswith("media_label AS driver"):
        return found
    return replace(found, conditions=(*found.conditions, "driver.timed"))
