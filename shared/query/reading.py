"""What a person typed, understood as far as it can be: nobody is left without an answer."""

from dataclasses import dataclass, replace
from functools import lru_cache

from shared import landmarks, places
from shared.query import ordering, values
from shared.query.errors import BadQuery
from shared.query.parser import parse
from shared.query.tree import (
    AllOf,
    And,
    AnyOf,
    Condition,
    Filter,
    Near,
    Not,
    Or,
    Query,
    Together,
    Words,
    leaves,
)
from shared.text import words

_OF_WORDS = {"object", "tag", "said", "text", "comment", "description", "filename", "path", "camera"}


@dataclass(frozen=True)
class Reading:
    """A text and the question that it is; where it is none, the `error` says why, and its words are meant."""

    text: str
    query: Query | None
    error: BadQuery | None


@lru_cache(1024)
def read(text: str) -> Reading:
    """Read what a person typed."""
    try:
        query = parse(text)
        query = replace(query, condition=_placed(text, query.condition))
        if query.order:
            ordering.check(query.order, text, query.condition)
    except BadQuery as error:
        return Reading(text, None, error)
    return Reading(text, query, None)


def sought(text: str) -> list[str]:
    """The words of a question that may be the reason why it found a file."""
    query = read(text).query
    if query is None:
        return words(text)
    return [word for leaf in leaves(query.condition, negative=False) for word in _words(leaf)]


def _words(leaf: object) -> list[str]:
    if isinstance(leaf, Words):
        return list(leaf.words)
    if isinstance(leaf, Filter):
        return words(leaf.value) if leaf.key in _OF_WORDS and leaf.sign != "!=" else []
    if isinstance(leaf, AnyOf | AllOf):
        return [word for value in leaf.values for word in words(value)] if leaf.key in _OF_WORDS else []
    return []


def _placed(text: str, condition: Condition | None) -> Condition | None:
    """The condition with every place found; raises `BadQuery` for one that there is not."""
    if isinstance(condition, And | Or):
        parts = tuple(part for one in condition.parts if (part := _placed(text, one)))
        return replace(condition, parts=parts)
    if isinstance(condition, Not | Together):
        return replace(condition, part=_placed(text, condition.part) or condition.part)
    if not isinstance(condition, Near) or values.point(condition.place):
        return condition
    city = landmarks.called(condition.place) or next(iter(places.named(condition.place, 1)), None)
    if city is None:
        raise BadQuery(f"No place is called {condition.place}", max(text.find(condition.place), 0),
                       len(condition.place))  # fmt: skip
    return replace(condition, at=(city.latitude, city.longitude))
