"""Grows the tree of a question out of what the grammar found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lark import Token, Transformer, v_args

from shared.query import keys, values
from shared.query.errors import BadQuery, nearest
from shared.query.keys import Key
from shared.query.tree import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Count,
    Exists,
    Filter,
    Near,
    Only,
    Order,
    Query,
    Sign,
    Together,
    Words,
    conjoined,
    disjoined,
    negated,
)

NEARBY = 20.0  # kilometres
MOST_FILES = 100_000  # that a limit lets through
LONGEST_WINDOW = 600  # seconds
_UNKNOWN = re.compile(r"([a-z_]{3,20})(:|!=|<=|>=|=|<|>|~)(?!//|$)", re.IGNORECASE)
_SIGNS: dict[str, Sign] = {
    ":": ":", "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "~",
}  # fmt: skip


@dataclass(frozen=True)
class _Limited:
    """A part in which it is also said of how many files there shall be at most; `token` says so."""

    part: Condition | None
    n: int
    token: Token


Part: TypeAlias = Condition | _Limited | None


@v_args(inline=True)
class Planting(Transformer[Token, Query]):
    """Every method is a rule of the grammar.  What holds no word at all, say `!!`, becomes None."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def start(self, condition: Part, order: Order | None, last: _Limited | None) -> Query:
        """The whole question."""
        said = [one for one in (condition, last) if isinstance(one, _Limited)]
        found = condition.part if isinstance(condition, _Limited) else condition
        return Query(found, order, _one(said).n if said else None)

    def disjunction(self, *parts: Part) -> Part:
        """`a or b`."""
        return _limited(disjoined(_conditions(parts)), parts)

    def conjunction(self, *parts: Part) -> Part:
        """`a b`."""
        return _limited(conjoined(_conditions(parts)), parts)

    def limit(self, _name: Token, sign: Token, value: Token) -> _Limited:
        """`limit:20`."""
        if sign not in {":", "="}:
            raise _bad("A limit is written limit:20", sign)
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not 1 <= int(value) <= MOST_FILES:
            raise _bad(f"A limit is a number of files from 1 to {MOST_FILES:,}, say limit:20", value)
        return _Limited(None, int(value), value)

    def group(self, part: Part, window: Token | None) -> Part:
        """`(a)`, or `(a b) within 5s`."""
        part = _whole(part)
        if part is None or window is None:
            return part
        try:
            return Together(part, _window(window))
        except ValueError as error:
            raise _bad(str(error), window) from error

    def negation(self, *parts: Part) -> Part:
        """`-a`: a word that is not to be there is never an unfinished one."""
        part = _whole(parts[-1])
        if isinstance(part, Words):
            part = Words(part.text)
        return None if part is None else negated(part)

    def word(self, token: Token) -> Part:
        """A word, with `*` the beginning of one."""
        self._check_known(token)
        typing = token.end_pos == len(self.text)
        found = Words(token.rstrip("*"), typing or token.endswith("*"))
        return found if found.words else None

    def phrase(self, token: Token) -> Part:
        """Words in a row."""
        found = Words(_unquoted(token), token.endswith('"*'))
        return found if found.words else None

    def plain(self, token: Token) -> Token:
        """A value as it stands."""
        return token

    def quoted(self, token: Token) -> Token:
        """A value in quotation marks."""
        return token.update(value=_unquoted(token))

    value = plain

    def item(self, *tokens: Token) -> Token:
        """One of several values."""
        said = [_unquoted(token) if token.type == "PHRASE" else str(token) for token in tokens]
        return tokens[0].update(value=" ".join(said))

    def items(self, *tokens: Token) -> tuple[Token, ...]:
        """Several values."""
        return tokens

    def comparison(self, name: Token, sign: Token, value: Token) -> Condition:
        """`key:value`."""
        key = _key(name)
        _check(key, _SIGNS[sign], value)
        return Filter(key.name, _SIGNS[sign], str(value))

    def any_of(self, name: Token, items: Sequence[Token]) -> Condition:
        """`key in (a, b)`."""
        return AnyOf(_key(name).name, _checked(_key(name), items))

    def all_of(self, name: Token, items: Sequence[Token]) -> Condition:
        """`key all in (a, b)`."""
        return AllOf(_key(name).name, _checked(_key(name), items))

    def between(self, name: Token, low: Token | None, high: Token | None) -> Condition:
        """`key in [low:high]`."""
        key = _key(name)
        if not key.ordered:
            raise _bad(f"{key.name} has no range; write {key.example}", name)
        for bound in (low, high):
            if bound is not None:
                _check(key, "<=", bound)
        return Between(key.name, str(low or ""), str(high or ""))

    def count(self, _name: Token, items: Sequence[Token], sign: Token, value: Token) -> Condition:
        """`count(dog) >= 2`."""
        if sign == "~":
            raise _bad("How many is compared by = != < <= > or >=", sign)
        try:
            n = values.whole(value)
        except ValueError as error:
            raise _bad(str(error), value) from error
        return Count(_counted(items), "=" if sign == ":" else _SIGNS[sign], min(max(n, -1), 10**6))

    def exists(self, _name: Token, items: Sequence[Token]) -> Condition:
        """`exists(gps)`."""
        [one, *more] = items
        known = None if more else keys.present(one)
        if known is None:
            close = nearest(one, (*keys.PRESENT, *keys.NAMES), 0.6)
            raise _bad(
                f"Nothing is called {one}" + (f"; did you mean exists({close})?" if close else ""), one
            )
        return Exists(known)

    def near(self, _name: Token, place: Token, distance: Token | None) -> Condition:
        """`near:"Bastia" within 20km`."""
        try:
            values.point(place)
            far = values.kilometres(distance) if distance is not None else NEARBY
        except ValueError as error:
            raise _bad(str(error), distance if distance is not None else place) from error
        return Near(str(place), far)

    def only(self, _name: Token, items: Sequence[Token]) -> Condition:
        """`only:(Anna, Ben)`."""
        return Only(tuple(map(str, items)))

    def only_one(self, _name: Token, value: Token) -> Condition:
        """`only:Anna`."""
        return Only((str(value),))

    def order(self, name: Token, direction: Token | None) -> Order:
        """`order by date desc`; without a word for it the largest and newest come first, names by A to Z."""
        by = keys.ORDERS[name.casefold()]
        return Order(by, by != "name" if direction is None else direction.casefold() == "desc")

    def order_count(self, _name: Token, items: Sequence[Token], direction: Token | None) -> Order:
        """`order by count(dog)`."""
        return Order(f"count({_counted(items)})", direction is None or direction.casefold() == "desc")

    def _check_known(self, token: Token) -> None:
        found = _UNKNOWN.match(token)
        close = (
            nearest(found[1], (*keys.NAMES, "count", "exists", "near", "only", "limit")) if found else None
        )
        if found and close:
            place = token.start_pos or 0
            meant = self.text[:place] + close + self.text[place + len(found[1]) :]
            said = f"There is no key {found[1]}; did you mean {close}{found[2]}?"
            raise BadQuery(said, place, len(found[1]), meant)


