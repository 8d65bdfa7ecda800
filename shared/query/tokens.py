"""What the tokens of a question say, checked; what is wrong is an error at its place."""

import re
from collections.abc import Sequence

from lark import Token

from shared.query import keys, values
from shared.query.errors import BadQuery
from shared.query.keys import Key
from shared.query.tree import Sign

LONGEST_WINDOW = 600  # seconds


def seconds(text: str) -> float:
    """Seconds between things at a moment; raises `ValueError`."""
    found = values.seconds(text)
    if found > LONGEST_WINDOW:
        raise ValueError(f"things of one moment are at most {LONGEST_WINDOW} seconds apart")
    return found


def key(name: Token) -> Key:
    """The key of this name."""
    return keys.NAMES[name.casefold()]


def checked(key: Key, items: Sequence[Token]) -> tuple[str, ...]:
    """Each of the values as it stands, where the key can have them all."""
    for token in items:
        check(key, ":", token)
    return tuple(map(str, items))


def check(key: Key, sign: Sign, value: Token) -> None:
    """Raise `BadQuery` where the key cannot be compared with this value by this sign."""
    try:
        keys.check(key, sign, str(value))
    except ValueError as error:
        raise bad(str(error), value) from error


def backward(key: Key, low: Token, high: Token) -> bool:
    """Whether a range ends before it begins."""
    begin, end = (keys.value(key, str(bound)) for bound in (low, high))
    if isinstance(begin, values.Span):
        return bool(begin.begin >= end.end)
    return not isinstance(begin, tuple) and bool(begin > end)


def backwards(text: str, low: Token, high: Token) -> BadQuery:
    """That a range does, and the text with its ends the other way round."""
    first, last = (slice(token.start_pos, token.end_pos) for token in (low, high))
    meant = (
        f"{text[: first.start]}{text[last]}{text[first.stop : last.start]}{text[first]}{text[last.stop :]}"
    )
    return BadQuery("This range ends before it begins", first.start, last.stop - first.start, meant)


def counted(items: Sequence[Token]) -> str:
    """What is to be counted: one thing."""
    [one, *more] = items
    if more:
        raise bad("How many of what? Name one thing", more[0])
    return one.casefold() if one.casefold() in keys.COUNTED else str(one)


def bad(said: str, token: Token) -> BadQuery:
    """An error at a token."""
    place = token.start_pos or 0
    return BadQuery(said[:1].upper() + said[1:], place, max((token.end_pos or 0) - place, 1))


def unquoted(token: str) -> str:
    """What stands in quotation marks, which may not be closed yet."""
    closed = re.fullmatch(r'"((?:[^"\\]|\\.)*)"\*?', token, re.DOTALL)
    return re.sub(r"\\(.)", r"\1", closed[1] if closed else token[1:], flags=re.DOTALL)
