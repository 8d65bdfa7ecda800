"""Grows the tree of a question out of what the grammar found."""

import re
from collections.abc import Sequence
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

Part: TypeAlias = Condition | None
NEARBY = 20.0  # kilometres
LONGEST_WINDOW = 600  # seconds
_UNKNOWN = re.compile(r"([a-z_]{3,20})(:|!=|<=|>=|=|<|>|~)(?!//|$)", re.IGNORECASE)
_SIGNS: dict[str, Sign] = {
    ":": ":", "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "~",
}  # fmt: skip


@v_args(inline=True)
class Planting(Transformer[Token, Query]):
    """Every method is a rule of the grammar.  What holds no word at all, say `!!`, becomes None."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def start(self, condition: Part, order: Order | None) -> Query:
        """The whole question."""
        return Query(condition, order)

    def disjunction(self, *parts: Part) -> Part:
        """`a or b`."""
        return disjoined(part for part in parts if part is not None)

    def conjunction(self, *parts: Part) -> Part:
        """`a b`."""
        return conjoined(part for part in parts if part is not None)

    def group(self, part: Part, window: Token | None) -> Part:
        """`(a)`, or `(a b) within 5s`."""
        if part is None or window is None:
            return part
        try:
            return Together(part, _window(window))
        except ValueError as error:
            raise _bad(str(error), window) from error

    def negation(self, *parts: Part) -> Part:
        """`-a`: a word that is not to be there is never an unfinished one."""
        part = parts[-1]
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
        close = nearest(found[1], (*keys.NAMES, "count", "exists", "near", "only")) if found else None
        if found and close:
            place = token.start_pos or 0
            meant = self.text[:place] + close + self.text[place + len(found[1]) :]
            said = f"There is no key {found[1]}; did you mean {close}{found[2]}?"
            raise BadQuery(said, place, len(found[1]), meant)


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
