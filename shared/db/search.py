"""What a person looks for, as conditions on the library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from shared import amounts
from shared.amounts import Wanted
from shared.db import rarity, smart
from shared.db.conditions import Condition, conditions, counted, labelled, of_mark
from shared.db.confines import below, renamed
from shared.db.connection import Connection, rows, run, value
from shared.db.rarity import rarest_first
from shared.db.selection import Selection, Within
from shared.labels import Mark
from shared.text import words

__all__ = ["Clauses", "Selection", "Within", "clauses", "is_of_text", "sought", "tsquery", "wanted"]

LONGEST_WORD = 100
MOST_TERMS = 32
FEW = 5000  # files that hold a text; more are met soon enough on the way from the newest
OFTEN = 200  # files that hold a text among a thousandth of the library; such texts are in very many
FACE = "face"  # the label under which the faces of a file are counted


@dataclass(frozen=True)
class Clauses:
    """FROM and WHERE of a selection.  `time` and `id` are the columns that order it newest first."""

    source: str
    conditions: tuple[str, ...]
    parameters: dict[str, Any]
    time: str
    id: str

    @property
    def where(self) -> str:
        """The conditions as one expression."""
        return " AND ".join(self.conditions) or "true"


@dataclass(frozen=True)
class _Match:
    media_id: int


def clauses(conn: Connection, selection: Selection) -> Clauses:
    """The selection as SQL, driven by its rarest label, its album or its folder where it names any."""
    selection = smart.resolved(conn, selection)
    if selection.within:
        return _confined(conn, replace(selection, within=None), selection.within)
    return _found(conn, selection, selection.folders[0] if len(selection.folders) == 1 else "")


def _found(conn: Connection, selection: Selection, folder: str) -> Clauses:
    """The selection as SQL; all of its files lie below `folder`."""
    asked = wanted(selection)
    shown = rarest_first(conn, [one for one in asked if one.shown])
    timed = selection.sort in {"newest", "oldest"}
    gathered = _gathered(conn, folder, shown[:1]) if folder and timed and not selection.trashed else None
    driven = bool(shown) and timed and gathered is None
    if driven:
        found = _ordered_by_label(shown[0])
    elif timed and gathered is None and len(selection.albums) == 1:
        found = _ordered_by_album(selection.albums[0])
        selection = replace(selection, albums=())
    else:
        found = _ordered_by_file()
    others = [*shown[driven:], *(one for one in asked if not one.shown)]
    further = [
        *conditions(selection, found.time),
        *(labelled(number, one) for number, one in enumerate(others, 1)),
        *_text_condition(conn, selection.text),
        *([gathered] if gathered else []),
    ]
    return replace(
        found,
        conditions=(*found.conditions, *(one.sql for one in further)),
        parameters=found.parameters
        | {name: value for part in further for name, value in part.parameters.items()},
    )


def _gathered(conn: Connection, folder: str, shown: list[Wanted]) -> Condition | None:
    """How to look only at the files of a folder that are few; None to go by what is to be seen, if anything.

    The index of outermost folders gives their files in order, so of others few are gathered first.
    """
    outermost = "/" not in folder.strip("/")
    if outermost and not shown:
        return None
    count = rarity.kept(conn, folder)
    if shown and rarity.rarer(conn, shown[0], count):
        return None
    if count > rarity.FEW:
        return Condition("true", {}) if outermost and count <= rarity.MANY else None
    return Condition(
        f"media.id = ANY (ARRAY (SELECT id FROM media WHERE {rarity.BELOW}))", dict(rarity.bounds(folder))
    )


def wanted(selection: Selection) -> list[Wanted]:
    """Everything that is to be seen in a file, or not, faces among it."""
    objects = [amounts.wanted(text) for text in selection.objects]
    faces = [amounts.of(FACE, amount) for amount in selection.faces]
    told: dict[Mark, tuple[str, ...]] = {
        "look": selection.looks,
        "scene": selection.scenes,
        "colour": selection.colours,
    }
    others = [Wanted(label, mark=mark) for mark, labels in told.items() for label in labels]
    return amounts.merged([*objects, *faces, *others])


def _confined(conn: Connection, selection: Selection, within: Within) -> Clauses:
    """The selection, and besides it what `within` asks of every file, under names of its own."""
    folder = within.folder if wanted(selection) else ""
    found = _found(conn, selection, selection.folders[0] if len(selection.folders) == 1 else folder)
    conditions, parameters = below(within.folder)
    if within.selection:
        inner = clauses(conn, replace(within.selection, trashed=selection.trashed))
        held = inner.where
        if inner.source != "media":
            held = f"media.id IN (SELECT {inner.id} FROM {inner.source} WHERE {inner.where})"
        conditions = (*conditions, f"({renamed(held)})")
        parameters |= {f"within_{name}": value for name, value in inner.parameters.items()}
    return replace(
        found, conditions=(*found.conditions, *conditions), parameters=found.parameters | parameters
    )


def tsquery(text: str) -> str | None:
    """Turn what a person typed into a tsquery of `simple` words; None when it holds no word.

    Words must all occur; "quoted words" in a row; `-word` must not; the last word may go on.
    """
    terms = [_term(piece) for piece in _pieces(text)[:MOST_TERMS]]
    return " & ".join(terms) or None


def sought(text: str) -> list[str]:
    """The words that a text must hold to be the reason why `text` found it."""
    return [word for piece in _pieces(text) if not piece.without for word in piece.words]


@dataclass(frozen=True)
class _Piece:
    words: tuple[str, ...]
    without: bool
    unfinished: bool  # the person may still be typing its last word


def _pieces(text: str) -> list[_Piece]:
    found = re.findall(r'(-?)(?:"([^"]*)"?|([^\s"]+))', text)
    typing = bool(text) and not text[-1].isspace() and not text.endswith('"')
    return [
        _Piece(held, bool(minus), typing and place == len(found) and not minus)
        for place, (minus, quoted, plain) in enumerate(found, 1)
        if (held := tuple(word[:LONGEST_WORD] for word in words(quoted or plain)))
    ]


def _term(piece: _Piece) -> str:
    phrase = " <-> ".join(f"'{word}'" for word in piece.words) + (":*" if piece.unfinished else "")
    return f"!({phrase})" if piece.without else f"({phrase})"


def _ordered_by_label(one: Wanted) -> Clauses:
    return Clauses(
        source="media_label AS driver JOIN media ON media.id = driver.media_id",
        conditions=("driver.label = %(label)s", of_mark(one.mark, "driver"), *counted(one, "driver", 0)),
        parameters={"label": one.label, "least_0": one.least, "most_0": one.most},
        time="driver.taken_at",
        id="driver.media_id",
    )


def _ordered_by_album(album_id: int) -> Clauses:
    return Clauses(
        source="album_media AS driver JOIN media ON media.id = driver.media_id",
        conditions=("driver.album_id = %(album)s",),
        parameters={"album": album_id},
        time="driver.taken_at",
        id="driver.media_id",
    )


def _ordered_by_file() -> Clauses:
    return Clauses("media", (), {}, "media.taken_at", "media.id")


_OF_TEXT = "EXISTS (SELECT FROM media_text"
_HOLDS = "media_text.document @@ to_tsquery('simple', %(query)s)"
_SAMPLED = "TABLESAMPLE SYSTEM (0.1)"


def is_of_text(condition: str) -> bool:
    """Whether a condition looks for a text that many files hold."""
    return condition.startswith(_OF_TEXT)


def _text_condition(conn: Connection, text: str) -> Iterator[Condition]:
    query = tsquery(text)
    if query is None:
        if text.strip():
            yield Condition("false", {})
        return
    matches = _matches(conn, query)
    if matches is None:
        yield Condition(
            f"{_OF_TEXT} WHERE media_text.media_id = media.id AND {_HOLDS})",
            {"query": query},
        )
        return
    yield Condition("media.id = ANY (%(matches)s::bigint[])", {"matches": matches})


def _matches(conn: Connection, query: str) -> list[int] | None:
    """The files that hold a text, None where they are many.

    PostgreSQL cannot tell beforehand how many words begin with some letters, and would read the whole
    library for the few files of a rare beginning; so it is made to use the index.  There it would gather
    all files that hold the text before it gives the first, so of texts in very many a sample tells.
    """
    if value(conn, f"SELECT count(*) FROM media_text {_SAMPLED} WHERE {_HOLDS}", query=query) >= OFTEN:
        return None
    run(conn, "SET LOCAL enable_seqscan = off")
    found = rows(
        conn,
        _Match,
        f"SELECT media_id FROM media_text WHERE {_HOLDS} LIMIT %(most)s",
        query=query,
        most=FEW + 1,
    )
    run(conn, "SET LOCAL enable_seqscan = on")
    return None if len(found) > FEW else [match.media_id for match in found]
