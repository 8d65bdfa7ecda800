"""What a person looks for, as conditions on the library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from shared.db.confines import below, renamed
from shared.db.connection import Connection, rows, run
from shared.text import words

LONGEST_WORD = 100
MOST_TERMS = 32
SAMPLE = 1000  # files counted of a label at most, to tell which label is the rarer
FEW = 5000  # files that hold a text; more are met soon enough on the way from the newest


@dataclass(frozen=True)
class Selection:
    """A part of the library; what is empty does not restrict.  `since` and `until` are inclusive.

    A file must show every one of `objects`, and have one of the `cameras`, `formats` (MIME types),
    `sources` and `kinds`.  What lies in the trash is no part of it, or with `trashed` all of it.
    """

    text: str = ""
    objects: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    trashed: bool = False
    within: "Within | None" = None  # what the person who asks may see at most


@dataclass(frozen=True)
class Within:
    """The part of the library that an account is confined to: below `folder`, and of that a selection."""

    folder: str = ""
    selection: Selection | None = None


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


@dataclass(frozen=True)
class _Rarity:
    label: str
    n: int


def clauses(conn: Connection, selection: Selection) -> Clauses:
    """The selection as SQL, driven by its rarest label where it names any."""
    if selection.within:
        return _confined(conn, replace(selection, within=None), selection.within)
    labels = _rarest_first(conn, selection.objects)
    query = tsquery(selection.text)
    matches = _matches(conn, query) if query else []
    found = _ordered_by_label(labels[0]) if labels else _ordered_by_file()
    return replace(
        found,
        conditions=(
            *found.conditions,
            *_conditions(selection, found, len(labels)),
            *_text_condition(selection, matches),
        ),
        parameters=found.parameters | _parameters(selection, labels) | {"query": query, "matches": matches},
    )


def _confined(conn: Connection, selection: Selection, within: Within) -> Clauses:
    """The selection, and besides it what `within` asks of every file, under names of its own."""
    found = clauses(conn, selection)
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


def _rarest_first(conn: Connection, labels: tuple[str, ...]) -> list[str]:
    if len(labels) < 2:
        return list(labels)
    found = rows(
        conn,
        _Rarity,
        """
        SELECT wanted.label,
               (SELECT count(*) FROM (SELECT FROM media_label WHERE media_label.label = wanted.label
                                       LIMIT %(sample)s) AS seen) AS n
          FROM unnest(%(labels)s) AS wanted (label)
         ORDER BY n
        """,
        labels=list(dict.fromkeys(labels)),
        sample=SAMPLE,
    )
    return [rarity.label for rarity in found]


def _ordered_by_label(label: str) -> Clauses:
    return Clauses(
        source="media_label AS driver JOIN media ON media.id = driver.media_id",
        conditions=("driver.label = %(label)s",),
        parameters={"label": label},
        time="driver.taken_at",
        id="driver.media_id",
    )


def _ordered_by_file() -> Clauses:
    return Clauses("media", (), {}, "media.taken_at", "media.id")


def _conditions(selection: Selection, found: Clauses, labels: int) -> Iterator[str]:
    yield f"media.trashed_at IS {'NOT ' if selection.trashed else ''}NULL"
    for n in range(1, labels):
        yield (
            "EXISTS (SELECT FROM media_label AS other"
            f" WHERE other.media_id = {found.id} AND other.label = %(label_{n})s)"
        )
    chosen = {
        "media.model": selection.cameras,
        "media.mime": selection.formats,
        "media.source": selection.sources,
        "media.kind": selection.kinds,
    }
    for column, values in chosen.items():
        if len(values) == 1:  # so written, the index gives them in order
            yield f"{column} = (%({column[6:]})s::text[])[1]"
        elif values:
            yield f"{column} = ANY (%({column[6:]})s)"
    if selection.since:
        yield f"{found.time} >= %(since)s"
    if selection.until:
        yield f"{found.time} < %(until)s"


def _matches(conn: Connection, query: str) -> list[int] | None:
    """The files that hold a text, None where they are many.

    PostgreSQL cannot tell beforehand how many words begin with some letters, and would read the whole
    library for the few files of a rare beginning; so it is made to use the index.
    """
    run(conn, "SET LOCAL enable_seqscan = off")
    found = rows(
        conn,
        _Match,
        """
        SELECT media_id FROM media_text WHERE document @@ to_tsquery('simple', %(query)s) LIMIT %(most)s
        """,
        query=query,
        most=FEW + 1,
    )
    run(conn, "SET LOCAL enable_seqscan = on")
    return None if len(found) > FEW else [match.media_id for match in found]


def _text_condition(selection: Selection, matches: list[int] | None) -> Iterator[str]:
    if not selection.text.strip():
        return
    if matches is None:
        yield (
            "EXISTS (SELECT FROM media_text WHERE media_text.media_id = media.id"
            " AND media_text.document @@ to_tsquery('simple', %(query)s))"
        )
        return
    yield "media.id = ANY (%(matches)s::bigint[])"


def _parameters(selection: Selection, labels: list[str]) -> dict[str, Any]:
    return {
        **{f"label_{n}": label for n, label in enumerate(labels) if n},
        "model": list(selection.cameras),
        "mime": list(selection.formats),
        "source": list(selection.sources),
        "kind": list(selection.kinds),
        "since": selection.since,
        "until": selection.until and selection.until + timedelta(days=1),
    }
