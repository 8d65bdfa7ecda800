"""Makes text of a tree, such that `parser` makes the same tree of it."""

import re
from collections.abc import Callable
from typing import Any

from shared.query.keys import COUNTED, NAMES, ORDERS
from shared.query.tree import (
    AllOf,
    And,
    AnyOf,
    Between,
    Condition,
    Count,
    Exists,
    Filter,
    Near,
    Not,
    Only,
    Or,
    Order,
    Query,
    Together,
    Words,
)

_GRAMMAR = "and or not in all count exists near within only limit order by asc desc"
_RESERVED = {*_GRAMMAR.split(), *NAMES, *ORDERS}


def written(query: Query) -> str:
    """The question as a person may have typed it."""
    condition = "" if query.condition is None else _conjunction(query.condition)
    if query.order is None and query.limit is None:
        return _finished(query.condition, condition)
    order = _order(query.order) if query.order else ""
    limit = f"limit:{query.limit}" if query.limit else ""
    return " ".join(part for part in (condition, order, limit) if part)


def _finished(condition: Condition | None, text: str) -> str:
    """The last word of a text is an unfinished one, unless it is quoted."""
    last = condition
    while isinstance(last, And | Or):
        last = last.parts[-1]
    if not isinstance(last, Words) or last.begins or text.endswith(('"', ")")):
        return text
    return f"{text[: -len(last.text)]}{quoted(last.text)}"


def _conjunction(condition: Condition) -> str:
    if isinstance(condition, And):
        return " ".join(_part(part) for part in condition.parts)
    if isinstance(condition, Or):
        return " or ".join(
            _conjunction(part) if isinstance(part, And) else _part(part) for part in condition.parts
        )
    return _part(condition)


def _part(condition: Condition) -> str:
    if isinstance(condition, And | Or):
        return f"({_conjunction(condition)})"
    if isinstance(condition, Not):
        inner = condition.part
        return f"-{_part(inner)}" if isinstance(inner, Words | And | Or) else f"not {_part(inner)}"
    if isinstance(condition, Together):
        return f"({_conjunction(condition.part)}) within {_number(condition.seconds)}s"
    return _leaf(condition)


def _leaf(leaf: Condition) -> str:
    return _WAYS[type(leaf)](leaf)


def _filter(leaf: Filter) -> str:
    said = value(leaf.value)
    return f"{leaf.key}:{said}" if leaf.sign == ":" else f"{leaf.key} {leaf.sign} {said}"


def _order(order: Order) -> str:
    by = order.by
    if by.startswith("count("):
        by = f"count({_name(by[6:-1])})"
    return f"order by {by} {'desc' if order.descending else 'asc'}"


def _number(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _name(what: str) -> str:
    return what if what in COUNTED else item(what)


def _list(held: tuple[str, ...]) -> str:
    return f"({', '.join(map(item, held))})"


def _word(text: str) -> str:
    plain = re.fullmatch(r"[^\W_]+", text) and text.casefold() not in _RESERVED
    return text if plain else quoted(text)


def value(text: str) -> str:
    """A value behind a key, in quotation marks where it needs them."""
    return text if re.fullmatch(r"[\w.+-][\w.,+/*:-]*", text) else quoted(text)


def item(text: str) -> str:
    """A value among several, in quotation marks where it needs them."""
    return text if re.fullmatch(r"[\w.+-][\w.+/*:-]*( [\w.+-][\w.+/*:-]*)*", text) else quoted(text)


def _bound(text: str) -> str:
    return text if re.fullmatch(r"[\w.+/-]*", text) else quoted(text)


def quoted(text: str) -> str:
    """The text in quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WAYS: dict[type, Callable[[Any], str]] = {
    Words: lambda leaf: f"{_word(leaf.text)}{'*' if leaf.begins else ''}",
    Filter: _filter,
    AnyOf: lambda leaf: f"{leaf.key} in {_list(leaf.values)}",
    AllOf: lambda leaf: f"{leaf.key} all in {_list(leaf.values)}",
    Between: lambda leaf: f"{leaf.key} in [{_bound(leaf.low)}:{_bound(leaf.high)}]",
    Count: lambda leaf: f"count({_name(leaf.what)}) {leaf.sign} {leaf.n}",
    Exists: lambda leaf: f"exists({leaf.key})",
    Near: lambda leaf: f"near:{value(leaf.place)} within {_number(leaf.kilometres)}km",
    Only: lambda leaf: f"only:{_list(leaf.names)}",
}
