"""The words that a file holds, as conditions that the index of documents answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.db.clauses import Condition, of_text
from shared.db.connection import Connection, numbers, rows, run
from shared.query.tree import And, Not, Or, Words
from shared.query.tree import Condition as Asked
from shared.text import words

LONGEST_WORD = 100
MOST_TERMS = 32
FEW = 5000  # files that hold a text; more are met soon enough on the way from the newest
OFTEN = 0.2  # share of the files that hold a text; such texts are met on the way from the newest at once
_SAMPLE = 1000  # files that are asked whether they hold it

_HOLDS = "media_text.document @@ to_tsquery('simple', %(query)s)"
_HEARD = """
    SELECT id FROM finding
     WHERE text IS NOT NULL AND box_left IS NULL AND words_of(text) @@ to_tsquery('simple', %(query)s)
    """
# By what was analysed last, or at ten documents a page where that was long ago.
_SAMPLED = f"""
    WITH known AS MATERIALIZED (
        SELECT greatest(reltuples, pg_relation_size(oid) / 820.0, 1) AS files
          FROM pg_class WHERE oid = 'media_text'::regclass
    )
    SELECT (SELECT files FROM known) AS files, count(*) AS asked, count(*) FILTER (WHERE {_HOLDS}) AS found
      FROM media_text TABLESAMPLE SYSTEM (least(100, 100.0 * {_SAMPLE} / (SELECT files FROM known)))
    """


@dataclass(frozen=True)
class _Match:
    id: int


@dataclass(frozen=True)
class _Sample:
    files: float  # of the library, about
    asked: int
    found: int


@dataclass(frozen=True)
class _Piece:
    words: tuple[str, ...]
    without: bool
    unfinished: bool  # the person may still be typing its last word


def tsquery(text: str) -> str | None:
    """Turn what a person typed into a tsquery of `simple` words; None when it holds no word.

    Words must all occur; "quoted words" in a row; `-word` must not; the last word may go on.
    """
    terms = [_term(piece) for piece in _pieces(text)[:MOST_TERMS]]
    return " & ".join(terms) or None


def worded(asked: Asked) -> str | None:
    """The tsquery of a question that asks for words alone; None where it asks for more."""
    if isinstance(asked, Words):
        return phrase(asked.text, begins=asked.begins)
    if isinstance(asked, Not):
        inner = worded(asked.part)
        return inner and f"!({inner})"
    if isinstance(asked, And | Or):
        parts = [worded(part) for part in asked.parts]
        sign = " & " if isinstance(asked, And) else " | "
        return f"({sign.join(map(str, parts))})" if all(parts) else None
    return None


def of_words(asked: Asked) -> bool:
    """Whether a question asks for words alone."""
    return worded(asked) is not None


def phrase(text: str, *, begins: bool = False) -> str | None:
    """The tsquery of words in a row; None where there is no word."""
    held = tuple(word[:LONGEST_WORD] for word in words(text))
    return _term(_Piece(held, without=False, unfinished=begins)) if held else None


def sought(text: str) -> list[str]:
    """The words that a text must hold to be the reason why `text` found it."""
    return [word for piece in _pieces(text) if not piece.without for word in piece.words]


def text_condition(conn: Connection, text: str) -> Iterator[Condition]:
    """That a file holds what a person typed, which may be no word at all."""
    query = tsquery(text)
    if query is None:
        if text.strip():
            yield Condition("false", {})
        return
    matches = matching(conn, query)
    if matches is None:
        yield Condition(of_text("%(query)s"), {"query": query})
        return
    yield Condition("media.id = ANY (%(matches)s::bigint[])", {"matches": numbers(matches)})


def matching(conn: Connection, query: str) -> list[int] | None:
    """The files that hold a text, None where they are many.

    PostgreSQL cannot tell beforehand how many words begin with some letters, and would read the whole
    library for the few files of a rare beginning; so it is made to use the index.  There it would gather
    all files that hold the text before it gives the first, so of texts in very many a sample tells.
    """
    return _few(conn, f"SELECT media_id AS id FROM media_text WHERE {_HOLDS}", query)


def heard(conn: Connection, query: str) -> list[int] | None:
    """The findings of what was said that hold a text, None where they are many; as `matching`."""
    return _few(conn, _HEARD, query)


def _few(conn: Connection, sql: str, query: str) -> list[int] | None:
    if _frequent(conn, query):
        return None
    run(conn, "SET LOCAL enable_seqscan = off")
    found = rows(conn, _Match, f"{sql} LIMIT %(most)s", query=query, most=FEW + 1)
    run(conn, "SET LOCAL enable_seqscan = on")
    return None if len(found) > FEW else [match.id for match in found]


def holding(conn: Connection, query: str, ids: list[int]) -> set[int]:
    """Which of these files hold a text."""
    sql = f"SELECT media_id AS id FROM media_text WHERE media_id = ANY (%(ids)s) AND {_HOLDS}"
    return {match.id for match in rows(conn, _Match, sql, ids=ids, query=query)}


def _frequent(conn: Connection, query: str) -> bool:
    [sample] = rows(conn, _Sample, _SAMPLED, query=query)
    share = sample.found / max(sample.asked, 1)
    return share >= OFTEN and share * sample.files > FEW


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
