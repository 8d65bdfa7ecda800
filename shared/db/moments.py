"""Moments of recordings: the seconds at which everything is there that a search asks for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from shared import amounts, joining
from shared.db import media, texts
from shared.db.conditions import of_mark
from shared.db.connection import Connection, rows
from shared.db.lowering import lowered
from shared.db.media import TILE, Tile
from shared.db.moment_hits import hits as found_in
from shared.db.moment_terms import Sought, Term, of
from shared.db.orders import Cursor
from shared.db.search import FACE, Clauses, clauses, on_files
from shared.db.selection import Selection, Within
from shared.domain import MediaKind
from shared.joining import Moment, Scene
from shared.query import ordering
from shared.query.tree import Condition, Or, Together, Words, conjuncts, disjoined

FILMS = 24  # on a page
ROUNDS = 6  # of so many films that are looked through for one page
KINDS = (MediaKind.VIDEO, MediaKind.AUDIO)


@dataclass(frozen=True)
class _Id:
    id: int


@dataclass(frozen=True)
class Film:
    """A recording and its moments, in order."""

    tile: Tile
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Page:
    """Some films in the order of the search; `next` is where it goes on, None at the end.

    It may hold few films, even none, and go on all the same: only so many are looked through at once.
    """

    films: tuple[Film, ...]
    next: str | None


@dataclass(frozen=True)
class Asked:
    """What a search asks of a second: scenes and the window of each, and what they ask of the whole file."""

    terms: Sequence[Term]
    facts: Sequence[Condition]
    scenes: Sequence[tuple[Scene, float]]
    within: Within | None


def page(conn: Connection, selection: Selection, window: float, after: Cursor | None = None) -> Page:
    """The moments of the next films behind `after`; `window` as in `joining.moments`."""
    wanted = asked(conn, selection, window)
    recordings = _recordings(selection)
    found: list[Film] = []
    for _ in range(ROUNDS if wanted.scenes and recordings else 0):
        films, after = _films(conn, recordings, after)
        held = moments(conn, [film.id for film in films], wanted)
        found += [Film(film, held[film.id]) for film in films if film.id in held]
        if after is None or len(found) >= FILMS // 2:
            break
    return Page(tuple(found), str(after) if after else None)


def asked(conn: Connection, selection: Selection, window: float) -> Asked:
    """What a search asks of a second, and within how many others.

    Of a question with `(…) within 5s` such parts and their windows; else every part that can be met at a
    second.  The other parts are asked of the whole file.
    """
    sought = Sought(conn)
    near = replace(sought, near=True)
    ways = selection.query.parts if isinstance(selection.query, Or) else (selection.query,)
    scenes: list[tuple[Scene | None, float]] = []
    for way in ways:
        together = [part for part in conjuncts(way) if isinstance(part, Together)]
        so = [near.fact(way)] if way and together and len(ways) > 1 else []
        scenes += [(near.top(part.part, so), part.seconds) for part in together]
    rest = [way for way in ways if not any(isinstance(part, Together) for part in conjuncts(way))]
    if rest:
        held = lowered(conn, replace(selection, query=disjoined(way for way in rest if way)))
        scenes.append((sought.top(held.query, map(sought.term, _filtered(conn, held))), window))
    found = [(scene, seconds) for scene, seconds in scenes if scene]
    return Asked(sought.terms, sought.facts, found, selection.within)


def _filtered(conn: Connection, selection: Selection) -> Iterator[Term]:
    """What the filters and the plain words of a selection ask of a second."""
    seen = [amounts.wanted(text) for text in selection.objects]
    seen += [amounts.of(FACE, amount) for amount in selection.faces]
    yield from (Term(labels=(one.label,), least=one.least) for one in seen if one.shown)
    yield from (Term(looks=(look,)) for look in selection.looks)
    yield from (Term(people=(person_id,)) for person_id in selection.persons)
    for word in texts.sought(selection.text):
        yield from of(conn, Words(word))


def moments(conn: Connection, ids: Sequence[int], wanted: Asked) -> dict[int, tuple[Moment, ...]]:
    """The moments of each of these files that has any."""
    hits = found_in(conn, ids, wanted.terms)
    holding = [_holding(conn, hits, Selection(query=fact, within=wanted.within)) for fact in wanted.facts]
    found = {}
    for media_id, held in hits.items():
        facts = {number for number, files in enumerate(holding) if media_id in files}
        of_file = [joining.moments(held, scene, window, facts) for scene, window in wanted.scenes]
        found[media_id] = tuple(sorted(chain(*of_file), key=lambda moment: (moment.second, moment.end)))
    return {media_id: each for media_id, each in found.items() if each}


def _holding(conn: Connection, ids: Iterable[int], selection: Selection) -> set[int]:
    """Which of these files are of a selection."""
    found = on_files(conn, selection)
    sql = f"SELECT media.id FROM media WHERE media.id = ANY (%(these_files)s::bigint[]) AND {found.where}"
    return {row.id for row in rows(conn, _Id, sql, these_files=list(ids), **found.parameters)}


def _recordings(selection: Selection) -> Selection | None:
    """Those of a selection, in its order; None where it is one of other files."""
    kinds = tuple(kind for kind in KINDS if not selection.kinds or kind in selection.kinds)
    if not kinds:
        return None
    if selection.first is None:
        return replace(selection, kinds=kinds)
    likeness = selection.query if selection.sort.startswith(ordering.LIKENESSES) else None
    # Of the first files those that are recordings, not the first recordings.
    return Selection(
        within=Within("", selection),
        kinds=kinds,
        sort=selection.sort,
        seed=selection.seed,
        counted=selection.counted,
        query=likeness,
    )


def _films(
    conn: Connection, selection: Selection | None, after: Cursor | None
) -> tuple[Sequence[Tile], Cursor | None]:
    """The next films that have all that is asked for, at whatever seconds, and where they go on."""
    if selection is None:
        return (), None
    if selection.sort == "newest":
        films = _newest(conn, selection, after)
        return films, Cursor(films[-1].taken_at, films[-1].id) if len(films) == FILMS else None
    held = media.page(conn, selection, after, FILMS)
    more = media.place_of(conn, selection, held.items[-1].id) if held.next else None
    return held.items, more


def _newest(conn: Connection, selection: Selection, after: Cursor | None) -> list[Tile]:
    found = timed(clauses(conn, selection))
    if after:
        behind = f"({found.time}, {found.id}) < (%(after_time)s, %(after_id)s)"
        found = replace(found, conditions=(*found.conditions, behind))
    given: dict[str, Any] = {"after_time": after.taken_at, "after_id": after.id} if after else {}
    return rows(
        conn,
        Tile,
        found.listing(TILE, f"{found.time} DESC, {found.id} DESC", str(FILMS)),
        **found.parameters,
        **given,
    )


def timed(found: Clauses) -> Clauses:
    """The same, led by the index of labels that were found at a second where such a label leads."""
    if not {of_mark("object", "driver"), of_mark("look", "driver")}.intersection(found.conditions):
        return found
    return replace(found, conditions=(*found.conditions, "driver.timed"))
