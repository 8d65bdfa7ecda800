"""What holds some of the words of a search, for one that finds little with all of them."""

from collections.abc import Iterator
from itertools import combinations

from shared.query.synonyms import STOP
from shared.query.tree import Condition, Query, Words, conjoined, conjuncts, disjoined, negated

MOST = 6  # words; the parts of a search of more are too many


def plain(query: Query | None) -> tuple[Words, ...]:
    """The words of a search that is nothing but several of them; else none."""
    parts = conjuncts(query.condition) if query and not query.order and not query.limit else ()
    words = tuple(part for part in parts if isinstance(part, Words) and len(part.words) == 1)
    return words if len(words) == len(parts) > 1 else ()


def in_a_row(words: tuple[Words, ...]) -> Words:
    """The words one behind the other, as they were typed."""
    return Words(" ".join(word.text for word in words), words[-1].begins)


def some(words: tuple[Words, ...]) -> Condition | None:
    """At least one of the words that say something, but not all words; None where they are too many."""
    telling = _telling(words)
    if not 0 < len(telling) <= MOST:
        return None
    return _without(disjoined(telling), conjoined(words))


def steps(words: tuple[Words, ...]) -> Iterator[Condition]:
    """`some` in parts that have no file in common, the one with the most words first."""
    telling, more = _telling(words), conjoined(words)
    for many in range(min(len(telling), len(words) - 1), 0, -1):
        held = disjoined(part for one in combinations(telling, many) if (part := conjoined(one)))
        if found := _without(held, more):
            yield found
        more = held


def _telling(words: tuple[Words, ...]) -> tuple[Words, ...]:
    return tuple(word for word in dict.fromkeys(words) if word.text.casefold() not in STOP)


def _without(held: Condition | None, more: Condition | None) -> Condition | None:
    return conjoined([held, negated(more)]) if held and more else None