def _conditions(parts: Iterable[Part]) -> list[Condition]:
    found = [part.part if isinstance(part, _Limited) else part for part in parts]
    return [part for part in found if part is not None]


def _limited(made: Condition | None, parts: Sequence[Part]) -> Part:
    """What was made of these parts, with the limit that one of them says."""
    said = [part for part in parts if isinstance(part, _Limited)]
    return _Limited(made, _one(said).n, said[0].token) if said else made


def _one(said: Sequence[_Limited]) -> _Limited:
    if len(said) > 1:
        raise _bad("A search has one limit", said[1].token)
    return said[0]


def _whole(part: Part) -> Condition | None:
    """A part that is no whole search and so has no limit."""
    if isinstance(part, _Limited):
        raise _bad(
            "A limit is one of the whole search: it stands in no parentheses and behind no “not”", part.token
        )
    return part


def _window(text: str) -> float:
    """Seconds between things at a moment; raises `ValueError`."""
    found = values.seconds(text)
    if found > LONGEST_WINDOW:
        raise ValueError(f"things of one moment are at most {LONGEST_WINDOW} seconds apart")
    return found


def _key(name: Token) -> Key:
    return keys.NAMES[name.casefold()]


def _checked(key: Key, items: Sequence[Token]) -> tuple[str, ...]:
    for token in items:
        _check(key, ":", token)
    return tuple(map(str, items))


def _check(key: Key, sign: Sign, value: Token) -> None:
    try:
        keys.check(key, sign, str(value))
    except ValueError as error:
        raise _bad(str(error), value) from error


def _counted(items: Sequence[Token]) -> str:
    [one, *more] = items
    if more:
        raise _bad("How many of what? Name one thing", more[0])
    return one.casefold() if one.casefold() in keys.COUNTED else str(one)


def _bad(said: str, token: Token) -> BadQuery:
    place = token.start_pos or 0
    return BadQuery(said[:1].upper() + said[1:], place, max((token.end_pos or 0) - place, 1))


def _unquoted(token: str) -> str:
    closed = re.fullmatch(r'"((?:[^"\\]|\\.)*)"\*?', token, re.DOTALL)
    return re.sub(r"\\(.)", r"\1", closed[1] if closed else token[1:], flags=re.DOTALL)
