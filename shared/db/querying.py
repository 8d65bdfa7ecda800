"""A question of the query language as conditions on the library."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from shared.db import query_counts, query_keys, query_moments, query_people, texts
from shared.db.asking import NEVER, Asking
from shared.db.clauses import Clauses, Condition
from shared.db.connection import Connection
from shared.query.tree import (
    AllOf,
    And,
    AnyOf,
    Between,
    Count,
    Exists,
    Filter,
    Near,
    Not,
    Only,
    Or,
    Together,
    Words,
    conjoined,
    conjuncts,
    disjoined,
)
from shared.query.tree import Condition as Asked


def asked(
    conn: Connection,
    question: Asked | None,
    time: str,
    visible: Callable[[int], bool],
    *,
    filled: Callable[[int], Clauses] | None = None,
) -> Iterator[Condition]:
    """What a file must fulfil; `time` is the column that tells when it was taken.

    `visible` says whether the one who asks may see a file that is named as an example; `filled` see `Asking`.
    """
    parts = conjuncts(question)
    worded = conjoined(part for part in parts if texts.of_words(part))
    query = texts.worded(worded) if worded else None
    if query:
        asking = Asking(conn, time, visible, prefix="words")
        yield Condition(asking.worded(query), asking.parameters)
    for number, part in enumerate(part for part in parts if not texts.of_words(part)):
        asking = Asking(conn, time, visible, prefix=f"asked_{number}", filled=filled)
        if isinstance(part, Together):
            yield from _at_once(asking, part)
        else:
            yield Condition(_sql(asking, part), asking.parameters)


def _at_once(asking: Asking, part: Together) -> Iterator[Condition]:
    """That a file has it all is soon looked up; it is asked for the moment only until there are enough."""
    *soon, late = query_moments.apart(asking, part, partial(_sql, asking))
    yield from (Condition(one, {}) for one in soon)
    yield Condition(late, asking.parameters, costly=True)


def _sql(asking: Asking, part: Asked) -> str:
    query = texts.worded(part)
    return asking.worded(query) if query else _WAYS[type(part)](asking, part)


def _joined(asking: Asking, part: And | Or) -> str:
    """What asks for words alone is looked up at once."""
    join, sign = (conjoined, " AND ") if isinstance(part, And) else (disjoined, " OR ")
    worded = join(one for one in part.parts if texts.of_words(one))
    others = [one for one in part.parts if not texts.of_words(one)]
    found = [_sql(asking, one) for one in ([worded] if worded else []) + others]
    return f"({sign.join(found)})"


def _not(asking: Asking, part: Not) -> str:
    """What is not so, and what cannot be told."""
    return f"({_sql(asking, part.part)}) IS NOT TRUE"


def _filter(asking: Asking, part: Filter) -> str:
    if part.sign == "!=":
        return f"({query_keys.sql(asking, part.key, '=', part.value)}) IS NOT TRUE"
    return query_keys.sql(asking, part.key, part.sign, part.value)


def _any_of(asking: Asking, part: AnyOf) -> str:
    found = [query_keys.sql(asking, part.key, ":", value) for value in part.values]
    return f"({' OR '.join(found)})"


def _all_of(asking: Asking, part: AllOf) -> str:
    found = [query_keys.sql(asking, part.key, ":", value) for value in part.values]
    return f"({' AND '.join(found)})"


def _between(asking: Asking, part: Between) -> str:
    found = []
    if part.low:
        found.append(query_keys.sql(asking, part.key, ">=", part.low))
    if part.high:
        found.append(query_keys.sql(asking, part.key, "<=", part.high))
    return f"({' AND '.join(found)})" if found else query_counts.exists(asking, Exists(part.key))


def _together(asking: Asking, part: Together) -> str:
    """All of it in the file, which is soon looked up, and at one moment."""
    return query_moments.together(asking, part, partial(_sql, asking))


_WAYS: dict[type, Callable[[Asking, Any], str]] = {
    Words: lambda _asking, _part: NEVER,  # one without any word
    Filter: _filter,
    AnyOf: _any_of,
    AllOf: _all_of,
    Between: _between,
    Count: query_counts.count,
    Exists: query_counts.exists,
    Near: query_counts.near,
    Only: query_people.only,
    Not: _not,
    Together: _together,
    And: _joined,
    Or: _joined,
}
