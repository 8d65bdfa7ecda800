"""Grows the tree of a question out of what the grammar found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lark import Token, Transformer, v_args

from shared.circumstances import SEASONS_AND_HOURS
from shared.query import keys, values
from shared.query.errors import BadQuery, nearest
from shared.query.tokens import backward, backwards, bad, check, checked, counted, key, seconds, unquoted
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
            raise bad("A limit is written limit:20", sign)
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not 1 <= int(value) <= MOST_FILES:
            raise bad(f"A limit is a number of files from 1 to {MOST_FILES:,}, say limit:20", value)
        return _Limited(None, int(value), value)

    def group(self, part: Part, window: Token | None) -> Part:
        """`(a)`, or `(a b) within 5s`."""
        part = _whole(part)
        if part is None or window is None:
            return part
        try:
            return Together(part, seconds(window))
        except ValueError as error:
            raise bad(str(error), window) from error

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
        found = Words(unquoted(token), token.endswith('"*'))
        return found if found.words else None

    def plain(self, token: Token) -> Token:
        """A value as it stands."""
        return token

    def quoted(self, token: Token) -> Token:
        """A value in quotation marks."""
        return token.update(value=unquoted(token))

    value = plain

    def item(self, *tokens: Token) -> Token:
        """One of several values."""
        said = [unquoted(token) if token.type == "PHRASE" else str(token) for token in tokens]
        return tokens[0].update(value=" ".join(said))

    def items(self, *tokens: Token) -> tuple[Token, ...]:
        """Several values."""
        return tokens

    def comparison(self, name: Token, sign: Token, value: Token) -> Condition:
        """`key:value`."""
        found = key(name)
        check(found, _SIGNS[sign], value)
        if found.name == "scene" and sign in {":", "="} and value.casefold() in SEASONS_AND_HOURS:
            return Words(str(value))  # which are no labels, but words of the file
        return Filter(found.name, _SIGNS[sign], str(value))

    def any_of(self, name: Token, items: Sequence[Token]) -> Condition:
        """`key in (a, b)`."""
        return AnyOf(key(name).name, checked(key(name), items))

    def all_of(self, name: Token, items: Sequence[Token]) -> Condition:
        """`key all in (a, b)`."""
        return AllOf(key(name).name, checked(key(name), items))

    def between(self, name: Token, low: Token | None, high: Token | None) -> Condition:
        """`key in [low:high]`."""
        found = key(name)
        if not found.ordered:
            raise bad(f"{found.name} has no range; write {found.example}", name)
        for bound in (low, high):
            if bound is not None:
                check(found, "<=", bound)
        if low is not None and high is not None and backward(found, low, high):
            raise backwards(self.text, low, high)
        return Between(found.name, str(low or ""), str(high or ""))

    def count(self, _name: Token, items: Sequence[Token], sign: Token, value: Token) -> Condition:
        """`count(dog) >= 2`."""
        if sign == "~":
            raise bad("How many is compared by = != < <= > or >=", sign)
        try:
            n = values.whole(value)
        except ValueError as error:
            raise bad(str(error), value) from error
        return Count(counted(items), "=" if sign == ":" else _SIGNS[sign], min(max(n, -1), 10**6))

    def exists(self, _name: Token, items: Sequence[Token]) -> Condition:
        """`exists(gps)`."""
        [one, *more] = items
        known = None if more else keys.present(one)
        if one.casefold() in keys.NOWHERE:
            raise bad(keys.NOWHERE[one.casefold()], one)
        if known is None:
            close = nearest(one, (*keys.PRESENT, *keys.NAMES), 0.6)
            raise bad(f"Nothing is called {one}" + (f"; did you mean exists({close})?" if close else ""), one)
        return Exists(known)

    def near(self, _name: Token, place: Token, distance: Token | None) -> Condition:
        """`near:"Bastia" within 20km`."""
        if not place.strip():
            raise bad('A place is expected here, say near:"Bastia" within 20km', place)
        try:
            values.point(place)
            far = values.kilometres(distance) if distance is not None else NEARBY
        except ValueError as error:
            raise bad(str(error), distance if distance is not None else place) from error
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
        return Order(f"count({counted(items)})", direction is None or direction.casefold() == "desc")

    def _check_known(self, token: Token) -> None:
        self._check_nowhere(token)
        found = _UNKNOWN.match(token)
        close = (
            nearest(found[1], (*keys.NAMES, "count", "exists", "near", "only", "limit")) if found else None
        )
        if found and close:
            place = token.start_pos or 0
            meant = self.text[:place] + close + self.text[place + len(found[1]) :]
            said = f"There is no key {found[1]}; did you mean {close}{found[2]}?"
            raise BadQuery(said, place, len(found[1]), meant)

    def _check_nowhere(self, token: Token) -> None:
        name, colon, _value = token.partition(":")
        if colon and name.casefold() in keys.NOWHERE:
            place = token.start_pos or 0
            meant = f"{self.text[:place]}{self.text[place + len(name) + 1 :]}"
            said = f"{keys.NOWHERE[name.casefold()]}; as a word it is found in texts and descriptions"
            raise BadQuery(said, place, len(name), meant)


def _conditions(parts: Iterable[Part]) -> list[Condition]:
    found = [part.part if isinstance(part, _Limited) else part for part in parts]
    return [part for part in found if part is not None]


def _limited(made: Condition | None, parts: Sequence[Part]) -> Part:
    """What was made of these parts, with the limit that one of them says."""
    said = [part for part in parts if isinstance(part, _Limited)]
    return _Limited(made, _one(said).n, said[0].token) if said else made


def _one(said: Sequence[_Limited]) -> _Limited:
    if len(said) > 1:
        raise bad("A search has one limit", said[1].token)
    return said[0]


def _whole(part: Part) -> Condition | None:
    """A part that is no whole search and so has no limit."""
    if isinstance(part, _Limited):
        raise bad(
            "A limit is one of the whole search: it stands in no parentheses and behind no “not”", part.token
        )
    return part
